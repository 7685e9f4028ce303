"""The system of blend matting: what each part says of the unknown pixels, gathered into one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.types import FOREGROUND, Trimap

#: Rows of a sparse matrix: where each begins, columns and values.
Rows = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]
_GROWTH: Final = 1.5


@dataclass(frozen=True)
class System:
    """A x = right over the unknown pixels, with A symmetric and positive definite.

    Attributes
    ----------
    diagonal
        float64, N: that of A.
    upper
        The rows of A to the right of the diagonal, columns in no order.
    right
        float64, N.
    """

    diagonal: NDArray[np.float64]
    upper: Rows
    right: NDArray[np.float64]


@dataclass(frozen=True)
class Parts:
    """What a system is made of; pixels are numbered y * W + x.

    Attributes
    ----------
    trimap
        uint8 of 0, 128, 255, H x W.
    pixels
        int32, N: the unknown pixels, ascending.
    index
        int32, H * W: the place of each unknown pixel in `pixels`, -1 of known ones.
    local, local_rows, local_weight
        float64, rows x 25: entries of Levin's Laplacian for windows of 3 x 3; int32, N: the row of each
        unknown pixel; and the weight of them all.
    alike, alikeness
        int32 and float64, N x K: places of like unknown pixels, and the weights of the joins.
    mixture, shares, mixture_rows
        int32 and float64, rows x K: numbers of the pixels that mix to a pixel, and their weights;
        int32, N: the row of each unknown pixel.
    said, trust
        float64, N: what the samples say that alpha is, and the weight of that.
    """

    trimap: Trimap
    pixels: NDArray[np.int32]
    index: NDArray[np.int32]
    local: NDArray[np.float64]
    local_rows: NDArray[np.int32]
    local_weight: float
    alike: NDArray[np.int32]
    alikeness: NDArray[np.float64]
    mixture: NDArray[np.int32]
    shares: NDArray[np.float64]
    mixture_rows: NDArray[np.int32]
    said: NDArray[np.float64]
    trust: NDArray[np.float64]


def assemble(parts: Parts) -> System:
    """The minimum of the energy that `curator.matting.blend` states, as a system.

    Known pixels leave the matrix for the right-hand side; that of background is 0.
    """
    size = len(parts.pixels)
    right = parts.trust * parts.said
    known = np.zeros(size)
    mixture = parts.mixture, parts.shares, parts.mixture_rows
    mixed = _cut_mixtures(parts.index, parts.trimap.reshape(-1), *mixture, known)
    mixing = _transpose(*mixed)
    _add_known(mixing, known, right)
    lists = np.arange(size + 1, dtype=np.int64) * parts.alike.shape[1]
    likened = lists, parts.alike.reshape(-1), parts.alikeness.reshape(-1) / 2
    liked = likened, _transpose(*likened)
    local = parts.local, parts.local_rows, parts.local_weight
    place = parts.trimap, parts.pixels, parts.index
    diagonal = parts.trust.copy()
    upper = _gather_rows(place, local, liked, mixed, mixing, diagonal, right)
    return System(diagonal, upper, right)


@njit(cache=True, nogil=True)
def _cut_mixtures(index: Any, labels: Any, mixture: Any, shares: Any, rows: Any, known: Any) -> Any:
    """The rows of Id - W among unknown pixels; `known` is filled with the shares of foreground."""
    size, count = len(rows), mixture.shape[1]
    starts = np.zeros(size + 1, np.int64)
    columns, values = np.empty(size * (count + 1), np.int32), np.empty(size * (count + 1))
    at = 0
    for i in range(size):
        row = rows[i]
        columns[at], values[at] = i, 1.0
        at += 1
        for j in range(count):
            pixel = mixture[row, j]
            if index[pixel] >= 0:
                columns[at], values[at] = index[pixel], -shares[row, j]
                at += 1
            elif labels[pixel] == FOREGROUND:
                known[i] += shares[row, j]
        starts[i + 1] = at
    return starts, columns[:at].copy(), values[:at].copy()


@njit(cache=True, nogil=True)
def _transpose(starts: Any, columns: Any, values: Any) -> Any:
    size = len(starts) - 1
    ends = np.zeros(size + 1, np.int64)
    for column in columns:
        ends[column + 1] += 1
    for i in range(size):
        ends[i + 1] += ends[i]
    to = ends[:-1].copy()
    rows, turned = np.empty_like(columns), np.empty_like(values)
    for i in range(size):
        for at in range(starts[i], starts[i + 1]):
            place = to[columns[at]]
            rows[place], turned[place] = i, values[at]
            to[columns[at]] += 1
    return ends, rows, turned


@njit(cache=True, nogil=True)
def _add_known(mixing: Any, known: Any, right: Any) -> None:
    """Add (Id - W)^T known to the right-hand side."""
    starts, columns, values = mixing
    for i in range(len(right)):
        for at in range(starts[i], starts[i + 1]):
            right[i] += values[at] * known[columns[at]]


@njit(cache=True, nogil=True)
def _gather_rows(
    place: Any, local: Any, liked: Any, mixed: Any, mixing: Any, diagonal: Any, right: Any
) -> Any:
    """The upper rows of A; what belongs to the diagonal and the right-hand side is added there."""
    size = len(diagonal)
    starts = np.zeros(size + 1, np.int64)
    columns, values = np.empty(32 * size, np.int32), np.empty(32 * size)
    sums, seen, met = np.zeros(size), np.full(size, -1, np.int32), np.empty(size, np.int32)
    at = 0
    for i in range(size):
        found = _add_local(i, place, local, 0, sums, seen, met, diagonal, right)
        for joins, others, weights in liked:
            for to in range(joins[i], joins[i + 1]):
                diagonal[i] += weights[to]
                if others[to] > i:
                    found = _meet(i, others[to], -weights[to], found, sums, seen, met)
        for to in range(mixing[0][i], mixing[0][i + 1]):
            row, weight = mixing[1][to], mixing[2][to]
            diagonal[i] += weight * weight
            for k in range(mixed[0][row], mixed[0][row + 1]):
                if mixed[1][k] > i:
                    found = _meet(i, mixed[1][k], weight * mixed[2][k], found, sums, seen, met)
        if at + found > len(columns):
            length = int(_GROWTH * len(columns)) + found
            columns, values = _longer(columns, length), _longer(values, length)
        for k in range(found):
            columns[at], values[at] = met[k], sums[met[k]]
            at += 1
        starts[i + 1] = at
    return starts, columns[:at].copy(), values[:at].copy()


@njit(cache=True, nogil=True)
def _meet(row: int, column: int, value: float, found: int, sums: Any, seen: Any, met: Any) -> int:
    """Add a value to a column of a row; gives how many columns were met so far."""
    if seen[column] == row:
        sums[column] += value
        return found
    seen[column], sums[column], met[found] = row, value, column
    return found + 1


@njit(cache=True, nogil=True)
def _add_local(
    i: int,
    place: Any,
    local: Any,
    found: int,
    sums: Any,
    seen: Any,
    met: Any,
    diagonal: Any,
    right: Any,
) -> int:
    """Add a pixel's row of Levin's Laplacian."""
    trimap, pixels, index = place
    entries, rows, weight = local
    height, width = trimap.shape
    y, x = pixels[i] // width, pixels[i] % width
    for v in range(max(y - 2, 0), min(y + 3, height)):
        for u in range(max(x - 2, 0), min(x + 3, width)):
            value = weight * entries[rows[i], (v - y + 2) * 5 + u - x + 2]
            other = index[v * width + u]
            if other > i:
                found = _meet(i, other, value, found, sums, seen, met)
            elif other == i:
                diagonal[i] += value
            elif trimap[v, u] == FOREGROUND:
                right[i] -= value
    return found


@njit(cache=True, nogil=True)
def _longer(array: Any, length: int) -> Any:
    longer = np.empty(length, array.dtype)
    longer[: len(array)] = array
    return longer
