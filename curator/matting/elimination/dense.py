"""Dense algebra of one front: Cholesky of the pixels it eliminates, and what that leaves to the rest.

Only lower triangles are read and written. The blocks are small enough for the cache, and nearly all of
the work is in products of matrices, which BLAS does.
"""

from __future__ import annotations

import numpy as np
from numba import njit

#: Columns that are eliminated together.
_BLOCK = 48
#: Rows of a product that are computed at once, so that the upper triangle is not.
_ROWS = 96


@njit(cache=True, nogil=True)
def partial_cholesky(diagonal, below, rest):  # type: ignore[no-untyped-def]
    """Replace a front by its factor and its Schur complement.

    Of the matrix [[diagonal, below^T], [below, rest]], `diagonal` becomes L with L L^T = diagonal,
    `below` becomes below L^-T, and `rest` loses below diagonal^-1 below^T. False where a pivot is not
    positive.
    """
    count, others = len(diagonal), len(below)
    for start in range(0, count, _BLOCK):
        stop = min(start + _BLOCK, count)
        if not _factor_block(diagonal, start, stop):
            return False
        inverse = _inverse_transposed(diagonal, start, stop)
        if stop < count:
            panel = np.dot(diagonal[stop:, start:stop].copy(), inverse)
            diagonal[stop:, start:stop] = panel
            for first in range(0, count - stop, _ROWS):
                last = min(first + _ROWS, count - stop)
                diagonal[stop + first : stop + last, stop : stop + last] -= np.dot(
                    panel[first:last], panel[:last].T
                )
        if others:
            side = np.dot(below[:, start:stop].copy(), inverse)
            below[:, start:stop] = side
            if stop < count:
                below[:, stop:] -= np.dot(side, panel.T)
    for first in range(0, others, _ROWS):
        last = min(first + _ROWS, others)
        rest[first:last, :last] -= np.dot(below[first:last], below[:last].T)
    return True


@njit(cache=True, nogil=True)
def _factor_block(matrix, start, stop):  # type: ignore[no-untyped-def]
    column = np.empty(stop - start)
    for k in range(start, stop):
        pivot = matrix[k, k]
        if not pivot > 0.0:
            return False
        root = np.sqrt(pivot)
        matrix[k, k] = root
        for i in range(k + 1, stop):
            matrix[i, k] /= root
            column[i - start] = matrix[i, k]
        for i in range(k + 1, stop):
            factor = column[i - start]
            row = matrix[i]
            for j in range(k + 1, i + 1):
                row[j] -= factor * column[j - start]
    return True


@njit(cache=True, nogil=True)
def _inverse_transposed(matrix, start, stop):  # type: ignore[no-untyped-def]
    """L^-T of a block, as the transpose of a row-major L^-1."""
    size = stop - start
    inverse = np.zeros((size, size))
    for i in range(size):
        row = inverse[i]
        for k in range(i):
            factor = matrix[start + i, start + k]
            other = inverse[k]
            for j in range(k + 1):
                row[j] -= factor * other[j]
        pivot = matrix[start + i, start + i]
        for j in range(i):
            row[j] /= pivot
        row[i] = 1.0 / pivot
    return inverse.T


@njit(cache=True, nogil=True)
def forward_substitute(diagonal, below, values):  # type: ignore[no-untyped-def]
    """Eliminate a right-hand side: L^-1 of its first part, and what that takes from the second."""
    count = len(diagonal)
    for i in range(count):
        row = diagonal[i]
        value = values[i]
        for j in range(i):
            value -= row[j] * values[j]
        values[i] = value / row[i]
    for i in range(below.shape[0]):
        row = below[i]
        value = 0.0
        for j in range(count):
            value += row[j] * values[j]
        values[count + i] -= value


@njit(cache=True, nogil=True)
def backward_substitute(diagonal, below, forward, met):  # type: ignore[no-untyped-def]
    """Solve for the first part, given the solution `met` of the second."""
    values = forward.copy()
    for i in range(below.shape[0]):
        row = below[i]
        known = met[i]
        for j in range(len(values)):
            values[j] -= row[j] * known
    for i in range(len(values) - 1, -1, -1):
        row = diagonal[i]
        value = values[i] / row[i]
        values[i] = value
        for j in range(i):
            values[j] -= row[j] * value
    return values
