"""What the methods that run through PyMatting share: its values in, its failures and answers out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError
from curator.memory import available
from curator.types import BACKGROUND, FOREGROUND, Alpha, Trimap

#: Below this a residual is zero: without it the solver divides 0 by 0 where no unknown pixel
#: touches foreground, and the exact answer is background everywhere.
ZERO_RESIDUAL: Final = float(np.finfo(np.float64).tiny)

_GIGABYTE: Final = 1e9
_FAILURES = ("did not converge", "Cholesky decomposition failed")


def fractions(trimap: Trimap) -> NDArray[np.float64]:
    """The trimap as PyMatting reads it: float64 of 0, 0.5 and 1, H x W."""
    values = np.full(trimap.shape, 0.5)
    values[trimap == BACKGROUND] = 0.0
    values[trimap == FOREGROUND] = 1.0
    return values


def check_room(needed: float, trimap: Trimap, title: str) -> None:
    """Refuse what this machine has no memory for, rather than have the process killed half-way.

    Raises
    ------
    ConvergenceError
        If fewer than `needed` bytes can be had.
    """
    room = available()
    if room is None or needed <= room:
        return
    height, width = trimap.shape
    raise ConvergenceError(
        f"{title} needs about {needed / _GIGABYTE:.1f} GB for this photo of {width} x {height} "
        f"pixels, and {room / _GIGABYTE:.1f} GB are free: close other programs, use a smaller copy of "
        "the photo, or choose another method."
    )


@contextmanager
def convergence(title: str) -> Iterator[None]:
    """Turn what PyMatting raises when its solver does not arrive into a `ConvergenceError`."""
    try:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            yield
    except ValueError as error:
        if not any(failure in str(error) for failure in _FAILURES):
            raise
        raise ConvergenceError(
            f"{title} did not reach its answer ({error}): draw more foreground and background into the "
            "unknown band, allow more iterations or a larger tolerance, or choose another method."
        ) from error


def finished(solution: NDArray[Any], trimap: Trimap, title: str) -> Alpha:
    """The alpha of a solution: float32, clipped to [0, 1], known pixels exactly 0 and 1.

    Raises
    ------
    ConvergenceError
        If the solution holds values that are no numbers.
    """
    if not np.isfinite(solution).all():
        raise ConvergenceError(
            f"{title} gave values that are no numbers: draw more foreground and background into the "
            "unknown band, or choose another method."
        )
    alpha: Alpha = np.clip(solution, 0.0, 1.0).astype(np.float32)
    alpha[trimap == BACKGROUND] = 0.0
    alpha[trimap == FOREGROUND] = 1.0
    return alpha
