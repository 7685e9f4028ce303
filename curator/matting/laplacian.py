"""Levin's matting Laplacian: the rows of the pixels that ask for theirs, each computed once.

Levin, Lischinski and Weiss, "A Closed-Form Solution to Natural Image Matting", PAMI 2008, equation
(12): the entry of pixels i and j is the sum, over the windows w that hold both, of

    delta_ij - (1 + (I_i - mu)^T (Sigma + epsilon / |w| Id)^-1 (I_j - mu)) / |w|

with the mean mu and the covariance Sigma of the colours in w. An entry does not depend on the trimap,
so a row that was computed is right for as long as the photo is open.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.kernels import parallel_kernels, threads_for
from curator.types import FloatImage, Region

#: Numbers kept of a window: its mean colour, and the inverse Cholesky factor of its covariance.
_STATISTICS = 9


class LaplacianRows:
    """Rows of the Laplacian of one photo.

    Attributes
    ----------
    slot
        int32, H x W: where a pixel's row lies in `values`, -1 while it has none.
    values
        float64, rows x (4 radius + 1)^2: the entries of a pixel and those around it, from the upper
        left to the lower right. Rows past the last slot are room for more.
    """

    def __init__(self, image: FloatImage, epsilon: float, radius: int) -> None:
        self._image = np.ascontiguousarray(image)
        self._epsilon = epsilon
        self.radius = radius
        self.slot: NDArray[np.int32] = np.full(image.shape[:2], -1, np.int32)
        self.values: NDArray[np.float64] = np.empty((0, (4 * radius + 1) ** 2))
        self._used = 0

    @property
    def nbytes(self) -> int:
        """Bytes of the photo, the slots and the rows."""
        return self._image.nbytes + self.slot.nbytes + self.values.nbytes

    def need(self, wanted: Region, top: int, left: int) -> None:
        """Compute the rows of pixels that have none yet.

        Parameters
        ----------
        wanted
            bool, h x w: pixels whose rows are needed, of the box of that size at (`left`, `top`).
        """
        box = (slice(top, top + wanted.shape[0]), slice(left, left + wanted.shape[1]))
        places = np.argwhere(wanted & (self.slot[box] < 0)).astype(np.int32)
        if not len(places):
            return
        rows, columns = places[:, 0] + np.int32(top), places[:, 1] + np.int32(left)
        first = self._used
        self._reserve(first + len(rows))
        last = first + len(rows)
        with parallel_kernels(), threads_for(len(rows)):
            origin, index, statistics = self._windows(rows, columns)
            _fill_rows(
                self._image, rows, columns, index, *origin, statistics, self.radius,
                self.values[first:last],
            )  # fmt: skip
        # Last, so that an interruption leaves no pixel with a row that was not computed.
        self.slot[rows, columns] = np.arange(first, last, dtype=np.int32)
        self._used = last

    def _reserve(self, count: int) -> None:
        if count <= len(self.values):
            return
        # The first band is the most there will be, nearly; later ones leave room for what grows.
        room = count if not len(self.values) else max(count, len(self.values) * 5 // 4)
        values = np.empty((room, self.values.shape[1]))
        values[: self._used] = self.values[: self._used]
        self.values = values

    def _windows(
        self, rows: NDArray[np.int32], columns: NDArray[np.int32]
    ) -> tuple[tuple[int, int], NDArray[Any], NDArray[Any]]:
        """Statistics of every window that holds one of the pixels, and where to find them."""
        height, width = self.slot.shape
        radius = self.radius
        top, left = max(int(rows.min()) - radius, 0), max(int(columns.min()) - radius, 0)
        bottom = min(int(rows.max()) + radius + 1, height)
        right = min(int(columns.max()) + radius + 1, width)
        index = np.full((bottom - top, right - left), -1, np.int32)
        count = _number_windows(rows, columns, top, left, radius, height, width, index)
        centres = np.empty((count, 2), np.int32)
        statistics = np.empty((count, _STATISTICS))
        _find_centres(index, top, left, centres)
        _measure_windows(self._image, centres, radius, self._epsilon, statistics)
        return (top, left), index, statistics


@njit(cache=True, nogil=True)
def _number_windows(rows, columns, top, left, radius, height, width, index):  # type: ignore[no-untyped-def]
    for k in range(len(rows)):
        for y in range(max(rows[k] - radius, radius), min(rows[k] + radius, height - 1 - radius) + 1):
            for x in range(
                max(columns[k] - radius, radius), min(columns[k] + radius, width - 1 - radius) + 1
            ):
                index[y - top, x - left] = 0
    count = 0
    for y in range(index.shape[0]):
        for x in range(index.shape[1]):
            if index[y, x] == 0:
                index[y, x] = count
                count += 1
    return count


@njit(cache=True, nogil=True)
def _find_centres(index, top, left, centres):  # type: ignore[no-untyped-def]
    for y in range(index.shape[0]):
        for x in range(index.shape[1]):
            if index[y, x] >= 0:
                centres[index[y, x], 0] = y + top
                centres[index[y, x], 1] = x + left


@njit(cache=True, nogil=True, parallel=True)
def _measure_windows(image, centres, radius, epsilon, statistics):  # type: ignore[no-untyped-def]
    area = (2 * radius + 1) ** 2
    for k in prange(len(centres)):
        y, x = centres[k, 0], centres[k, 1]
        r, g, b = 0.0, 0.0, 0.0
        for v in range(y - radius, y + radius + 1):
            for u in range(x - radius, x + radius + 1):
                r += image[v, u, 0]
                g += image[v, u, 1]
                b += image[v, u, 2]
        r, g, b = r / area, g / area, b / area
        rr, rg, rb, gg, gb, bb = epsilon, 0.0, 0.0, epsilon, 0.0, epsilon
        for v in range(y - radius, y + radius + 1):
            for u in range(x - radius, x + radius + 1):
                dr, dg, db = image[v, u, 0] - r, image[v, u, 1] - g, image[v, u, 2] - b
                rr += dr * dr
                rg += dr * dg
                rb += dr * db
                gg += dg * dg
                gb += dg * db
                bb += db * db
        # Cholesky keeps its digits where colours lie on a line; a quotient of determinants does not.
        l00 = np.sqrt(rr / area)
        l10, l20 = rg / area / l00, rb / area / l00
        l11 = np.sqrt(max(gg / area - l10 * l10, epsilon / area))
        l21 = (gb / area - l20 * l10) / l11
        l22 = np.sqrt(max(bb / area - l20 * l20 - l21 * l21, epsilon / area))
        statistics[k, 0], statistics[k, 1], statistics[k, 2] = r, g, b
        statistics[k, 3] = 1.0 / l00
        statistics[k, 4] = -l10 / (l00 * l11)
        statistics[k, 5] = 1.0 / l11
        statistics[k, 6] = (l10 * l21 - l20 * l11) / (l00 * l11 * l22)
        statistics[k, 7] = -l21 / (l11 * l22)
        statistics[k, 8] = 1.0 / l22


@njit(cache=True, nogil=True, parallel=True)
def _fill_rows(image, rows, columns, index, top, left, statistics, radius, values):  # type: ignore[no-untyped-def]
    height, width = image.shape[:2]
    side = 4 * radius + 1
    area = (2 * radius + 1) ** 2
    for k in prange(len(rows)):
        row = values[k]
        row[:] = 0.0
        y, x = rows[k], columns[k]
        for v in range(max(y - radius, radius), min(y + radius, height - 1 - radius) + 1):
            for u in range(max(x - radius, radius), min(x + radius, width - 1 - radius) + 1):
                s = statistics[index[v - top, u - left]]
                dr, dg, db = image[y, x, 0] - s[0], image[y, x, 1] - s[1], image[y, x, 2] - s[2]
                a = s[3] * dr
                b = s[4] * dr + s[5] * dg
                c = s[6] * dr + s[7] * dg + s[8] * db
                p = (s[3] * a + s[4] * b + s[6] * c) / area
                q = (s[5] * b + s[7] * c) / area
                t = s[8] * c / area
                row[2 * radius * side + 2 * radius] += 1.0
                constant = 1.0 / area - p * s[0] - q * s[1] - t * s[2]
                for j in range(v - radius, v + radius + 1):
                    at = (j - y + 2 * radius) * side + 2 * radius - x
                    for i in range(u - radius, u + radius + 1):
                        row[at + i] -= (
                            constant + p * image[j, i, 0] + q * image[j, i, 1] + t * image[j, i, 2]
                        )
