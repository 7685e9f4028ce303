"""The last stage: pairs and alphas are smoothed over the neighbourhood, by confidence."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.types import FOREGROUND

_SHARE = 128


def bell(radius: int, variance: float) -> NDArray[np.float32]:
    """The normalised Gaussian around the middle of a window: float32, (2 radius + 1) squared."""
    line = np.arange(-radius, radius + 1, dtype=np.float64)
    square = line[:, None] ** 2 + line[None, :] ** 2
    return (np.exp(-square / (2 * variance)) / (2 * np.pi * variance)).astype(np.float32)


@njit(cache=True, nogil=True, parallel=True)
def smooth(
    image: Any,
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
        sums = np.empty(14)
        for i in range(share * _SHARE, min(slots.size, (share + 1) * _SHARE)):
            slot = slots[i]
            y, x = int(places[slot, 0]), int(places[slot, 1])
            _sum_window(image, labels, index, bell, refined, y, x, slot, sums)
            alpha[y, x] = _final(image, y, x, decay, refined[slot], sums)


@njit(cache=True, nogil=True)
def _sum_window(
    image: Any, labels: Any, index: Any, bell: Any, refined: Any, y: int, x: int, slot: int, sums: Any
) -> None:
    """Weighted sums over a window.

    0-2 foreground, 3 its weight (16); 4-6 background, 7 its weight (17); 8 distances of pairs, 9 their
    weight (18); 10 alphas, 11 their weight (20).
    """
    height, width = index.shape
    radius = bell.shape[0] // 2
    own = float(refined[slot, 6])
    sums[:] = 0
    for row in range(max(0, y - radius), min(height, y + radius + 1)):
        for column in range(max(0, x - radius), min(width, x + radius + 1)):
            near = float(bell[row - y + radius, column - x + radius])
            other = index[row, column]
            if other < 0:
                front = labels[row, column] == FOREGROUND
                value = 1.0 if front else 0.0
                weight = near * abs(own - value)
                base = 0 if front else 4
                for channel in range(3):
                    sums[base + channel] += weight * image[row, column, channel]
                sums[base + 3] += weight
                sums[10] += (near + 1) * value
                sums[11] += near + 1
                continue
            value, trust = float(refined[other, 6]), float(refined[other, 7])
            weight = near * trust * (abs(own - value) if other != slot else 1.0)
            in_front, behind = weight * value, weight * (1 - value)
            between = trust * value * (1 - value)
            length = 0.0
            for channel in range(3):
                front_colour, back_colour = refined[other, channel], refined[other, 3 + channel]
                sums[channel] += in_front * front_colour
                sums[4 + channel] += behind * back_colour
                length += float(front_colour - back_colour) ** 2
            sums[3] += in_front
            sums[7] += behind
            sums[8] += between * np.sqrt(length)
            sums[9] += between
            sums[10] += near * trust * value
            sums[11] += near * trust


@njit(cache=True, nogil=True)
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
    if sums[9] > 0 and sums[8] > 0:
        trust *= min(1.0, np.sqrt(length) / (sums[8] / sums[9]))
    return trust * alpha + (1 - trust) * mean
