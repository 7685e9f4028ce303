"""The walk over the pieces: up to eliminate what a change reached, down to solve what moved."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError
from curator.matting.elimination.dense import backward_substitute
from curator.matting.elimination.fronts import eliminate, gather
from curator.matting.elimination.pieces import LEAF, NOTHING, Piece, cut
from curator.matting.elimination.reached import Changes
from curator.matting.elimination.threads import LEVELS
from curator.types import Region

#: A leaf that has grown to so many unknown pixels is cut after all.
_FULL = 2 * LEAF
#: A piece is solved again where the solution around it moved by more than this.
_STILL = 1e-9


@dataclass(frozen=True)
class Entries:
    """The system: which pixels are unknown, their rows, and the right-hand side.

    `slots` (int32, pixels) says where a pixel's row lies in `values` (float64, rows x (2 reach + 1)^2),
    which holds the entries of the pixel and those around it from the upper left to the lower right.
    `right` (float64, pixels) is read at unknown pixels only.
    """

    unknown: Region
    slots: NDArray[np.int32]
    values: NDArray[np.float64]
    reach: int
    right: NDArray[np.float64]


@dataclass(frozen=True)
class Keeping:
    """What is kept of the pieces, to be paid for in bytes or in computing it again.

    Pieces of at most `cell` unknown pixels are eliminated again as a whole when a change reaches them.
    With `updates`, all others keep what they left to their rings, so that a change elsewhere need not
    touch them. Without `factors`, the factors within a cell are not kept but computed again for the
    walk down.
    """

    cell: int
    updates: bool
    factors: bool


class Walk:
    """One elimination and one solution of a system over a tree of pieces."""

    def __init__(self, entries: Entries, changes: Changes | None, keeping: Keeping) -> None:
        """Take the system as it is now, and what changed since the last walk (None: everything)."""
        self._entries = entries
        self._changes = changes
        self._keeping = keeping
        self._places = threading.local()

    def up(self, piece: Piece, level: int = 0) -> None:
        """Eliminate a piece and all in it, as far as a change reached it.

        Raises
        ------
        ConvergenceError
            If the system is not positive definite, to rounding.
        """
        if piece.settled and (self._changes is None or not self._changes.reach(piece)):
            return
        self._eliminate_within(piece, level)
        if piece.children is None or self._keeping.factors:
            return
        for child in piece.children:
            if child.count <= self._keeping.cell < piece.count:
                child.strip()

    def down(self, piece: Piece, solution: NDArray[np.float64]) -> None:
        """Solve for the pixels of a piece and all in it, given the solution on its ring.

        A piece that was not eliminated again, and whose ring has not moved, keeps its solution.
        """
        met = solution[piece.ring]
        if piece.met is not None and np.abs(met - piece.met).max(initial=0.0) <= _STILL:
            return
        stripped = piece.stripped
        if stripped:
            self._eliminate_within(piece, LEVELS)
        piece.met = met
        solution[piece.own] = backward_substitute(piece.diagonal, piece.below, piece.forward, met)
        for child in piece.children or ():
            self.down(child, solution)
        if stripped:
            piece.strip()

    def _eliminate_within(self, piece: Piece, level: int) -> None:
        unknown = self._entries.unknown
        if piece.children is None:
            piece.own = gather(unknown, piece.top, piece.left, piece.bottom, piece.right)
            if len(piece.own) > (_FULL if piece.settled else LEAF):
                piece.children = cut(piece, unknown, self._entries.reach)
        if piece.children is not None:
            self._up_both(piece.children, level)
            piece.own = gather(unknown, *piece.strip_box())
        self._eliminate(piece)

    def _up_both(self, children: tuple[Piece, Piece], level: int) -> None:
        first, second = children
        if level >= LEVELS:
            self.up(first, level + 1)
            self.up(second, level + 1)
            return
        with ThreadPoolExecutor(1) as other:
            beside = other.submit(self.up, second, level + 1)
            self.up(first, level + 1)
            beside.result()

    def _eliminate(self, piece: Piece) -> None:
        entries = self._entries
        children = piece.children or (NOTHING, NOTHING)
        box = (piece.top, piece.left, piece.bottom, piece.right)
        found = eliminate(
            piece.own, tuple(child.ring for child in children),
            tuple(child.update for child in children), tuple(child.passed for child in children),
            box, entries.unknown, entries.slots, entries.values, entries.reach, entries.right,
            self._local(),
        )  # fmt: skip
        piece.ring, piece.diagonal, piece.below, piece.update, vector, positive = found
        if not positive:
            raise ConvergenceError(
                "The system of the unknown pixels has no exact solution in double precision: draw more "
                "foreground and background into the unknown band, or choose a larger epsilon."
            )
        piece.forward, piece.passed = vector[: len(piece.own)], vector[len(piece.own) :]
        piece.count = len(piece.own) + sum(child.count for child in children)
        piece.settled, piece.stripped, piece.met = True, False, None
        if not self._keeping.updates or piece.count <= self._keeping.cell:
            for child in piece.children or ():
                child.update, child.settled = NOTHING.update, False

    def _local(self) -> NDArray[np.int32]:
        """For each pixel its place in the front at hand: one array a thread, left as it was found."""
        places: NDArray[np.int32] | None = getattr(self._places, "array", None)
        if places is None:
            places = np.full(self._entries.unknown.size, -1, np.int32)
            self._places.array = places
        return places
