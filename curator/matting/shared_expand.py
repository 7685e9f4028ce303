"""The first stage: known regions grow over unknown pixels of their colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.types import UNKNOWN


def offsets(radius: int) -> NDArray[np.int32]:
    """The offsets (y, x) of the pixels within a radius, nearest first, int32, N x 2."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    square = (y * y + x * x).ravel()
    order = np.argsort(square, kind="stable")
    order = order[(square[order] <= radius * radius) & (square[order] > 0)]
    return np.stack([y.ravel()[order], x.ravel()[order]], axis=1).astype(np.int32)


@njit(cache=True, nogil=True, parallel=True)
def expand(
    image: Any, trimap: Any, near: Any, colour: float, box: tuple[int, int, int, int], labels: Any
) -> None:
    """Give each unknown pixel of a box the value of the nearest known pixel that has its colour.

    Section 3 of the paper: q is known, no further than kI, its colour no further than kC, and the
    nearest of those. Of equally near ones the upper, then the left one counts.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    near
        `offsets` of kI.
    colour
        kC, of a range of 1.
    box
        Rows from, to, columns from, to; the ends exclusive.
    labels
        uint8, H x W: written in the box alone; known pixels keep their value.
    """
    limit = np.float32(colour * colour)
    for y in prange(box[0], box[1]):
        for x in range(box[2], box[3]):
            label = trimap[y, x]
            labels[y, x] = _found(image, trimap, near, limit, y, x) if label == UNKNOWN else label


@njit(cache=True, nogil=True, error_model="numpy")
def _found(image: Any, trimap: Any, near: Any, limit: Any, y: int, x: int) -> Any:
    """What the nearest known pixel of a pixel's colour says; unknown where there is none."""
    height, width = trimap.shape
    c0, c1, c2 = image[y, x, 0], image[y, x, 1], image[y, x, 2]
    for i in range(len(near)):
        row, column = y + near[i, 0], x + near[i, 1]
        if row < 0 or column < 0 or row >= height or column >= width:
            continue
        label = trimap[row, column]
        if label == UNKNOWN:
            continue
        d0, d1, d2 = c0 - image[row, column, 0], c1 - image[row, column, 1], c2 - image[row, column, 2]
        if d0 * d0 + d1 * d1 + d2 * d2 <= limit:
            return label
    return trimap[y, x]
