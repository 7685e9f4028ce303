"""What can be set of shared matting, and what it is called in the paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

from curator.parameters import parameter


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
        8,
        help="Radius of the disk whose pairs a pixel may take, in pixels (8: kr is about 200 pixels).",
        minimum=1,
        maximum=50,
    )
    smoothing_radius: int = parameter(
        5, help="Radius of the windows of smoothing, in pixels.", minimum=1, maximum=50
    )
    smoothing_variance: float = parameter(
        100 / (18 * math.pi),
        help="Variance of the Gaussian of smoothing, in square pixels (the paper's is twice that).",
        minimum=0.01,
        maximum=1000.0,
    )
    confidence_decay: float = parameter(
        10.0,
        help="How fast the trust in a pair falls with the error of its colour (lambda).",
        minimum=0.1,
        maximum=1000.0,
    )
