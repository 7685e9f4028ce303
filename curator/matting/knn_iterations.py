"""The compiled inner parts of `knn_solver`, block by block of a system's rows.

What is summed or compared over all rows is so over each block first, in one order, so that no answer
depends on the number of threads. `matrix` is the blocks, bounds, columns and weights of a `System`.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange

#: The share of the fill-in that is moved to the diagonal; 1 would keep row sums, and may end in a zero.
_MOVED: Final = 0.95


@njit(cache=True, nogil=True, parallel=True)
def factor_blocks(matrix: Any, pivots: Any) -> None:
    """Turn D into T in place."""
    for block in prange(len(matrix[0]) - 1):
        _factor(matrix, pivots, block)


@njit(cache=True, nogil=True, error_model="numpy")
def _factor(matrix: Any, pivots: Any, block: int) -> None:
    blocks, bounds, columns, weights = matrix
    for i in range(blocks[block], blocks[block + 1]):
        later = 0.0
        for at in range(bounds[2, i], bounds[3, i]):
            later += weights[at]
        for at in range(bounds[2, i], bounds[3, i]):
            weight = weights[at]
            filled = (1 - _MOVED) * weight + _MOVED * later
            pivots[columns[at]] -= weight * filled / pivots[i]


@njit(cache=True, nogil=True, parallel=True)
def residual_of(matrix: Any, diagonal: Any, known: Any, answer: Any, residual: Any) -> Any:
    """Fill `residual` with known - A answer; gives the largest of |residual| / D, NaN if one is."""
    worst = np.zeros(len(matrix[0]) - 1)
    for block in prange(len(worst)):
        worst[block] = _residual(matrix, diagonal, known, answer, residual, block)
    return np.max(worst)


@njit(cache=True, nogil=True, error_model="numpy")
def _residual(matrix: Any, diagonal: Any, known: Any, answer: Any, residual: Any, block: int) -> Any:
    blocks, bounds, columns, weights = matrix
    worst = 0.0
    for i in range(blocks[block], blocks[block + 1]):
        total = known[i] - diagonal[i] * answer[i]
        for at in range(bounds[0, i], bounds[4, i]):
            total += weights[at] * answer[columns[at]]
        residual[i] = total
        share = abs(total) / diagonal[i]
        if np.isnan(share):
            return share
        worst = max(worst, share)
    return worst


@njit(cache=True, nogil=True, error_model="numpy")
def shortfall_of(diagonal: Any, residual: Any) -> Any:
    """The largest of residual / D, NaN if one is."""
    worst = -np.inf
    for i in range(len(diagonal)):
        share = residual[i] / diagonal[i]
        if np.isnan(share):
            return share
        worst = max(worst, share)
    return worst


@njit(cache=True, nogil=True, parallel=True)
def iterate(
    matrix: Any, diagonal: Any, pivots: Any, answer: Any, residual: Any, aim: float, iterations: int
) -> Any:
    """Iterate from an answer (overwritten) and its residual until (T - L)^-1 residual is below `aim`.

    Gives the largest that is left of it, and the iterations taken.
    """
    size, parts = len(diagonal), len(matrix[0]) - 1
    rest, direction = np.empty(size), np.zeros(size)
    moved, product = np.empty(size), np.empty(size)
    vectors = (pivots, 1 / pivots, rest, direction, moved, product)
    sums, peaks = np.zeros(parts), np.zeros(parts)
    for block in prange(parts):
        sums[block] = _begin(matrix, vectors, residual, block)
    length, turn, largest = np.sum(sums), 0.0, np.inf
    for iteration in range(iterations):
        for block in prange(parts):
            _backward(matrix, vectors, turn, block)
        for block in prange(parts):
            sums[block] = _forward(matrix, vectors, diagonal, block)
        curvature = np.sum(sums)
        # Zero when the answer is exact, not positive when rounding is all that is left.
        if not curvature > 0:
            return largest, iteration
        step = length / curvature
        for block in prange(parts):
            sums[block], peaks[block] = _step(matrix, vectors, answer, step, block)
        before, length, largest = length, np.sum(sums), np.max(peaks)
        if largest <= aim:
            return largest, iteration + 1
        turn = length / before
    return largest, iterations


@njit(cache=True, nogil=True)
def _begin(matrix: Any, vectors: Any, residual: Any, block: int) -> float:
    blocks, bounds, columns, weights = matrix
    pivots, inverses, rest, _, _, _ = vectors
    length = 0.0
    for i in range(blocks[block], blocks[block + 1]):
        total = residual[i]
        for at in range(bounds[1, i], bounds[2, i]):
            total += weights[at] * rest[columns[at]]
        rest[i] = total * inverses[i]
        length += pivots[i] * rest[i] * rest[i]
    return length


@njit(cache=True, nogil=True)
def _backward(matrix: Any, vectors: Any, turn: float, block: int) -> None:
    """The next direction, and (T - L^T)^-1 of it."""
    blocks, bounds, columns, weights = matrix
    pivots, inverses, rest, direction, moved, _ = vectors
    for i in range(blocks[block + 1] - 1, blocks[block] - 1, -1):
        direction[i] = pivots[i] * rest[i] + turn * direction[i]
        total = direction[i]
        # Backwards, so that the pixel that was worked out last is waited for last.
        for at in range(bounds[3, i] - 1, bounds[2, i] - 1, -1):
            total += weights[at] * moved[columns[at]]
        moved[i] = total * inverses[i]


@njit(cache=True, nogil=True)
def _forward(matrix: Any, vectors: Any, diagonal: Any, block: int) -> float:
    """The part of the direction's product that takes (T - L)^-1; gives the curvature along it."""
    blocks, bounds, columns, weights = matrix
    pivots, inverses, _, direction, moved, product = vectors
    between = len(blocks) > 2
    curvature = 0.0
    for i in range(blocks[block], blocks[block + 1]):
        total = direction[i] + (diagonal[i] - 2 * pivots[i]) * moved[i]
        if between:
            for at in range(bounds[0, i], bounds[1, i]):
                total -= weights[at] * moved[columns[at]]
            for at in range(bounds[3, i], bounds[4, i]):
                total -= weights[at] * moved[columns[at]]
        for at in range(bounds[1, i], bounds[2, i]):
            total += weights[at] * product[columns[at]]
        product[i] = total * inverses[i]
        curvature += direction[i] * (moved[i] + product[i])
    return curvature


@njit(cache=True, nogil=True)
def _step(matrix: Any, vectors: Any, answer: Any, step: float, block: int) -> Any:
    blocks = matrix[0]
    pivots, _, rest, _, moved, product = vectors
    length, largest = 0.0, 0.0
    for i in range(blocks[block], blocks[block + 1]):
        answer[i] += step * moved[i]
        rest[i] -= step * (moved[i] + product[i])
        length += pivots[i] * rest[i] * rest[i]
        largest = max(largest, abs(rest[i]))
    return length, largest
