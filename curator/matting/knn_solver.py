"""A solver for D - W whose answer comes with a bound of its error.

A = D - W of unknown pixels that all reach known ones is an M-matrix: nothing in its inverse is
negative. So with any w for which A w >= (1 - rho) D 1, rho < 1, the error of an answer x of A x = b is
bounded in every pixel by

    |error| <= A^-1 |r| <= max(|r| / D) A^-1 D 1 <= max(|r| / D) max(w) / (1 - rho),  r = b - A x.

w is about the number of steps that a random walk over the joins takes to a known pixel; a rough one,
rho = 1/2, will do. The residual alone says nothing of that number.

The iterations are conjugate gradients with A = D - L - L^T preconditioned by
M = (T - L) T^-1 (T - L^T), whose T is D less most of what the product fills in beside the diagonal
(a modified incomplete factor that keeps A's pattern), in Eisenstat's form: with x = (T - L^T)^-1 y,
the product of (T - L)^-1 A (T - L^T)^-1 with a vector takes one pass over the joins. That takes a
third of the iterations that D alone takes. The L of M are those within the blocks of rows.

References
----------
Berman and Plemmons, "Nonnegative Matrices in the Mathematical Sciences", 1979, chapter 6 (M-matrices).
Gustafsson, "A class of first order factorization methods", BIT 1978 (the factor).
Eisenstat, "Efficient implementation of a class of preconditioned conjugate gradient methods", 1981.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.matting.knn_iterations import factor_blocks, iterate, residual_of, shortfall_of
from curator.matting.knn_system import System

#: How far A w may be below D, in parts of D.
SLACK: Final = 0.5
#: The residual that the iterations carry along drifts from the true one; after this many new
#: beginnings from the true one, the answer cannot be had with float64.
_BEGINNINGS: Final = 10
#: How much lower to aim than what should just do.
_CAUTION: Final = 0.7


def factor(system: System) -> NDArray[np.float64]:
    """T of the preconditioner, float64, unknown."""
    diagonal = system.diagonal.copy()
    factor_blocks(_matrix(system), diagonal)
    return diagonal


def solve(
    system: System,
    pivots: NDArray[np.float64],
    known: NDArray[np.float64],
    start: NDArray[np.float64],
    limit: float,
    iterations: int,
) -> tuple[NDArray[np.float64], float]:
    """Solve (D - W) x = known until no |residual| is larger than `limit` times its D.

    Parameters
    ----------
    system
        The system; its own `known` is not looked at.
    pivots
        What `factor` gave.
    known
        float64, unknown: the right-hand side.
    start
        float64, unknown: where to start; kept as it is.
    limit
        The largest |residual| / D that may remain.
    iterations
        After this many it stops, arrived or not.

    Returns
    -------
    tuple
        x, and the largest |residual| / D of it, computed from x itself.
    """
    answer, residual = start.copy(), np.empty_like(start)
    matrix = _matrix(system)
    worst = float(residual_of(matrix, system.diagonal, known, answer, residual))
    aim, taken = limit, 0
    for _ in range(_BEGINNINGS):
        if worst <= limit or taken >= iterations:
            break
        step = iterations - taken
        reached, done = iterate(matrix, system.diagonal, pivots, answer, residual, aim, step)
        taken += done
        worst = float(residual_of(matrix, system.diagonal, known, answer, residual))
        # What the iterations see is another measure of the residual: aim lower by what they differ.
        aim = min(aim, _CAUTION * reached * limit / worst) if worst > limit else aim
    return answer, worst


def shortfall(system: System, steps: NDArray[np.float64]) -> float:
    """The smallest rho with A w >= (1 - rho) D 1 for a w, float64, unknown; NaN where D has a 0."""
    residual = np.empty_like(steps)
    residual_of(_matrix(system), system.diagonal, system.diagonal, steps, residual)
    return float(shortfall_of(system.diagonal, residual))


def climb(
    system: System, pivots: NDArray[np.float64], start: NDArray[np.float64], iterations: int
) -> NDArray[np.float64]:
    """A w with a `shortfall` of at most `SLACK`, if the iterations suffice, from one that falls short.

    Where `start` does more than it must, w may go on to do so: only what is short is worked on.
    """
    short = np.empty_like(start)
    residual_of(_matrix(system), system.diagonal, system.diagonal, start, short)
    wanted = system.diagonal - np.minimum(short, 0)
    return solve(system, pivots, wanted, start, SLACK, iterations)[0]


def _matrix(system: System) -> tuple[Any, ...]:
    return system.blocks, system.bounds, system.columns, system.weights
