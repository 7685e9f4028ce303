"""The third stage: neighbours share their pairs, and each pixel averages the best of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.matting.shared_colour import pair

#: Columns of a refined tuple: foreground, background, alpha, confidence.
TUPLE: Final = 8
_SHARE = 128
#: The confidence of a pair of equal colours.
_DOUBTED = 1e-6


def disk(radius: int) -> NDArray[np.int64]:
    """How far each row of a disk reaches to either side, from the top down: int64, 2 radius + 1."""
    rows = np.arange(-radius, radius + 1)
    reach: NDArray[np.int64] = np.sqrt(radius * radius - rows * rows).astype(np.int64)
    return reach


@njit(cache=True, nogil=True, parallel=True)
def refine(
    image: Any,
    index: Any,
    reach: Any,
    decay: float,
    places: Any,
    slots: Any,
    gathered: Any,
    refined: Any,
) -> None:
    """Average the three pairs of the neighbourhood that explain a pixel's colour best.

    Section 4.2 of the paper, equations (11) to (14): among the unknown pixels of the disk the three
    pairs of least mismatch M are averaged, with their variances; a pixel whose colour is within
    the variance of its foreground (background) is taken for that; the confidence is exp(-lambda M).

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    index
        int32, H x W: the slot of each unknown pixel, -1 of known ones.
    reach
        What `disk` returns.
    decay
        lambda.
    places
        int32, slots x (y, x): where each slot's pixel is.
    slots
        int32: the slots to work on.
    gathered
        float32, slots x 8: what `gather` chose.
    refined
        float32, slots x `TUPLE`: written.
    """
    shares = (slots.size + _SHARE - 1) // _SHARE
    for share in prange(shares):
        mean = np.empty(8, np.float32)
        for i in range(share * _SHARE, min(slots.size, (share + 1) * _SHARE)):
            slot = slots[i]
            y, x = int(places[slot, 0]), int(places[slot, 1])
            best = _three_best(image, index, gathered, y, x, reach)
            _average(gathered, best, mean)
            _settle(image, y, x, decay, mean, refined[slot])


@njit(cache=True, nogil=True, error_model="numpy")
def _three_best(image: Any, index: Any, gathered: Any, y: int, x: int, reach: Any) -> Any:
    """The slots of the disk whose pairs have the least mismatch, the best first; -1 for none."""
    height, width = index.shape
    radius = reach.size // 2
    c0, c1, c2 = image[y, x, 0], image[y, x, 1], image[y, x, 2]
    cost1, cost2, cost3 = np.float32(np.inf), np.float32(np.inf), np.float32(np.inf)
    slot1, slot2, slot3 = -1, -1, -1
    for row in range(max(0, y - radius), min(height, y + radius + 1)):
        side = reach[row - y + radius]
        for column in range(max(0, x - side), min(width, x + side + 1)):
            slot = index[row, column]
            if slot < 0:
                continue
            cost = pair(c0, c1, c2, gathered[slot, 0:3], gathered[slot, 3:6])[1]
            if cost < cost3:
                if cost < cost2:
                    cost3, slot3 = cost2, slot2
                    if cost < cost1:
                        cost2, slot2 = cost1, slot1
                        cost1, slot1 = cost, slot
                    else:
                        cost2, slot2 = cost, slot
                else:
                    cost3, slot3 = cost, slot
    return slot1, slot2, slot3


@njit(cache=True, nogil=True, error_model="numpy")
def _average(gathered: Any, best: Any, mean: Any) -> None:
    """The mean of the named tuples."""
    mean[:] = 0
    count = np.float32(0)
    for slot in best:
        if slot >= 0:
            count += np.float32(1)
            for column in range(8):
                mean[column] += gathered[slot, column]
    for column in range(8):
        mean[column] /= count


@njit(cache=True, nogil=True, error_model="numpy")
def _settle(image: Any, y: int, x: int, decay: float, mean: Any, out: Any) -> None:
    """Equations (11) to (14)."""
    to_foreground, to_background, length, dot = 0.0, 0.0, 0.0, 0.0
    for channel in range(3):
        colour, front, back = (
            float(image[y, x, channel]),
            float(mean[channel]),
            float(mean[3 + channel]),
        )
        to_foreground += (colour - front) ** 2
        to_background += (colour - back) ** 2
        length += (front - back) ** 2
        dot += (colour - back) * (front - back)
    alpha = min(max(dot / length, 0.0), 1.0) if length > 0 else 0.0
    rest = 0.0
    for channel in range(3):
        front, back = float(mean[channel]), float(mean[3 + channel])
        rest += (float(image[y, x, channel]) - back - alpha * (front - back)) ** 2
        out[channel] = image[y, x, channel] if to_foreground <= mean[6] else mean[channel]
        out[3 + channel] = image[y, x, channel] if to_background <= mean[7] else mean[3 + channel]
    out[6] = alpha
    out[7] = np.exp(-decay * np.sqrt(rest)) if length > 0 else _DOUBTED
