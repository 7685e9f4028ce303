"""An incomplete Cholesky factor: nearly the inverse of a sparse matrix, for conjugate gradients.

Meijerink and van der Vorst, "An Iterative Solution Method for Linear Systems of Which the Coefficient
Matrix is a Symmetric M-Matrix", 1977; dropping small entries as Saad, "Iterative Methods for Sparse
Linear Systems", 2003, chapter 10, does. The factor is that of the matrix scaled to a diagonal of 1.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.matting.blend_system import System

#: Entries of L smaller than this are dropped; a portrait's system takes some 25 iterations then.
_DROP: Final = 1e-2
#: Added to the diagonal at first, and ten times as much as long as a pivot is less than `_LEAST_PIVOT`:
#: entries that were dropped can leave what is no longer positive definite (Manteuffel 1980).
_SHIFT: Final = 1e-2
_LARGEST_SHIFT: Final = 1e6
_LEAST_PIVOT: Final = 1e-2
_GROWTH: Final = 1.5

#: Columns of L below the diagonal (where each begins, rows ascending, entries), its diagonal, D^1/2.
Factor = tuple[
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
]


def factorise(system: System) -> Factor:
    """L and D with L L^T nearly D^-1/2 A D^-1/2."""
    roots = np.sqrt(system.diagonal)
    shift = _SHIFT
    while True:
        starts, rows, entries, pivots = _factorise(*system.upper, roots, shift)
        if len(pivots) == len(roots):
            return starts, rows, entries, pivots, roots
        if shift > _LARGEST_SHIFT:
            # A matrix that holds what is no number has no good pivots at all; the solver will say so.
            return np.zeros_like(starts), rows, entries, np.ones_like(roots), roots
        shift *= 10


@njit(cache=True, nogil=True)
def apply(factor: Any, residual: Any, result: Any) -> None:
    """Fill `result` with nearly A^-1 `residual` (float64, N)."""
    starts, rows, entries, pivots, roots = factor
    size = len(roots)
    for i in range(size):
        result[i] = residual[i] / roots[i]
    for j in range(size):
        value = result[j] / pivots[j]
        result[j] = value
        for at in range(starts[j], starts[j + 1]):
            result[rows[at]] -= entries[at] * value
    for j in range(size - 1, -1, -1):
        total = result[j]
        for at in range(starts[j], starts[j + 1]):
            total -= entries[at] * result[rows[at]]
        result[j] = total / pivots[j]
    for i in range(size):
        result[i] /= roots[i]


@njit(cache=True, nogil=True)
def _factorise(starts: Any, columns: Any, values: Any, roots: Any, shift: float) -> Any:
    """The columns of L below its diagonal, rows ascending, and the diagonal up to the first bad pivot.

    Column by column: each takes off the columns before it that have an entry in its row. Those wait
    in a list for each row (`head`, `after`), at the entry (`front`) that lies in that row.
    """
    size = len(roots)
    ends = np.zeros(size + 1, np.int64)
    rows, entries = np.empty(24 * size, np.int32), np.empty(24 * size)
    pivots = np.empty(size)
    head, after = np.full(size, -1, np.int32), np.full(size, -1, np.int32)
    front = np.zeros(size, np.int64)
    sums, seen, met = np.zeros(size), np.full(size, -1, np.int32), np.empty(size, np.int32)
    filled = 0
    for j in range(size):
        found, pivot = 0, 1.0 + shift
        for at in range(starts[j], starts[j + 1]):
            i = columns[at]
            seen[i], met[found] = j, i
            sums[i] = values[at] / (roots[i] * roots[j])
            found += 1
        k = head[j]
        while k >= 0:
            following = after[k]
            first = front[k]
            share = entries[first]
            pivot -= share * share
            for at in range(first + 1, ends[k + 1]):
                i = rows[at]
                if seen[i] != j:
                    seen[i], met[found], sums[i] = j, i, 0.0
                    found += 1
                sums[i] -= share * entries[at]
            if first + 1 < ends[k + 1]:
                front[k] = first + 1
                after[k], head[rows[first + 1]] = head[rows[first + 1]], k
            k = following
        if not pivot > _LEAST_PIVOT:
            return ends, rows[:filled].copy(), entries[:filled].copy(), pivots[:j].copy()
        pivots[j] = np.sqrt(pivot)
        if filled + found > len(rows):
            length = int(_GROWTH * len(rows)) + found
            rows, entries = _longer(rows, length), _longer(entries, length)
        kept = 0
        for t in range(found):
            if abs(sums[met[t]]) > _DROP * pivots[j]:
                met[kept] = met[t]
                kept += 1
        met[:kept].sort()
        for t in range(kept):
            rows[filled + t] = met[t]
            entries[filled + t] = sums[met[t]] / pivots[j]
        if kept:
            front[j] = filled
            after[j], head[met[0]] = head[met[0]], j
        filled += kept
        ends[j + 1] = filled
    return ends, rows[:filled].copy(), entries[:filled].copy(), pivots


@njit(cache=True, nogil=True)
def _longer(array: Any, length: int) -> Any:
    longer = np.empty(length, array.dtype)
    longer[: len(array)] = array
    return longer
