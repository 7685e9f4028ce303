"""Points of a gesture: the grid of 1/16 pixel that they are stored on, and what may be stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import StrokeError

STEPS: Final = 16
MAX_POINTS: Final = 20000

Points = tuple[tuple[float, float], ...]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]


def check_points(points: Points, width: int, height: int, least: int = 1) -> Points:
    """Points as they are stored: checked, and rounded half up to 1/16 pixel.

    Parameters
    ----------
    points
        (x, y) in photo pixels. They may lie outside of the photo by up to its own width and height.
    width, height
        The photo's size in pixels.
    least
        How many there must be.

    Raises
    ------
    StrokeError
        If there are not `least` to 20000 points, or one is not finite or too far outside of the photo.
    """
    if not least <= len(points) <= MAX_POINTS:
        raise StrokeError(
            f"A stroke has {least} to {MAX_POINTS} points, not {len(points)}: draw it in parts."
        )
    size = np.array([width, height], dtype=np.float64)
    given = as_array(points)
    if not ((given >= -size) & (given <= 2 * size)).all():
        raise StrokeError(
            "A point of the stroke is no number, or is further outside than the photo is large: "
            "draw the stroke again."
        )
    return tuple((float(x), float(y)) for x, y in in_steps(given) / STEPS)


def as_array(points: Sequence[tuple[float, float]]) -> Doubles:
    """Points as doubles, N x 2."""
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def in_steps(values: Doubles) -> Integers:
    """Photo pixels as whole sixteenths, rounded half up."""
    return np.floor(STEPS * values + 0.5).astype(np.int64)


def first_centre(steps: Integers) -> Integers:
    """The first column (or row) whose centre is at `steps` or beyond."""
    return -((STEPS // 2 - steps) // STEPS)


def last_centre(steps: Integers) -> Integers:
    """The last column (or row) whose centre is at `steps` or before."""
    return (steps - STEPS // 2) // STEPS
