"""The last stage: pairs and alphas are smoothed over the neighbourhood, by confidence."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.types import FOREGROUND, UNKNOWN

_SHARE = 128


def bell(radius: int, variance: float) -> NDArray[np.float32]:
    """The normalised Gaussian around the middle of a window: float32, (2 radius + 1) squared."""
    line = np.arange(-radius, radius + 1, dtype=np.float64)
    square = line[:, None] ** 2 + line[None, :] ** 2
    return (np.exp(-square / (2 * variance)) / (2 * np.pi * variance)).astype(np.float32)


@njit(cache=True, nogil=True, parallel=True)
def smooth(
    image: Any,
    trimap: Any,
    labels: Any,
    index: Any,
    bell: Any,
    decay: float,
    places: Any,
    slots: Any,
    refined: Any,
    alpha: Any,
) -> None:
    """The final alpha of each named unknown pixel: section 4.3, equations (15) to (21).

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        What was painted: uint8, H x W.
    labels
        The expanded trimap: uint8, H x W.
    index
        int32, H x W: the slot of each unknown pixel, -1 of known ones.
    bell
        What `bell` returns.
    decay
        lambda.
    places
        int32, slots x (y, x): where each slot's pixel is.
    slots
        int32: the slots to work on.
    refined
        float32, slots x 8: what `refine` settled.
    alpha
        float32, H x W: written at the named pixels.
    """
    shares = (slots.size + _SHARE - 1) // _SHARE
    for share in prange(shares):
        sums = np.empty(12)
        for i in range(share * _SHARE, min(slots.size, (share + 1) * _SHARE)):
            slot = slots[i]
            y, x = int(places[slot, 0]), int(places[slot, 1])
            _sum_window(image, trimap, labels, index, bell, refined, slot, y, x, sums)
            alpha[y, x] = _final(image, y, x, decay, refined[slot], sums)


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_window(
    image: Any,
    trimap: Any,
    labels: Any,
    index: Any,
    bell: Any,
    refined: Any,
    slot: int,
    y: int,
    x: int,
    sums: Any,
) -> None:
    """Weighted sums over a window.

    0-2 foreground, 3 its weight (15, 16); 4-6 background, 7 its weight; 8 lengths of pairs, 9 their
    weight (17, 18); 10 alphas, 11 their weight (20).
    """
    height, width = index.shape
    radius = bell.shape[0] // 2
    own = float(refined[slot, 6])
    sums[:] = 0
    for row in range(max(0, y - radius), min(height, y + radius + 1)):
        for column in range(max(0, x - radius), min(width, x + radius + 1)):
            near = float(bell[row - y + radius, column - x + radius])
            other = index[row, column]
            if other >= 0:
                _add_unknown(refined[other], near, own, other == slot, sums)
            else:
                # The 1 is of equation (20): the band that it names is the one that was painted.
                full = near + (1.0 if trimap[row, column] != UNKNOWN else 0.0)
                front = labels[row, column] == FOREGROUND
                _add_known(image[row, column], front, near, full, own, sums)


@njit(cache=True, nogil=True, error_model="numpy")
def _add_unknown(pair: Any, near: float, own: float, itself: bool, sums: Any) -> None:
    value, trust = float(pair[6]), float(pair[7])
    weight = near * trust * (1.0 if itself else abs(own - value))
    in_front, behind = weight * value, weight * (1 - value)
    length = 0.0
    for channel in range(3):
        front, back = float(pair[channel]), float(pair[3 + channel])
        sums[channel] += in_front * front
        sums[4 + channel] += behind * back
        length += (front - back) * (front - back)
    sums[3] += in_front
    sums[7] += behind
    between = trust * value * (1 - value)
    sums[8] += between * np.sqrt(length)
    sums[9] += between
    sums[10] += near * trust * value
    sums[11] += near * trust


@njit(cache=True, nogil=True, error_model="numpy")
def _add_known(colour: Any, front: bool, near: float, full: float, own: float, sums: Any) -> None:
    """A known pixel is its own pair, with an alpha of 0 or 1 that is beyond doubt."""
    value, base = (1.0, 0) if front else (0.0, 4)
    weight = near * abs(own - value)
    for channel in range(3):
        sums[base + channel] += weight * colour[channel]
    sums[base + 3] += weight
    sums[10] += full * value
    sums[11] += full


@njit(cache=True, nogil=True, error_model="numpy")
def _final(image: Any, y: int, x: int, decay: float, own: Any, sums: Any) -> Any:
    """Equations (19) and (21): the smoothed pair's alpha where it is trusted, the mean alpha else."""
    length, dot = 0.0, 0.0
    for channel in range(3):
        # Nothing of the kind around: the pixel's own colour of it stands.
        sums[channel] = sums[channel] / sums[3] if sums[3] > 0 else own[channel]
        sums[4 + channel] = sums[4 + channel] / sums[7] if sums[7] > 0 else own[3 + channel]
        span = sums[channel] - sums[4 + channel]
        length += span * span
        dot += (image[y, x, channel] - sums[4 + channel]) * span
    mean = sums[10] / sums[11]
    if length <= 0:
        return mean
    alpha = min(max(dot / length, 0.0), 1.0)
    rest = 0.0
    for channel in range(3):
        mixed = alpha * sums[channel] + (1 - alpha) * sums[4 + channel]
        rest += (image[y, x, channel] - mixed) ** 2
    trust = np.exp(-decay * np.sqrt(rest))
    if sums[8] > 0:
        trust *= min(1.0, np.sqrt(length) * sums[9] / sums[8])
    return min(max(trust * alpha + (1 - trust) * mean, 0.0), 1.0)
