"""Colours as mixtures: each pixel's colour as a weighted mean of the colours of pixels like it.

Aksoy, Aydin and Pollefeys, "Designing Effective Inter-Pixel Information Flow for Natural Image
Matting", CVPR 2017, section 3.1: the weights w_pq of the K nearest pixels q of p, in colour and place,
minimise

    ||c_p - sum_q w_pq c_q||^2 + delta sum_q w_pq^2   with   sum_q w_pq = 1,

and alpha mixes as colour does. Neighbours are looked for in the whole photo, so that a row does not
depend on any trimap.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.matting.blend_neighbours import Neighbours
from curator.types import FloatImage, Region

#: delta. Between 1e-10 (the authors' code) and 1e-4 it changes nothing that can be measured; this is
#: the square of three thousandths of the colours' range, below which differences are noise.
_NOISE: Final = 1e-5


class Mixtures:
    """Rows of mixing weights of one photo, each computed once. Call under `parallel_kernels`.

    Attributes
    ----------
    slot
        int32, H x W: the row of a pixel, -1 while it has none.
    pixels
        int32, rows x K: the numbers (y * W + x) of the neighbours.
    weights
        float64, rows x K: sum to 1 in each row; some are negative.
    """

    def __init__(self, image: FloatImage, count: int, place_weight: float) -> None:
        self._image = image
        self._neighbours = Neighbours(image, count, place_weight)
        self.slot: NDArray[np.int32] = np.full(image.shape[:2], -1, np.int32)
        self.pixels: NDArray[np.int32] = np.empty((0, self._neighbours.count), np.int32)
        self.weights: NDArray[np.float64] = np.empty((0, self._neighbours.count))

    @property
    def nbytes(self) -> int:
        """Bytes it holds on to, the photo's not counted."""
        own = self.slot.nbytes + self.pixels.nbytes + self.weights.nbytes
        return own + self._neighbours.nbytes

    def need(self, wanted: Region) -> None:
        """Make the rows of the wanted pixels (bool, H x W) that have none yet."""
        fresh = np.flatnonzero(wanted & (self.slot < 0)).astype(np.int32)
        if not len(fresh):
            return
        pixels = self._neighbours.of(fresh)
        weights = np.empty(pixels.shape)
        mix(self._image.reshape(-1, 3), fresh, pixels, _NOISE, weights)
        first = len(self.pixels)
        # No slot is given before its row is there: memory may run out in between.
        weights = np.concatenate([self.weights, weights])
        self.pixels, self.weights = np.concatenate([self.pixels, pixels]), weights
        self.slot.reshape(-1)[fresh] = first + np.arange(len(fresh), dtype=np.int32)


@njit(cache=True, nogil=True, parallel=True)
def mix(colours: Any, pixels: Any, neighbours: Any, noise: float, weights: Any) -> None:
    """Fill in the mixing weights of some pixels.

    With the differences d_q = c_q - c_p as columns of D, w is proportional to (D^T D + delta Id)^-1 1,
    which is (1 - D^T (D D^T + delta Id)^-1 D 1) / delta: a system of 3 x 3.

    Parameters
    ----------
    colours
        float32 in [0, 1], pixels of the photo x 3.
    pixels
        int32, N: whose weights.
    neighbours
        int32, N x K: their neighbours.
    noise
        delta.
    weights
        float64, N x K: written.
    """
    for i in prange(len(pixels)):
        r, g, b = colours[pixels[i], 0], colours[pixels[i], 1], colours[pixels[i], 2]
        sr, sg, sb = 0.0, 0.0, 0.0
        rr, rg, rb, gg, gb, bb = noise, 0.0, 0.0, noise, 0.0, noise
        for j in range(neighbours.shape[1]):
            q = neighbours[i, j]
            dr, dg, db = float(colours[q, 0]) - r, float(colours[q, 1]) - g, float(colours[q, 2]) - b
            sr, sg, sb = sr + dr, sg + dg, sb + db
            rr, rg, rb = rr + dr * dr, rg + dr * dg, rb + dr * db
            gg, gb, bb = gg + dg * dg, gb + dg * db, bb + db * db
        # Cholesky; no pivot is smaller than delta but for rounding.
        l00 = np.sqrt(rr)
        l10, l20 = rg / l00, rb / l00
        l11 = np.sqrt(max(gg - l10 * l10, noise))
        l21 = (gb - l20 * l10) / l11
        l22 = np.sqrt(max(bb - l20 * l20 - l21 * l21, noise))
        x = sr / l00
        y = (sg - l10 * x) / l11
        z = (sb - l20 * x - l21 * y) / l22
        z /= l22
        y = (y - l21 * z) / l11
        x = (x - l10 * y - l20 * z) / l00
        total = 0.0
        for j in range(neighbours.shape[1]):
            q = neighbours[i, j]
            dr, dg, db = float(colours[q, 0]) - r, float(colours[q, 1]) - g, float(colours[q, 2]) - b
            weights[i, j] = 1.0 - dr * x - dg * y - db * z
            total += weights[i, j]
        for j in range(neighbours.shape[1]):
            weights[i, j] /= total
