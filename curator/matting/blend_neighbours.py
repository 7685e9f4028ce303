"""The nearest pixels of a pixel in colour and place, itself left out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.matting.knn_graph import features
from curator.matting.knn_search import nearest
from curator.matting.knn_tree import LEAF, plant
from curator.types import FloatImage


class Neighbours:
    """The neighbours of a photo's pixels, or of some among themselves, looked for when asked.

    Neighbours are exact, for float32 distances of (r, g, b, x, y) with colours in [0, 1] and places
    from 0 to `place_weight` across the photo.

    Attributes
    ----------
    count
        How many each has: as many as wanted, fewer where there are not that many others.
    """

    def __init__(
        self,
        image: FloatImage,
        wanted: int,
        place_weight: float,
        among: NDArray[np.int32] | None = None,
    ) -> None:
        """Plant the tree; `among` (int32) numbers the pixels to look among, None for all."""
        points = features(image, place_weight)
        self._tree = plant(points if among is None else points[among])
        size = len(self._tree.order)
        leaves = len(self._tree.leaves)
        self.count = min(wanted, size - 1)
        self._place = np.empty(size, np.int32)
        self._place[self._tree.order] = np.arange(size, dtype=np.int32)
        # Pages that are never written to are never given: leaves not asked for cost nothing.
        self._found = np.empty((leaves * LEAF, self.count + 1), np.int32)
        self._reach = np.empty(leaves, np.float32)
        self._asked = np.zeros(leaves, np.bool_)

    @property
    def nbytes(self) -> int:
        """Bytes of the tree and of what was found."""
        row = self._found.itemsize * self._found.shape[1]
        found = row * LEAF * int(self._asked.sum())
        return self._tree.nbytes + self._place.nbytes + self._reach.nbytes + found

    def of(self, points: NDArray[np.int32]) -> NDArray[np.int32]:
        """The neighbours of some points, the nearest first: int32, N x `count`.

        Points and neighbours are numbers of pixels, or of places in `among`. Call under
        `parallel_kernels`.
        """
        tree = self._tree
        needed = np.zeros(len(self._asked), np.bool_)
        needed[self._place[points] // LEAF] = True
        missing = np.flatnonzero(needed & ~self._asked)
        if len(missing):
            nearest(tree.leaves, tree.boxes, tree.order, missing, self._found, self._reach)
            self._asked[missing] = True
        others = np.empty((len(points), self.count), np.int32)
        _others(points, self._place, self._found, others)
        return others


@njit(cache=True, nogil=True, parallel=True)
def _others(points: Any, place: Any, found: Any, others: Any) -> None:
    """Copy lists without the point itself, or without the last where a point is not in its own list."""
    for i in prange(len(points)):
        row = found[place[points[i]]]
        to = 0
        for j in range(len(row)):
            if row[j] != points[i] and to < others.shape[1]:
                others[i, to] = row[j]
                to += 1
