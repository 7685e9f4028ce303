"""The system of blend matting: what each part says of the unknown pixels, gathered into one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.types import FOREGROUND, Trimap

#: Rows of a sparse matrix: where each begins, columns and values.
Rows = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]


@dataclass(frozen=True)
class System:
    """A x = right over the unknown pixels, with A = D - S + (Id - W)^T (Id - W).

    Attributes
    ----------
    diagonal
        float64, N: D.
    joined
        The rows of S, symmetric; a column may be named more than once.
    mixed, mixing
        The rows of W and of its transpose.
    scale
        float64, N: the diagonal of A.
    right
        float64, N.
    """

    diagonal: NDArray[np.float64]
    joined: Rows
    mixed: Rows
    mixing: Rows
    scale: NDArray[np.float64]
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
    _mix_back(mixing, known, right)
    lists = np.arange(size + 1, dtype=np.int64) * parts.alike.shape[1]
    halves = parts.alikeness.reshape(-1) / 2
    alike = lists, parts.alike.reshape(-1), halves
    diagonal = parts.trust.copy()
    local = parts.local, parts.local_rows, parts.local_weight
    sides = alike, _transpose(*alike)
    joined = _join(parts.trimap, parts.pixels, parts.index, local, sides, diagonal, right)
    scale = np.empty(size)
    _diagonal(diagonal, mixing, scale)
    return System(diagonal, joined, mixed, mixing, scale, right)


@njit(cache=True, nogil=True)
def _cut_mixtures(index: Any, labels: Any, mixture: Any, shares: Any, rows: Any, known: Any) -> Any:
    """The rows of W among unknown pixels; `known` is filled with the shares of foreground."""
    size, count = len(rows), mixture.shape[1]
    starts = np.zeros(size + 1, np.int64)
    columns, values = np.empty(size * count, np.int32), np.empty(size * count)
    at = 0
    for i in range(size):
        row = rows[i]
        for j in range(count):
            pixel = mixture[row, j]
            if index[pixel] >= 0:
                columns[at], values[at] = index[pixel], shares[row, j]
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
    turned, result = ends.copy(), (np.empty_like(columns), np.empty_like(values))
    for i in range(size):
        for at in range(starts[i], starts[i + 1]):
            to = turned[columns[at]]
            result[0][to], result[1][to] = i, values[at]
            turned[columns[at]] += 1
    return ends, result[0], result[1]


@njit(cache=True, nogil=True)
def _mix_back(mixing: Any, known: Any, right: Any) -> None:
    """Add (Id - W)^T known to the right-hand side."""
    starts, columns, values = mixing
    for i in range(len(right)):
        total = known[i]
        for at in range(starts[i], starts[i + 1]):
            total -= values[at] * known[columns[at]]
        right[i] += total


@njit(cache=True, nogil=True)
def _join(
    trimap: Any, pixels: Any, index: Any, local: Any, sides: Any, diagonal: Any, right: Any
) -> Any:
    """The rows of S; what belongs to the diagonal and the right-hand side is added there."""
    height, width = trimap.shape
    entries, rows, weight = local
    size = len(pixels)
    most = size * entries.shape[1] + 2 * len(sides[0][1])
    starts = np.zeros(size + 1, np.int64)
    columns, values = np.empty(most, np.int32), np.empty(most)
    at = 0
    for i in range(size):
        y, x = pixels[i] // width, pixels[i] % width
        for v in range(max(y - 2, 0), min(y + 3, height)):
            for u in range(max(x - 2, 0), min(x + 3, width)):
                value = weight * entries[rows[i], (v - y + 2) * 5 + u - x + 2]
                other = index[v * width + u]
                if other == i:
                    diagonal[i] += value
                elif other >= 0:
                    columns[at], values[at] = other, -value
                    at += 1
                elif trimap[v, u] == FOREGROUND:
                    right[i] -= value
        for side in sides:
            for to in range(side[0][i], side[0][i + 1]):
                columns[at], values[at] = side[1][to], side[2][to]
                diagonal[i] += side[2][to]
                at += 1
        starts[i + 1] = at
    return starts, columns[:at].copy(), values[:at].copy()


@njit(cache=True, nogil=True)
def _diagonal(diagonal: Any, mixing: Any, scale: Any) -> None:
    """The diagonal of A: that of (Id - W)^T (Id - W) is the squared length of columns."""
    starts, _, values = mixing
    for i in range(len(scale)):
        total = diagonal[i] + 1.0
        for at in range(starts[i], starts[i + 1]):
            total += values[at] ** 2
        scale[i] = total
