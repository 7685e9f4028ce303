"""The two triangular solutions: up the tree of pieces, and down again where something moved."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.matting.elimination.dense import backward_substitute, forward_substitute
from curator.matting.elimination.pieces import Piece
from curator.matting.elimination.reached import Changes, reached


def forward(piece: Piece, right: NDArray[np.float64], changes: Changes | None) -> None:
    """Eliminate the right-hand side, in the pieces that a change reached.

    Parameters
    ----------
    piece
        A factorised piece.
    right
        float64, one value for each pixel of the photo; only those of unknown pixels are read.
    changes
        What changed since the call before; None for everything.
    """
    if not reached(piece, changes):
        return
    values = np.zeros(len(piece.own) + len(piece.ring))
    _take(right, piece.own, values)
    for child in piece.children or ():
        forward(child, right, changes)
        _add_seated(child.passed, child.seat, values)
    forward_substitute(piece.diagonal, piece.below, values)
    piece.settled = True
    piece.forward, piece.passed = values[: len(piece.own)], values[len(piece.own) :]


def backward(piece: Piece, solution: NDArray[np.float64], tolerance: float) -> None:
    """Solve for the pixels of a piece and of all pieces in it, given the solution on its ring.

    A piece whose ring moved by no more than `tolerance` since it was last solved keeps its solution.
    """
    if piece.met is not None and not _moved(solution, piece.ring, piece.met, tolerance):
        return
    piece.met = solution[piece.ring]
    solution[piece.own] = backward_substitute(piece.diagonal, piece.below, piece.forward, piece.met)
    for child in piece.children or ():
        backward(child, solution, tolerance)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _take(right, pixels, values):  # type: ignore[no-untyped-def]
    for k in range(len(pixels)):
        values[k] = right[pixels[k]]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _add_seated(passed, seats, values):  # type: ignore[no-untyped-def]
    for k in range(len(seats)):
        values[seats[k]] += passed[k]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _moved(solution, ring, met, tolerance):  # type: ignore[no-untyped-def]
    for k in range(len(ring)):
        if abs(solution[ring[k]] - met[k]) > tolerance:
            return True
    return False
