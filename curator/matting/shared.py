"""Shared matting: pairs of known colours, gathered along rays and shared between neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from curator.kernels import parallel_kernels
from curator.matting.solving import finished, fractions
from curator.parameters import parameter
from curator.registry import METHODS, MattingMethod
from curator.types import Alpha, FloatImage, Trimap

_TITLE = "Shared"


@dataclass(frozen=True)
class SharedParameters:
    """The four stages: expansion, gathering, refinement, smoothing."""

    expand: bool = parameter(
        True,
        help="Let unknown pixels take the value of a known pixel near by that has their colour.",
    )
    expansion_radius: int = parameter(
        10, help="How far away that known pixel may be, in pixels (kI).", minimum=1, maximum=100
    )
    expansion_colour: float = parameter(
        0.02,
        help="How far its colour may differ, of a range of 1 (kC: 5 of 255, and room for rounding).",
        minimum=0.0001,
        maximum=1.0,
    )
    directions: int = parameter(
        4, help="Rays along which colours are gathered (kG).", minimum=1, maximum=64
    )
    fit_exponent: float = parameter(
        3.0, help="Exponent of how well a pair explains the colours (eN).", minimum=0.0, maximum=10.0
    )
    likelihood_exponent: float = parameter(
        2.0, help="Exponent of how likely its alpha is (eA).", minimum=0.0, maximum=10.0
    )
    foreground_exponent: float = parameter(
        1.0, help="Exponent of the distance to the foreground (ef).", minimum=0.0, maximum=10.0
    )
    background_exponent: float = parameter(
        4.0, help="Exponent of the distance to the background (eb).", minimum=0.0, maximum=10.0
    )
    refinement_radius: int = parameter(
        5, help="Radius of the window whose pairs a pixel may take, in pixels.", minimum=1, maximum=50
    )
    smoothing_radius: int = parameter(
        5, help="Radius of the windows of smoothing, in pixels.", minimum=1, maximum=50
    )
    smoothing_variance: float = parameter(
        100 / (9 * math.pi),
        help="Variance of the Gaussian of smoothing, in square pixels.",
        minimum=0.01,
        maximum=1000.0,
    )
    confidence_decay: float = parameter(
        10.0,
        help="How fast the trust in a pair falls with the error of its colour.",
        minimum=0.1,
        maximum=1000.0,
    )


def shared(image: FloatImage, trimap: Trimap, parameters: SharedParameters) -> Alpha:
    """Choose a pair of known colours for each unknown pixel, share the best, and smooth.

    As in the paper the known regions are widened first, unless `parameters.expand` is False: an
    unknown pixel takes the value of the nearest known pixel within `expansion_radius` whose colour is
    within `expansion_colour`, and its alpha is then exactly 0 or 1. What the annotator painted
    foreground or background is never touched by that; only unknown pixels are settled.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    parameters
        See `SharedParameters`.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known.

    Raises
    ------
    ConvergenceError
        If an alpha comes out as no number.

    References
    ----------
    Gastal and Oliveira, "Shared Sampling for Real-Time Alpha Matting", Eurographics 2010: expansion
    in section 4.1, gathering in equations (2) to (8), refinement and smoothing in sections 4.3 and
    4.4; through PyMatting's `estimate_alpha_sm`.
    """
    from pymatting import estimate_alpha_sm

    with parallel_kernels():
        solution = estimate_alpha_sm(
            image.astype(np.float64),
            fractions(trimap),
            trimap_expansion_radius=parameters.expansion_radius if parameters.expand else 0,
            trimap_expansion_threshold=parameters.expansion_colour,
            sample_gathering_angles=parameters.directions,
            sample_gathering_weights=(
                parameters.fit_exponent,
                parameters.likelihood_exponent,
                parameters.foreground_exponent,
                parameters.background_exponent,
            ),
            sample_refinement_radius=parameters.refinement_radius,
            local_smoothing_radius1=parameters.smoothing_radius,
            local_smoothing_radius2=parameters.smoothing_radius,
            local_smoothing_radius3=parameters.smoothing_radius,
            local_smoothing_sigma_sq1=parameters.smoothing_variance,
            local_smoothing_sigma_sq2=1 / parameters.confidence_decay,
            local_smoothing_sigma_sq3=parameters.smoothing_variance,
        )
    return finished(solution, trimap, _TITLE)


METHODS.register(
    MattingMethod(
        name="shared",
        title=_TITLE,
        paper="Gastal and Oliveira 2010, Shared Sampling for Real-Time Alpha Matting",
        version="1",
        parameters=SharedParameters,
        function=shared,
    )
)
