"""The nearest neighbours of pixels among all pixels, exact, for whole leaves of a tree at a time.

A tree over points of five features (colour and place). Its leaves hold `LEAF` points each, and
the points of one leaf are searched for together: they share one walk through the tree, and what
they compare themselves with are whole leaves, which the processor does for many points at once.

Distances are squared and of float32. Those to boxes are summed in the same order as those to
points; rounding is monotone, so a box is never taken for farther than a point within it, and the
search is exact for the distances as they are computed. Of points at the same distance those that
are met first win; that depends on the tree alone, so a search gives the same to the bit whatever was
searched for before it.

References
----------
Bentley, "Multidimensional binary search trees used for associative searching", CACM 1975.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

#: Points of a leaf; measured best of 16, 24, 32 and 64.
LEAF: Final = 32
FEATURES: Final = 5
#: Levels whose halves are split by all threads together, before each takes subtrees of its own.
_SHARED_LEVELS: Final = 4
_DEPTH: Final = 128


@dataclass(frozen=True)
class Tree:
    """Points sorted into leaves, and the boxes around them.

    Node 0 holds all leaves. A node of the leaves `first` to `last` is split at `(first + last) // 2`:
    its left child is the next node, the right one comes after all nodes of the left.

    Attributes
    ----------
    order
        int32, n: the point at each place of the tree; leaf i holds the places from LEAF * i on.
    leaves
        float32, leaves x FEATURES x LEAF; infinite beyond the last point.
    boxes
        float32, nodes x 2 x FEATURES: least and largest features of a node.
    """

    order: NDArray[np.int32]
    leaves: NDArray[np.float32]
    boxes: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return self.order.nbytes + self.leaves.nbytes + self.boxes.nbytes


def plant(points: NDArray[np.float32]) -> Tree:
    """The tree of points, float32, n x FEATURES, which are moved about in their array."""
    count = -(-len(points) // LEAF)
    order = np.arange(len(points), dtype=np.int32)
    boxes = np.empty((2 * count - 1, 2, FEATURES), np.float32)
    nodes = [(0, 0, count)]
    for _ in range(_SHARED_LEVELS):
        shared = [node for node in nodes if node[2] - node[1] > 1]
        if shared:
            _split_each(points, order, boxes, np.array(shared), False)
        nodes = [child for node in nodes for child in _children(*node)]
    _split_each(points, order, boxes, np.array(nodes), True)
    leaves = np.full((count, FEATURES, LEAF), np.inf, np.float32)
    _fill_leaves(points, leaves)
    return Tree(order, leaves, boxes)


def _children(node: int, first: int, last: int) -> list[tuple[int, int, int]]:
    if last - first == 1:
        return [(node, first, last)]
    middle = (first + last) // 2
    return [(node + 1, first, middle), (node + 2 * (middle - first), middle, last)]


@njit(cache=True, nogil=True)
def _select(points: Any, order: Any, first: int, last: int, place: int, axis: int) -> None:
    """Swap rows until none before `place` is larger along `axis` than it, and none behind smaller."""
    low, high = first, last - 1
    while low < high:
        left, middle, right = points[low, axis], points[(low + high) // 2, axis], points[high, axis]
        pivot = max(min(left, middle), min(max(left, middle), right))
        i, j = low, high
        while i <= j:
            while points[i, axis] < pivot:
                i += 1
            while points[j, axis] > pivot:
                j -= 1
            if i <= j:
                for c in range(FEATURES):
                    points[i, c], points[j, c] = points[j, c], points[i, c]
                order[i], order[j] = order[j], order[i]
                i += 1
                j -= 1
        if place <= j:
            high = j
        elif place >= i:
            low = i
        else:
            return


@njit(cache=True, nogil=True)
def _split(points: Any, order: Any, boxes: Any, node: int, first: int, last: int) -> None:
    """Put a box around a node's points, and halve them across its longest side."""
    start, stop = first * LEAF, min(len(points), last * LEAF)
    axis, longest = 0, np.float32(-1)
    for c in range(FEATURES):
        least = largest = points[start, c]
        for i in range(start + 1, stop):
            least = min(least, points[i, c])
            largest = max(largest, points[i, c])
        boxes[node, 0, c], boxes[node, 1, c] = least, largest
        if largest - least > longest:
            axis, longest = c, largest - least
    if last - first > 1:
        _select(points, order, start, stop, (first + last) // 2 * LEAF, axis)


@njit(cache=True, nogil=True)
def _split_below(points: Any, order: Any, boxes: Any, root: Any) -> None:
    stack = np.empty((_DEPTH, 3), np.int64)
    stack[0] = root
    size = 1
    while size > 0:
        size -= 1
        node, first, last = stack[size]
        _split(points, order, boxes, node, first, last)
        if last - first > 1:
            middle = (first + last) // 2
            stack[size] = node + 1, first, middle
            stack[size + 1] = node + 2 * (middle - first), middle, last
            size += 2


@njit(cache=True, nogil=True, parallel=True)
def _split_each(points: Any, order: Any, boxes: Any, nodes: Any, below: bool) -> None:
    # What a node touches is a range of its own: the tree does not depend on the number of threads.
    for i in prange(len(nodes)):
        if below:
            _split_below(points, order, boxes, nodes[i])
        else:
            _split(points, order, boxes, nodes[i, 0], nodes[i, 1], nodes[i, 2])


@njit(cache=True, nogil=True, parallel=True)
def _fill_leaves(points: Any, leaves: Any) -> None:
    for leaf in prange(len(leaves)):
        start = leaf * LEAF
        for j in range(min(LEAF, len(points) - start)):
            for c in range(FEATURES):
                leaves[leaf, c, j] = points[start + j, c]
