"""Rays over a trimap: their slopes, what they hit first, and how they leap over empty ground.

A step of a ray is one pixel along its longer axis and a share of one along the other, in fixed
point, so that it visits the same pixels on every machine.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.types import BACKGROUND, FOREGROUND, Trimap

#: A step of one pixel, in the fixed point of slopes.
ONE: Final = 65536
HALF: Final = 32768
#: Side of the blocks that a ray leaps over, as a power of two.
SHIFT: Final = 2
BLOCK: Final = 1 << SHIFT
#: The step of a hit that never came; rays end before it.
MISSED: Final = 65535
#: Pixels of a square of this side start their rays at different angles.
SIDE: Final = 8
_NOWHERE: Final = 1 << 20


def slopes(directions: int) -> NDArray[np.int64]:
    """Slopes of the rays of each phase.

    The directions are evenly spread, and the first of them turns with the place of the pixel in a
    square of `SIDE` pixels, so that neighbours look in different directions (section 4.1).

    Returns
    -------
    ndarray
        int64 in fixed point, phases x directions x (y, x); the longer of the two is `ONE`.
    """
    phases = SIDE * SIDE
    # An odd multiplier spreads the angles of neighbours.
    turned = (np.arange(phases) * 27) % phases
    angles = 2 * np.pi * (np.arange(directions)[None, :] + turned[:, None] / phases) / directions
    steps = np.stack([np.sin(angles), np.cos(angles)], axis=2)
    steps /= np.abs(steps).max(axis=2, keepdims=True)
    fixed: NDArray[np.int64] = np.rint(steps * ONE).astype(np.int64)
    return fixed


def gaps(labels: Trimap) -> NDArray[np.int32]:
    """How many blocks away the nearest block with foreground, with background, with either is.

    Returns
    -------
    ndarray
        int32, 3 x blocks down x blocks across: 0 in a block that has it, chessboard distance.
    """
    down, across = (-(-side // BLOCK) for side in labels.shape)
    found = np.empty((3, down, across), np.int32)
    _fill(labels, found)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(labels: Any, found: Any) -> None:
    height, width = labels.shape
    found[:] = _NOWHERE
    for y in range(height):
        for x in range(width):
            if labels[y, x] == FOREGROUND:
                found[0, y >> SHIFT, x >> SHIFT] = 0
            elif labels[y, x] == BACKGROUND:
                found[1, y >> SHIFT, x >> SHIFT] = 0
    for kind in range(2):
        _spread(found[kind])
    found[2] = np.minimum(found[0], found[1])


@njit(cache=True, nogil=True, error_model="numpy")
def _spread(plane: Any) -> None:
    """Chessboard distances to the zeros of a plane, in two sweeps."""
    down, across = plane.shape
    for row in range(down):
        for column in range(across):
            best = plane[row, column]
            if row > 0:
                for other in range(max(0, column - 1), min(across, column + 2)):
                    best = min(best, plane[row - 1, other] + 1)
            if column > 0:
                best = min(best, plane[row, column - 1] + 1)
            plane[row, column] = best
    for row in range(down - 1, -1, -1):
        for column in range(across - 1, -1, -1):
            best = plane[row, column]
            if row < down - 1:
                for other in range(max(0, column - 1), min(across, column + 2)):
                    best = min(best, plane[row + 1, other] + 1)
            if column < across - 1:
                best = min(best, plane[row, column + 1] + 1)
            plane[row, column] = min(best, _NOWHERE)


@njit(cache=True, nogil=True, error_model="numpy")
def phase(y: int, x: int) -> int:
    """The row of `slopes` that a pixel's rays follow."""
    return (y % SIDE) * SIDE + x % SIDE


@njit(cache=True, nogil=True, error_model="numpy")
def at(start: int, slope: int, step: int) -> int:
    """The coordinate of a ray after so many steps."""
    return start + ((step * slope + HALF) >> 16)


@njit(cache=True, nogil=True, error_model="numpy")
def last_step(start: int, slope: int, low: int, high: int) -> int:
    """The last step at which a ray that is within low <= coordinate < high is still there."""
    if slope > 0:
        return ((high - start) * ONE - HALF - 1) // slope
    if slope < 0:
        return ((start - low) * ONE + HALF) // -slope
    return MISSED - 1


@njit(cache=True, nogil=True, error_model="numpy")
def first_step(start: int, slope: int, low: int, high: int) -> int:
    """The first step at which a ray is at low <= coordinate < high; `MISSED` if it never is."""
    if low <= start < high:
        return 0
    if slope > 0 and start < low:
        return -((HALF - (low - start) * ONE) // slope)
    if slope < 0 and start >= high:
        return ((start - high) * ONE + HALF) // -slope + 1
    return MISSED


@njit(cache=True, nogil=True, error_model="numpy")
def walk(labels: Any, found: Any, y: int, x: int, down: int, across: int) -> tuple[int, int]:
    """The steps at which a ray first meets foreground and background; `MISSED` where it meets none.

    Parameters
    ----------
    labels
        The trimap.
    found
        What `gaps` says of it.
    y, x
        Where the ray starts.
    down, across
        Its slope.
    """
    height, width = labels.shape
    foreground, background = MISSED, MISSED
    wanted = 2
    step = 1
    while step < MISSED:
        row, column = at(y, down, step), at(x, across, step)
        if row < 0 or column < 0 or row >= height or column >= width:
            break
        gap = found[wanted, row >> SHIFT, column >> SHIFT]
        if gap > 0:
            step += (gap - 1) * BLOCK + 1
            continue
        label = labels[row, column]
        if label == FOREGROUND and foreground == MISSED:
            foreground = step
            if background != MISSED:
                break
            wanted = 1
        elif label == BACKGROUND and background == MISSED:
            background = step
            if foreground != MISSED:
                break
            wanted = 0
        step += 1
    return foreground, background
