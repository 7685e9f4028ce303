"""Likeness among unknown pixels: those of one colour, wherever they are, have like alpha."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.matting.blend_neighbours import Neighbours
from curator.types import FloatImage


def alike(
    image: FloatImage, pixels: NDArray[np.int32], count: int, place_weight: float
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The nearest unknown pixels of each unknown pixel, and how like they are.

    The weight of a join is max(0, 1 - ||v_p - v_q||_1 / 5), with v = (r, g, b, x, y), colours in [0, 1]
    and places from 0 to `place_weight`: section 3.3 of the paper of `blend_mixtures`. Call under
    `parallel_kernels`.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    pixels
        int32, N: the unknown pixels, numbered y * W + x.

    Returns
    -------
    tuple
        int32 and float64, N x K: places in `pixels`, and weights; K is `count`, or N - 1 if that is
        less.
    """
    neighbours = Neighbours(image, count, place_weight, among=pixels)
    found = neighbours.of(np.arange(len(pixels), dtype=np.int32))
    weights = np.empty(found.shape)
    _weigh(image, pixels, found, place_weight, weights)
    return found, weights


@njit(cache=True, nogil=True, parallel=True)
def _weigh(image: Any, pixels: Any, found: Any, place_weight: float, weights: Any) -> None:
    height, width = image.shape[:2]
    across, down = place_weight / max(width - 1, 1), place_weight / max(height - 1, 1)
    for i in prange(len(pixels)):
        y, x = pixels[i] // width, pixels[i] % width
        for j in range(found.shape[1]):
            other = pixels[found[i, j]]
            v, u = other // width, other % width
            distance = across * abs(u - x) + down * abs(v - y)
            for channel in range(3):
                distance += abs(float(image[y, x, channel]) - float(image[v, u, channel]))
            weights[i, j] = max(0.0, 1.0 - distance / 5.0)
