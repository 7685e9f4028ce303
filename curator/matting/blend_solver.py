"""Conjugate gradients for the system of blend matting, preconditioned by an incomplete factor.

Hestenes and Stiefel, "Methods of Conjugate Gradients for Solving Linear Systems", 1952. One thread does
it all: threads that wait for each other several times in an iteration of some milliseconds lose more on
a busy machine than they gain on an idle one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.matting.blend_factor import Factor, apply
from curator.matting.blend_system import System

#: The residual that the iterations carry along drifts from the true one; after this many new
#: beginnings from the true one, the answer cannot be had with float64.
_BEGINNINGS: Final = 4


def solve(
    system: System,
    factor: Factor,
    start: NDArray[np.float64],
    limit: float,
    iterations: int,
) -> tuple[NDArray[np.float64], float, int]:
    """Solve the system until no |residual| is larger than `limit` times the diagonal of A.

    Parameters
    ----------
    system
        The system, of N unknown pixels.
    factor
        Of the system, as `blend_factor.factorise` gives it.
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
    answer = start.copy()
    taken, worst = 0, np.inf
    for _ in range(_BEGINNINGS):
        residual = np.empty_like(answer)
        _multiply(system.diagonal, system.upper, answer, residual)
        residual = system.right - residual
        # NaN is within no limit.
        worst = float(np.max(np.abs(residual) / system.diagonal, initial=0.0))
        if worst <= limit or taken >= iterations:
            break
        left = iterations - taken
        taken += _iterate(system.diagonal, system.upper, factor, answer, residual, limit, left)
    return answer, worst, taken


@njit(cache=True, nogil=True)
def _multiply(diagonal: Any, upper: Any, vector: Any, product: Any) -> None:
    """`product` is A `vector`."""
    starts, columns, values = upper
    size = len(vector)
    for i in range(size):
        product[i] = diagonal[i] * vector[i]
    for i in range(size):
        own, total = vector[i], 0.0
        for at in range(starts[i], starts[i + 1]):
            total += values[at] * vector[columns[at]]
            product[columns[at]] += values[at] * own
        product[i] += total


@njit(cache=True, nogil=True)
def _iterate(
    diagonal: Any,
    upper: Any,
    factor: Any,
    answer: Any,
    residual: Any,
    limit: float,
    iterations: int,
) -> int:
    """Iterate from an answer and its residual, both overwritten; gives the iterations taken."""
    part, product = np.empty_like(answer), np.empty_like(answer)
    apply(factor, residual, part)
    direction = part.copy()
    length = np.sum(part * residual)
    for iteration in range(iterations):
        _multiply(diagonal, upper, direction, product)
        curvature = np.sum(direction * product)
        # Zero when the answer is exact, not positive when rounding is all that is left.
        if not curvature > 0:
            return iteration
        step = length / curvature
        worst = 0.0
        for i in range(len(answer)):
            answer[i] += step * direction[i]
            residual[i] -= step * product[i]
            worst = max(worst, abs(residual[i]) / diagonal[i])
        if worst <= limit:
            return iteration + 1
        apply(factor, residual, part)
        longer = np.sum(part * residual)
        turn, length = longer / length, longer
        for i in range(len(answer)):
            direction[i] = part[i] + turn * direction[i]
    return iterations
