"""Conjugate gradients for the system of blend matting.

Hestenes and Stiefel, "Methods of Conjugate Gradients for Solving Linear Systems", 1952, with the
diagonal as preconditioner. One thread does it all: an iteration on a portrait takes 4 ms, and threads
that wait for each other several times in that lose more on a busy machine than they gain on an idle
one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.matting.blend_system import System

#: The residual that the iterations carry along drifts from the true one; after this many new
#: beginnings from the true one, the answer cannot be had with float64.
_BEGINNINGS: Final = 4


def solve(
    system: System, start: NDArray[np.float64], limit: float, iterations: int
) -> tuple[NDArray[np.float64], float, int]:
    """Solve the system until no |residual| is larger than `limit` times the diagonal of A.

    Parameters
    ----------
    system
        The system, of N unknown pixels.
    start
        float64, N: where to start; kept as it is.
    limit
        The largest |residual| / diagonal that may remain, worked out anew from the answer.
    iterations
        After this many it stops, arrived or not.

    Returns
    -------
    tuple
        The answer, the largest |residual| / diagonal of it, and the iterations taken.
    """
    matrix = system.diagonal, system.joined, system.mixed, system.mixing
    answer = start.copy()
    taken, worst = 0, np.inf
    for _ in range(_BEGINNINGS):
        residual = _residual(matrix, system.right, answer)
        # NaN is larger than any limit.
        worst = float(np.max(np.abs(residual) / system.scale, initial=0.0))
        if worst <= limit or taken >= iterations:
            break
        taken += _iterate(matrix, system.scale, answer, residual, limit, iterations - taken)
    return answer, worst, taken


@njit(cache=True, nogil=True)
def _multiply(matrix: Any, vector: Any, difference: Any, product: Any) -> float:
    """`product` is A `vector`, `difference` (Id - W) `vector`; gives `vector` . `product`."""
    diagonal, joined, mixed, mixing = matrix
    size = len(vector)
    for i in range(size):
        total = vector[i]
        for at in range(mixed[0][i], mixed[0][i + 1]):
            total -= mixed[2][at] * vector[mixed[1][at]]
        difference[i] = total
    dot = 0.0
    for i in range(size):
        total = difference[i] + diagonal[i] * vector[i]
        for at in range(mixing[0][i], mixing[0][i + 1]):
            total -= mixing[2][at] * difference[mixing[1][at]]
        for at in range(joined[0][i], joined[0][i + 1]):
            total -= joined[2][at] * vector[joined[1][at]]
        product[i] = total
        dot += total * vector[i]
    return dot


@njit(cache=True, nogil=True)
def _residual(matrix: Any, right: Any, answer: Any) -> Any:
    product = np.empty_like(answer)
    _multiply(matrix, answer, np.empty_like(answer), product)
    return right - product


@njit(cache=True, nogil=True)
def _iterate(matrix: Any, scale: Any, answer: Any, residual: Any, limit: float, iterations: int) -> int:
    """Iterate from an answer and its residual, both overwritten; gives the iterations taken."""
    direction = residual / scale
    difference, product = np.empty_like(answer), np.empty_like(answer)
    length = np.sum(direction * residual)
    for iteration in range(iterations):
        curvature = _multiply(matrix, direction, difference, product)
        # Zero when the answer is exact, not positive when rounding is all that is left.
        if not curvature > 0:
            return iteration
        step = length / curvature
        longer, worst = 0.0, 0.0
        for i in range(len(answer)):
            answer[i] += step * direction[i]
            residual[i] -= step * product[i]
            share = residual[i] / scale[i]
            longer += share * residual[i]
            worst = max(worst, abs(share))
        if worst <= limit:
            return iteration + 1
        turn, length = longer / length, longer
        for i in range(len(answer)):
            direction[i] = residual[i] / scale[i] + turn * direction[i]
    return iterations
