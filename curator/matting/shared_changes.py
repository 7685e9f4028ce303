"""How far a change of labels reaches: through rays, and over neighbourhoods."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.matting.shared_rays import MISSED, at, first_step, last_step, phase
from curator.types import BACKGROUND, FOREGROUND, Trimap

_FRONT: Final = 1
_BACK: Final = 2
_SHARE: Final = 256


def turned(before: Trimap, after: Trimap) -> NDArray[np.uint8]:
    """Where pixels became or ceased to be foreground (1), and background (2): uint8 of their sums."""
    front = (before == FOREGROUND) != (after == FOREGROUND)
    back = (before == BACKGROUND) != (after == BACKGROUND)
    change: NDArray[np.uint8] = front * np.uint8(_FRONT) + back * np.uint8(_BACK)
    return change


@njit(cache=True, nogil=True, parallel=True)
def struck(change: Any, top: int, left: int, slopes: Any, places: Any, hits: Any, flags: Any) -> None:
    """Flag the slots with a ray on which a first hit may have come, gone or moved.

    Parameters
    ----------
    change
        What `turned` says of a box.
    top, left
        Where the box lies.
    slopes
        What `shared_rays.slopes` returns.
    places
        int32, slots x (y, x); negative for free slots.
    hits
        uint16, slots x directions x 2: the hits before the change.
    flags
        bool, slots: set where a ray is struck, left alone elsewhere.
    """
    shares = (len(places) + _SHARE - 1) // _SHARE
    for share in prange(shares):
        for slot in range(share * _SHARE, min(len(places), (share + 1) * _SHARE)):
            y, x = int(places[slot, 0]), int(places[slot, 1])
            if y < 0:
                continue
            rays = slopes[phase(y, x)]
            for ray in range(len(rays)):
                front, back = int(hits[slot, ray, 0]), int(hits[slot, ray, 1])
                if _meets(change, top, left, y, x, rays[ray, 0], rays[ray, 1], front, back):
                    flags[slot] = True
                    break


@njit(cache=True, nogil=True, error_model="numpy")
def _meets(
    change: Any, top: int, left: int, y: int, x: int, down: int, across: int, front: int, back: int
) -> bool:
    """Whether a ray meets a change no later than its hit on that side."""
    bottom, right = top + change.shape[0], left + change.shape[1]
    first = first_step(y, down, top, bottom)
    if first == MISSED:
        return False
    first = max(first, first_step(x, across, left, right), 1)
    last = min(max(front, back), MISSED - 1)
    if first > last:
        return False
    last = min(last, last_step(y, down, top, bottom), last_step(x, across, left, right))
    for step in range(first, last + 1):
        what = change[at(y, down, step) - top, at(x, across, step) - left]
        if (what & _FRONT and step <= front) or (what & _BACK and step <= back):
            return True
    return False


@njit(cache=True, nogil=True)
def mark(pixels: Any, radius: int, index: Any, flags: Any) -> None:
    """Flag the slots of the unknown pixels within a square around each of some pixels (y, x)."""
    height, width = index.shape
    for i in range(len(pixels)):
        y, x = pixels[i, 0], pixels[i, 1]
        for row in range(max(0, y - radius), min(height, y + radius + 1)):
            for column in range(max(0, x - radius), min(width, x + radius + 1)):
                slot = index[row, column]
                if slot >= 0:
                    flags[slot] = True
