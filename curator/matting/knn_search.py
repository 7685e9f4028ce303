"""Searches in a tree: the nearest neighbours of leaves, and which leaves may have a leaf among them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange

from curator.matting.knn_tree import FEATURES, LEAF

_BLOCK: Final = 16
_DEPTH: Final = 128


@njit(cache=True, nogil=True, inline="always")
def _compare(query: Any, i: int, leaf: Any, distances: Any) -> None:
    """Squared distances from point `i` of one leaf to every point of another."""
    q0, q1, q2, q3, q4 = query[0, i], query[1, i], query[2, i], query[3, i], query[4, i]
    for j in range(LEAF):
        a, b, c = q0 - leaf[0, j], q1 - leaf[1, j], q2 - leaf[2, j]
        d, e = q3 - leaf[3, j], q4 - leaf[4, j]
        distances[j] = a * a + b * b + c * c + d * d + e * e


@njit(cache=True, nogil=True, inline="always")
def _keep(distances: Any, start: int, near: Any, places: Any, found: int, bound: Any) -> Any:
    """Sort what is closer than `bound` into the neighbours found so far."""
    count = len(near)
    for j in range(LEAF):
        distance = distances[j]
        if distance < bound:
            t = found if found < count else count - 1
            while t > 0 and near[t - 1] > distance:
                near[t] = near[t - 1]
                places[t] = places[t - 1]
                t -= 1
            near[t] = distance
            places[t] = start + j
            found = min(found + 1, count)
            if found == count:
                bound = near[count - 1]
    return found, bound


@njit(cache=True, nogil=True, inline="always")
def _gap(least: Any, largest: Any, box: Any) -> Any:
    """Squared distance between two boxes."""
    total = np.float32(0)
    for c in range(FEATURES):
        side = max(np.float32(0), max(box[0, c] - largest[c], least[c] - box[1, c]))
        total += side * side
    return total


@njit(cache=True, nogil=True)
def _family(leaf: int, leaves: int, points: int, wanted: int) -> Any:
    """The smallest node around a leaf that has as many points as are wanted."""
    node, first, last = 0, 0, leaves
    while last - first > 1:
        middle = (first + last) // 2
        if leaf < middle:
            if (middle - first) * LEAF < wanted:
                break
            node, last = node + 1, middle
        else:
            if min(points, last * LEAF) - middle * LEAF < wanted:
                break
            node, first = node + 2 * (middle - first), middle
    return node, first, last


@njit(cache=True, nogil=True)
def _candidates(boxes: Any, least: Any, largest: Any, bound: Any, family: Any, scratch: Any) -> int:
    """List the leaves outside of a family that are closer than `bound` to a box, and how close."""
    nodes, numbers, gaps, stack = scratch
    first_own, last_own = family
    stack[0, 0], stack[0, 1], stack[0, 2] = 0, 0, (len(boxes) + 1) // 2
    size, count = 1, 0
    while size > 0:
        size -= 1
        node, first, last = stack[size]
        if first == first_own and last == last_own:
            continue
        gap = _gap(least, largest, boxes[node])
        if gap >= bound:
            continue
        if last - first == 1:
            nodes[count], numbers[count], gaps[count] = node, first, gap
            count += 1
        else:
            middle = (first + last) // 2
            stack[size] = node + 1, first, middle
            stack[size + 1] = node + 2 * (middle - first), middle, last
            size += 2
    return count


@njit(cache=True, nogil=True)
def _begin(leaves: Any, leaf: int, own: int, family: Any, near: Any, places: Any, bounds: Any) -> Any:
    """Neighbours of a leaf's points within its family; gives the largest bound that is left."""
    distances = np.empty(LEAF, np.float32)
    top = np.float32(0)
    for i in range(own):
        found, bound = 0, np.float32(np.inf)
        for other in range(family[0], family[1]):
            _compare(leaves[leaf], i, leaves[other], distances)
            found, bound = _keep(distances, other * LEAF, near[i], places[i], found, bound)
        bounds[i] = bound
        top = max(top, bound)
    return top


@njit(cache=True, nogil=True, parallel=True)
def nearest(leaves: Any, boxes: Any, order: Any, asked: Any, neighbours: Any, reach: Any) -> None:
    """Find the nearest neighbours of every point of some leaves, itself among them.

    Parameters
    ----------
    leaves, boxes, order
        Of a `Tree` of n points.
    asked
        int64: the numbers of the leaves.
    neighbours
        int32, LEAF * leaves x k, k at most n: filled at the places of the leaves asked for with
        points (not places), the closest first.
    reach
        float32, leaves: filled with the squared distance to the last neighbour, the leaf's largest.
    """
    total, count = len(leaves), neighbours.shape[1]
    blocks = (len(asked) + _BLOCK - 1) // _BLOCK
    for block in prange(blocks):
        near = np.empty((LEAF, count), np.float32)
        places = np.empty((LEAF, count), np.int32)
        bounds = np.empty(LEAF, np.float32)
        nodes, numbers = np.empty(total, np.int32), np.empty(total, np.int32)
        gaps, stack = np.empty(total, np.float32), np.empty((_DEPTH, 3), np.int64)
        least, largest = np.empty(FEATURES, np.float32), np.empty(FEATURES, np.float32)
        for at in range(block * _BLOCK, min(len(asked), (block + 1) * _BLOCK)):
            leaf = asked[at]
            own = min(LEAF, len(order) - leaf * LEAF)
            _, first, last = _family(leaf, total, len(order), count)
            top = _begin(leaves, leaf, own, (first, last), near, places, bounds)
            for c in range(FEATURES):
                least[c], largest[c] = leaves[leaf, c, 0], leaves[leaf, c, 0]
                for i in range(1, own):
                    least[c] = min(least[c], leaves[leaf, c, i])
                    largest[c] = max(largest[c], leaves[leaf, c, i])
            scratch = (nodes, numbers, gaps, stack)
            listed = _candidates(boxes, least, largest, top, (first, last), scratch)
            ranks = np.argsort(gaps[:listed], kind="mergesort")
            reach[leaf] = np.float32(0)
            for i in range(own):
                bound = _finish(leaves, boxes, leaf, i, ranks, scratch, near[i], places[i], bounds[i])
                reach[leaf] = max(reach[leaf], bound)
                for t in range(count):
                    neighbours[leaf * LEAF + i, t] = order[places[i, t]]


@njit(cache=True, nogil=True)
def _finish(
    leaves: Any,
    boxes: Any,
    leaf: int,
    i: int,
    ranks: Any,
    scratch: Any,
    near: Any,
    places: Any,
    bound: Any,
) -> Any:
    """Go through one point's candidates, the closest first; gives the last neighbour's distance."""
    nodes, numbers, gaps, _ = scratch
    distances = np.empty(LEAF, np.float32)
    point = leaves[leaf, :, i].copy()
    found = len(near)
    for rank in ranks:
        if gaps[rank] >= bound:
            break
        if _gap(point, point, boxes[nodes[rank]]) < bound:
            other = numbers[rank]
            _compare(leaves[leaf], i, leaves[other], distances)
            found, bound = _keep(distances, other * LEAF, near, places, found, bound)
    return bound


@njit(cache=True, nogil=True, parallel=True)
def largest_reach(boxes: Any, leaves: int, points: int, count: int, reach: Any) -> None:
    """Fill `reach` (float32, leaves) with squared distances beyond which no leaf's neighbours lie."""
    for leaf in prange(leaves):
        node, _, _ = _family(leaf, leaves, points, count)
        total = np.float32(0)
        for c in range(FEATURES):
            side = boxes[node, 1, c] - boxes[node, 0, c]
            total += side * side
        reach[leaf] = total


@njit(cache=True, nogil=True, parallel=True)
def within_reach(boxes: Any, reach: Any, marked: Any, reached: Any) -> None:
    """Mark in `reached` (bool, leaves) the leaves that may have a neighbour in a leaf of `marked`."""
    total = len(reach)
    before = np.zeros(total + 1, np.int64)
    for leaf in range(total):
        before[leaf + 1] = before[leaf] + marked[leaf]
    for block in prange((total + _BLOCK - 1) // _BLOCK):
        stack = np.empty((_DEPTH, 3), np.int64)
        for leaf in range(block * _BLOCK, min(total, (block + 1) * _BLOCK)):
            reached[leaf] = _reaches(boxes, leaf, reach[leaf], before, stack)


@njit(cache=True, nogil=True)
def _reaches(boxes: Any, leaf: int, reach: Any, before: Any, stack: Any) -> bool:
    total = len(before) - 1
    own, _, _ = _family(leaf, total, total * LEAF, 1)
    stack[0, 0], stack[0, 1], stack[0, 2] = 0, 0, total
    size = 1
    while size > 0:
        size -= 1
        node, first, last = stack[size]
        if before[first] == before[last]:
            continue
        if _gap(boxes[own, 0], boxes[own, 1], boxes[node]) > reach:
            continue
        if last - first == 1:
            return True
        middle = (first + last) // 2
        right = node + 2 * (middle - first)
        # The half with the leaf itself comes first: there the search most often ends.
        if leaf < middle:
            stack[size] = right, middle, last
            stack[size + 1] = node + 1, first, middle
        else:
            stack[size] = node + 1, first, middle
            stack[size + 1] = right, middle, last
        size += 2
    return False
