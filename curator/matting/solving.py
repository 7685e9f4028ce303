"""What methods that solve share: room for what comes, and answers in the form that all give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError
from curator.memory import available
from curator.types import BACKGROUND, FOREGROUND, Alpha, Trimap

_GIGABYTE: Final = 1e9


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
def memory_of(title: str, trimap: Trimap) -> Iterator[None]:
    """Turn memory that ends half-way into a `ConvergenceError`."""
    try:
        yield
    except MemoryError as error:
        height, width = trimap.shape
        raise ConvergenceError(
            f"{title} needs more memory than there is for a photo of {width} x {height} pixels: "
            "close other programs, use a smaller copy of the photo, or choose another method."
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
