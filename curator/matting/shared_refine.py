"""The third stage: neighbours share their pairs, and each pixel averages the best of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange

#: Columns of a refined tuple: foreground, background, alpha, confidence.
TUPLE: Final = 8
_SHARE = 128
#: The confidence of a pair of equal colours.
_DOUBTED = 1e-6


@njit(cache=True, nogil=True, parallel=True)
def refine(
    image: Any,
    index: Any,
    radius: int,
    decay: float,
    places: Any,
    slots: Any,
    gathered: Any,
    refined: Any,
) -> None:
    """Average the three pairs of the neighbourhood that explain a pixel's colour best.

    Section 4.2 of the paper, equations (11) to (14): among the unknown pixels of the window the three
    pairs of least mismatch M are averaged, with their variances; a pixel whose colour is within
    the variance of its foreground (background) is taken for that; the confidence is exp(-lambda M).

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    index
        int32, H x W: the slot of each unknown pixel, -1 of known ones.
    radius
        Of the window, in pixels.
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
    height, width = index.shape
    shares = (slots.size + _SHARE - 1) // _SHARE
    for share in prange(shares):
        mean = np.empty(8, np.float32)
        for i in range(share * _SHARE, min(slots.size, (share + 1) * _SHARE)):
            slot = slots[i]
            y, x = int(places[slot, 0]), int(places[slot, 1])
            top, bottom = max(0, y - radius), min(height, y + radius + 1)
            left, right = max(0, x - radius), min(width, x + radius + 1)
            best = _three_best(image, index, gathered, y, x, top, bottom, left, right)
            _average(gathered, best, mean)
            _settle(image, y, x, decay, mean, refined[slot])


@njit(cache=True, nogil=True)
def _three_best(
    image: Any, index: Any, gathered: Any, y: int, x: int, top: int, bottom: int, left: int, right: int
) -> tuple[int, int, int]:
    """The slots of the window whose pairs have the least mismatch, the best first; -1 for none."""
    zero, one = np.float32(0), np.float32(1)
    c0, c1, c2 = image[y, x, 0], image[y, x, 1], image[y, x, 2]
    cost1, cost2, cost3 = np.float32(np.inf), np.float32(np.inf), np.float32(np.inf)
    slot1, slot2, slot3 = -1, -1, -1
    for row in range(top, bottom):
        for column in range(left, right):
            slot = index[row, column]
            if slot < 0:
                continue
            b0, b1, b2 = gathered[slot, 3], gathered[slot, 4], gathered[slot, 5]
            d0, d1, d2 = gathered[slot, 0] - b0, gathered[slot, 1] - b1, gathered[slot, 2] - b2
            e0, e1, e2 = c0 - b0, c1 - b1, c2 - b2
            length = d0 * d0 + d1 * d1 + d2 * d2
            alpha = (e0 * d0 + e1 * d1 + e2 * d2) / max(length, np.float32(1e-20))
            alpha = min(max(alpha, zero), one)
            e0 -= alpha * d0
            e1 -= alpha * d1
            e2 -= alpha * d2
            cost = e0 * e0 + e1 * e1 + e2 * e2
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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
