"""The linear system of a trimap's unknown pixels, cut out of the rows of a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.matting.knn_graph import Graph
from curator.types import FOREGROUND, UNKNOWN, Trimap

#: What stands for known pixels where unknown ones have their place in the system.
_BACKGROUND: Final = np.int32(-1)
_FOREGROUND: Final = np.int32(-2)


@dataclass(frozen=True)
class System:
    """(D - W) alpha = known, over the unknown pixels alone, in the order of the photo's rows.

    Attributes
    ----------
    pixels
        int64, unknown: the unknown pixels.
    starts, middles, ends
        int64, unknown: where each row's entries begin, where those of later pixels begin, and where
        they end.
    columns, weights
        int32 and float32: the joins with other unknown pixels, by their place in `pixels`.
    diagonal
        float64, unknown: the sum of all weights of each row, those of joins with known pixels too.
    known
        float64, unknown: the sum of each row's weights of joins with foreground.
    """

    pixels: NDArray[np.int64]
    starts: NDArray[np.int64]
    middles: NDArray[np.int64]
    ends: NDArray[np.int64]
    columns: NDArray[np.int32]
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
    starts = np.cumsum(sizes) - sizes
    columns = np.empty(int(sizes.sum()), np.int32)
    weights = np.empty(len(columns), np.float32)
    middles, ends = np.empty_like(starts), np.empty_like(starts)
    diagonal, known = np.empty(len(pixels)), np.empty(len(pixels))
    _cut(
        (graph.entries, graph.weights, graph.starts),
        (pixels, rows, places),
        (starts, middles, ends, columns, weights, diagonal, known),
    )
    return System(pixels, starts, middles, ends, columns, weights, diagonal, known)


@njit(cache=True, nogil=True)
def _cut(graph: Any, trimap: Any, system: Any) -> None:
    entries, all_weights, all_starts = graph
    pixels, rows, places = trimap
    starts, middles, ends, columns, weights, diagonal, known = system
    for i in range(len(pixels)):
        end = starts[i]
        total, foreground, earlier = 0.0, 0.0, 0
        for at in range(all_starts[rows[i]], all_starts[rows[i] + 1]):
            pixel, weight = entries[at], all_weights[at]
            total += weight
            place = places[pixel]
            if place >= 0:
                columns[end], weights[end] = place, weight
                earlier += place < i
                end += 1
            elif place == _FOREGROUND:
                foreground += weight
        middles[i], ends[i], diagonal[i], known[i] = starts[i] + earlier, end, total, foreground


def lost(system: System) -> NDArray[np.int64]:
    """The unknown pixels from which no joins lead to a known pixel, by their place in `pixels`."""
    reached = np.zeros(len(system.pixels), np.bool_)
    _spread(system.starts, system.ends, system.columns, system.weights, system.diagonal, reached)
    return np.flatnonzero(~reached)


@njit(cache=True, nogil=True)
def _spread(starts: Any, ends: Any, columns: Any, weights: Any, diagonal: Any, reached: Any) -> None:
    """Mark what a walk along joins meets that starts at the pixels next to known ones."""
    queue = np.empty(len(starts), np.int32)
    size = 0
    for i in range(len(starts)):
        inside = 0.0
        for at in range(starts[i], ends[i]):
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
        for at in range(starts[i], ends[i]):
            other = columns[at]
            if not reached[other]:
                reached[other] = True
                queue[size] = other
                size += 1
