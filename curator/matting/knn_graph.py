"""The graph of one photo: which pixels are neighbours, looked for only where it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.kernels import threads_for
from curator.matting.knn_rows import count_entries, merge_entries, pack_rows, write_entries
from curator.matting.knn_search import largest_reach, nearest, within_reach
from curator.matting.knn_tree import FEATURES, LEAF, plant
from curator.types import FloatImage

#: Room that grows is made this much larger than what is needed now.
_SPARE: Final = 1.25


@dataclass(frozen=True)
class Search:
    """One of the two searches: how many neighbours, and how much place weighs against colour."""

    neighbours: int
    place_weight: float


class Lists:
    """The directed lists of neighbours of one search, filled leaf by leaf of its tree."""

    def __init__(self, image: FloatImage, search: Search) -> None:
        self.search = search
        self.tree = plant(features(image, search.place_weight))
        leaves = len(self.tree.leaves)
        # The system gives pages of memory only when they are written to: leaves that are never asked
        # for cost nothing.
        self.neighbours = np.empty((leaves * LEAF, search.neighbours), np.int32)
        self.asked = np.zeros(leaves, np.bool_)
        self._reach = np.empty(leaves, np.float32)
        largest_reach(self.tree.boxes, leaves, len(self.tree.order), search.neighbours, self._reach)

    @property
    def nbytes(self) -> int:
        """Bytes of the tree and of the lists asked for."""
        row = self.neighbours.itemsize * self.search.neighbours
        return self.tree.nbytes + self._reach.nbytes + row * LEAF * int(self.asked.sum())

    def reach(self, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Ask for the lists of wanted pixels (bool, pixels), and those with one; gives their leaves."""
        tree = self.tree
        places = np.zeros(len(self.asked) * LEAF, np.bool_)
        places[: len(tree.order)] = wanted[tree.order]
        reached = np.empty(len(self.asked), np.bool_)
        within_reach(tree.boxes, self._reach, places.reshape(-1, LEAF).any(axis=1), reached)
        missing = np.flatnonzero(reached & ~self.asked)
        if len(missing):
            nearest(tree.leaves, tree.boxes, tree.order, missing, self.neighbours, self._reach)
            self.asked[missing] = True
        return np.flatnonzero(reached)


class Graph:
    """Rows of the symmetric weights W of a photo's pixels; a row does not depend on any trimap.

    Two pixels are joined once for each list of the two searches in which one names the other; a
    pixel's join with itself is left out, as it cancels in D - W.

    Attributes
    ----------
    pixels
        int32, rows: the pixel of each row, in the order in which they were asked for; pixels asked for
        together lie in the order of the first search's tree, where like is near like.
    starts
        int64, rows + 1: where each row's entries begin.
    slots
        int32, pixels: the row of each pixel, -1 where it has none.
    """

    def __init__(self, image: FloatImage, searches: Sequence[Search], soft: bool) -> None:
        # The soft kernel alone looks at colours again. A copy, as compiled code tells arrays that may
        # be written to from those that may not.
        self._colours = np.array(image, order="C") if soft else np.empty((1, 1, 3), np.float32)
        self._soft = soft
        self._lists = [Lists(image, search) for search in searches]
        size = image.shape[0] * image.shape[1]
        self.slots = np.full(size, -1, np.int32)
        self.pixels = np.empty(0, np.int32)
        self.starts = np.zeros(1, np.int64)
        self._entries = np.empty(0, np.int32)
        self._weights = np.empty(0, np.float32)

    @property
    def nbytes(self) -> int:
        """Bytes it holds on to."""
        own = (self._colours, self.slots, self.pixels, self.starts, self._entries, self._weights)
        return sum(each.nbytes for each in own) + sum(each.nbytes for each in self._lists)

    @property
    def entries(self) -> NDArray[np.int32]:
        """int32: the pixels of all rows, one row after the other."""
        return self._entries[: self.starts[-1]]

    @property
    def weights(self) -> NDArray[np.float32]:
        """float32: the weight of each entry."""
        return self._weights[: self.starts[-1]]

    def extend(self, wanted: NDArray[np.bool_]) -> None:
        """Make the rows of the wanted pixels (bool, pixels) that have none yet."""
        fresh = wanted & (self.slots < 0)
        order = self._lists[0].tree.order
        pixels = order[fresh[order]]
        if len(pixels) == 0:
            return
        with threads_for(len(pixels)):
            self._append(pixels, [lists.reach(fresh) for lists in self._lists])

    def _append(self, pixels: NDArray[np.int32], leaves: list[NDArray[np.int64]]) -> None:
        first = len(self.pixels)
        self.slots[pixels] = np.arange(first, first + len(pixels), dtype=np.int32)
        try:
            starts, entries, weights, lengths = self._rows(pixels, first, leaves)
            targets = np.concatenate([self.starts[-1:], self.starts[-1] + np.cumsum(lengths)])
            self._make_room(int(targets[-1]))
        except MemoryError:
            self.slots[pixels] = -1
            raise
        pack_rows(entries, weights, starts[:-1].copy(), targets, self._entries, self._weights)
        self.pixels = np.concatenate([self.pixels, pixels])
        self.starts = np.concatenate([self.starts, targets[1:]])

    def _rows(
        self, pixels: NDArray[np.int32], first: int, leaves: list[NDArray[np.int64]]
    ) -> tuple[Any, ...]:
        counts = np.zeros(len(pixels), np.int64)
        for lists, reached in zip(self._lists, leaves, strict=True):
            count_entries(lists.neighbours, lists.tree.order, reached, self.slots, first, counts)
        starts = np.concatenate([[0], np.cumsum(counts)])
        entries = np.empty(int(starts[-1]), np.int32)
        weights = np.empty(len(entries), np.float32)
        ends = starts[:-1].copy()
        for bit, (lists, reached) in enumerate(zip(self._lists, leaves, strict=True)):
            order = lists.tree.order
            write_entries(lists.neighbours, order, reached, self.slots, first, ends, entries, bit)
        places = np.array([lists.search.place_weight for lists in self._lists])
        lengths = merge_entries(entries, starts, pixels, self._colours, places, self._soft, weights)
        return starts, entries, weights, lengths

    def _make_room(self, entries: int) -> None:
        if entries <= len(self._entries):
            return
        room = int(_SPARE * entries)
        kept = int(self.starts[-1])
        larger, heavier = np.empty(room, np.int32), np.empty(room, np.float32)
        larger[:kept], heavier[:kept] = self._entries[:kept], self._weights[:kept]
        self._entries, self._weights = larger, heavier


def features(image: FloatImage, place_weight: float) -> NDArray[np.float32]:
    """Colour and weighted place of each pixel, float32, pixels x 5: r, g, b, x, y.

    Colours are in [0, 1]; x and y go from 0 to `place_weight` from the first to the last pixel of
    the photo's width and height (Chen, Li and Tang 2013, section 3, with RGB in place of HSV).
    """
    height, width = image.shape[:2]
    points = np.empty((height, width, FEATURES), np.float32)
    points[..., :3] = image
    points[..., 3] = place_weight * np.linspace(0, 1, width)
    points[..., 4] = place_weight * np.linspace(0, 1, height)[:, None]
    return points.reshape(-1, FEATURES)
