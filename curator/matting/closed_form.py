"""Closed-form matting: colours that lie on a line in every small window."""

from __future__ import annotations

import importlib
import logging
from dataclasses import dataclass

import numpy as np

from curator.errors import PhotoError
from curator.matting.solving import ZERO_RESIDUAL, check_room, convergence, finished, fractions
from curator.parameters import parameter
from curator.registry import METHODS, MattingMethod
from curator.types import UNKNOWN, Alpha, FloatImage, Trimap

_TITLE = "Closed-form"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClosedFormParameters:
    """Levin's regularisation and window, and when the solver stops."""

    epsilon: float = parameter(
        1e-7,
        help="Regularisation of the colour lines; larger gives a smoother alpha.",
        minimum=1e-12,
        maximum=1.0,
    )
    radius: int = parameter(
        1, help="Radius of the windows in pixels; 1 is 3 x 3.", minimum=1, maximum=5
    )
    tolerance: float = parameter(
        1e-7,
        help="The solver stops at this residual, relative to the right-hand side.",
        minimum=1e-14,
        maximum=1e-2,
    )
    maximum_iterations: int = parameter(
        10_000,
        help="Iterations after which the solver says that it failed.",
        minimum=1,
        maximum=1_000_000,
    )


def closed_form(image: FloatImage, trimap: Trimap, parameters: ClosedFormParameters) -> Alpha:
    """Minimise the quadratic cost of Levin's matting Laplacian under the trimap.

    The known pixels are hard constraints: they are taken out of the system, which is the limit of
    the paper's weight lambda (100) going to infinity.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    parameters
        See `ClosedFormParameters`.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known.

    Raises
    ------
    PhotoError
        If the photo is smaller than one window.
    ConvergenceError
        If the solver did not arrive within its iterations, or there is no memory for it.

    References
    ----------
    Levin, Lischinski and Weiss, "A Closed-Form Solution to Natural Image Matting", PAMI 2008,
    equations (12) and (13); through PyMatting's `estimate_alpha_cf`: conjugate gradients with an
    incomplete Cholesky factor.
    """
    _check_windows(trimap, parameters.radius)
    _check_memory(trimap, parameters.radius)
    from pymatting import estimate_alpha_cf

    _send_warnings_to_log()
    with convergence(_TITLE):
        solution = estimate_alpha_cf(
            image.astype(np.float64),
            fractions(trimap),
            laplacian_kwargs={"epsilon": parameters.epsilon, "radius": parameters.radius},
            cg_kwargs={
                "rtol": parameters.tolerance,
                "atol": ZERO_RESIDUAL,
                "maxiter": parameters.maximum_iterations,
            },
        )
    return finished(solution, trimap, _TITLE)


def _check_windows(trimap: Trimap, radius: int) -> None:
    height, width = trimap.shape
    side = 2 * radius + 1
    if min(height, width) < side:
        raise PhotoError(
            f"The photo is {width} x {height} pixels, and {_TITLE.lower()} matting looks at windows of "
            f"{side} x {side}: choose another method, or bring a larger photo."
        )


def _check_memory(trimap: Trimap, radius: int) -> None:
    # The Laplacian keeps a value and an index for each pair of a whole photo; its unknown block and
    # the factor of that come on top (measured on photos of 0.2 to 12 megapixels).
    pairs = (4 * radius + 1) ** 2
    unknown = np.count_nonzero(trimap == UNKNOWN)
    check_room(pairs * (17.0 * trimap.size + 76.0 * unknown), trimap, _TITLE)


def _send_warnings_to_log() -> None:
    # PyMatting prints to stdout, where commands write their answers, when it shifts the diagonal
    # and tries again; a name in its module takes the place of the builtin for all threads at once.
    vars(importlib.import_module("pymatting.preconditioner.ichol"))["print"] = _log.debug


METHODS.register(
    MattingMethod(
        name="closed-form",
        title=_TITLE,
        paper="Levin, Lischinski and Weiss 2008, A Closed-Form Solution to Natural Image Matting",
        version="1",
        parameters=ClosedFormParameters,
        function=closed_form,
    )
)
