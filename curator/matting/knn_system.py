"""The linear system of a trimap's unknown pixels, cut out of the rows of a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from curator.matting.knn_graph import Graph
from curator.types import FOREGROUND, UNKNOWN, Trimap

#: What stands for known pixels where unknown ones have their place in the system.
_BACKGROUND: Final = np.int32(-1)
_FOREGROUND: Final = np.int32(-2)

#: Unknown pixels from which on the rows are cut into blocks: below, the threads wait for each other
#: for longer than they work.
MANY: Final = 20_000
_BLOCKS: Final = 2


@dataclass(frozen=True)
class System:
    """(D - W) alpha = known, over the unknown pixels alone, in the order of the photo's rows.

    Attributes
    ----------
    pixels
        int64, unknown: the unknown pixels.
    blocks
        int64: where each block of rows begins, and the number of rows. What makes the solver fast goes
        from row to row; each block is one thread's, and is preconditioned for itself.
    bounds
        int64, 5 x unknown: where the entries of each row begin, those of its own block, those of
        later pixels, those of later blocks, and where they end.
    columns, weights
        uint32 and float32: the joins with other unknown pixels, by their place in `pixels`.
    diagonal
        float64, unknown: the sum of all weights of each row, those of joins with known pixels too.
    known
        float64, unknown: the sum of each row's weights of joins with foreground.
    """

    pixels: NDArray[np.int64]
    blocks: NDArray[np.int64]
    bounds: NDArray[np.int64]
    columns: NDArray[np.uint32]
    weights: NDArray[np.float32]
    diagonal: NDArray[np.float64]
    known: NDArray[np.float64]


def cut_out(graph: Graph, trimap: Trimap) -> System:
    """The system of a trimap whose unknown pixels all have rows in the graph."""
    labels = trimap.ravel()
    pixels = np.flatnonzero(labels == UNKNOWN)
    rows = graph.slots[pixels]
    places = np.where(labels == FOREGROUND, _FOREGROUND, _BACKGROUND)
    places[pixels] = np.arange(len(pixels), dtype=np.int32)
    sizes = graph.starts[rows + 1] - graph.starts[rows]
    bounds = np.empty((5, len(pixels)), np.int64)
    bounds[0] = np.cumsum(sizes) - sizes
    columns = np.empty(int(sizes.sum()), np.uint32)
    weights = np.empty(len(columns), np.float32)
    diagonal, known = np.empty(len(pixels)), np.empty(len(pixels))
    blocks = np.linspace(0, len(pixels), _BLOCKS + 1 if len(pixels) >= MANY else 2).astype(np.int64)
    _cut(
        (graph.entries, graph.weights, graph.starts),
        (rows, places),
        (blocks, bounds, columns, weights, diagonal, known),
    )
    return System(pixels, blocks, bounds, columns, weights, diagonal, known)


@njit(cache=True, nogil=True, parallel=True)
def _cut(graph: Any, trimap: Any, system: Any) -> None:
    for block in prange(len(system[0]) - 1):
        _cut_block(graph, trimap, system, block)


@njit(cache=True, nogil=True)
def _cut_block(graph: Any, trimap: Any, system: Any, block: int) -> None:
    entries, all_weights, all_starts = graph
    rows, places = trimap
    blocks, bounds, columns, weights, diagonal, known = system
    first, last = blocks[block], blocks[block + 1]
    for i in range(first, last):
        start = end = bounds[0, i]
        total, foreground, before, earlier, inside = 0.0, 0.0, 0, 0, 0
        for at in range(all_starts[rows[i]], all_starts[rows[i] + 1]):
            place, weight = places[entries[at]], all_weights[at]
            total += weight
            if place >= 0:
                columns[end], weights[end] = place, weight
                before += place < first
                earlier += place < i
                inside += place < last
                end += 1
            elif place == _FOREGROUND:
                foreground += weight
        bounds[1, i], bounds[2, i], bounds[3, i] = start + before, start + earlier, start + inside
        bounds[4, i], diagonal[i], known[i] = end, total, foreground


def lost(system: System) -> NDArray[np.int64]:
    """The unknown pixels from which no joins lead to a known pixel, by their place in `pixels`."""
    reached = np.zeros(len(system.pixels), np.bool_)
    _spread(system.bounds, system.columns, system.weights, system.diagonal, reached)
    return np.flatnonzero(~reached)


@njit(cache=True, nogil=True)
def _spread(bounds: Any, columns: Any, weights: Any, diagonal: Any, reached: Any) -> None:
    """Mark what a walk along joins meets that starts at the pixels next to known ones."""
    queue = np.empty(len(diagonal), np.int32)
    size = 0
    for i in range(len(diagonal)):
        inside = 0.0
        for at in range(bounds[0, i], bounds[4, i]):
            inside += weights[at]
        # Without known neighbours the sums are the same to the bit: they run in the same order.
        if inside < diagonal[i]:
            reached[i] = True
            queue[size] = i
            size += 1
    done = 0
    while done < size:
        i = queue[done]
        done += 1
        for at in range(bounds[0, i], bounds[4, i]):
            other = columns[at]
            if not reached[other]:
                reached[other] = True
                queue[size] = other
                size += 1
