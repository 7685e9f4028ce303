"""Cholesky factors of pieces, those that a change reached and no others."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError
from curator.matting.elimination.fronts import eliminate, gather
from curator.matting.elimination.pieces import LEAF, NOTHING, Piece, cut
from curator.matting.elimination.reached import Changes, reached
from curator.matting.elimination.threads import LEVELS
from curator.types import Region

#: A leaf that has grown to so many unknown pixels is cut after all.
_FULL = 2 * LEAF


@dataclass(frozen=True)
class Entries:
    """The system: which pixels are unknown, and their rows.

    `slots` (int32, pixels) says where a pixel's row lies in `values` (float64, rows x (2 reach + 1)^2),
    which holds the entries of the pixel and those around it from the upper left to the lower right.
    """

    unknown: Region
    slots: NDArray[np.int32]
    values: NDArray[np.float64]
    reach: int


def factorise(root: Piece, entries: Entries, changes: Changes | None, keep: bool) -> None:
    """Factorise all pieces, or those that changes reach.

    Parameters
    ----------
    root
        The piece that is the whole photo.
    entries
        The system as it is now.
    changes
        What changed since the pieces were factorised; None for everything.
    keep
        Whether to keep what pieces leave to their rings, which a later change needs.

    Raises
    ------
    ConvergenceError
        If the system is not positive definite, to rounding.
    """
    _Factorisation(entries, changes, keep).visit(root, 0)


class _Factorisation:
    def __init__(self, entries: Entries, changes: Changes | None, keep: bool) -> None:
        self._entries = entries
        self._changes = changes
        self._keep = keep
        self._locals = threading.local()

    def visit(self, piece: Piece, level: int) -> None:
        if not reached(piece, self._changes):
            return
        unknown = self._entries.unknown
        if piece.children is None:
            piece.own = gather(unknown, piece.top, piece.left, piece.bottom, piece.right)
            if len(piece.own) > (_FULL if piece.settled else LEAF):
                piece.children = cut(piece, unknown, self._entries.reach)
        if piece.children is not None:
            self._visit_both(piece.children, level)
            piece.own = _strip(piece, unknown)
        self._eliminate(piece)

    def _visit_both(self, children: tuple[Piece, Piece], level: int) -> None:
        first, second = children
        if level >= LEVELS:
            self.visit(first, level + 1)
            self.visit(second, level + 1)
            return
        with ThreadPoolExecutor(1) as other:
            beside = other.submit(self.visit, second, level + 1)
            self.visit(first, level + 1)
            beside.result()

    def _eliminate(self, piece: Piece) -> None:
        entries = self._entries
        first, second = piece.children or (NOTHING, NOTHING)
        box = (piece.top, piece.left, piece.bottom, piece.right)
        found = eliminate(
            piece.own, (first.ring, second.ring), (first.update, second.update), box,
            entries.unknown, entries.slots, entries.values, entries.reach, self._local(),
        )  # fmt: skip
        piece.ring, seats, others, piece.diagonal, piece.below, piece.update, positive = found
        if not positive:
            raise ConvergenceError(
                "The system of the unknown pixels has no exact solution in double precision: draw more "
                "foreground and background into the unknown band, or choose a larger epsilon."
            )
        piece.settled, piece.met = False, None
        for child, seat in zip(piece.children or (), (seats, others), strict=False):
            child.seat = seat
            if not self._keep:
                child.update = NOTHING.update

    def _local(self) -> NDArray[np.int32]:
        """For each pixel its place in the front at hand: one array a thread, left as it was found."""
        places: NDArray[np.int32] | None = getattr(self._locals, "places", None)
        if places is None:
            places = np.full(self._entries.unknown.size, -1, np.int32)
            self._locals.places = places
        return places


def _strip(piece: Piece, unknown: Region) -> NDArray[np.int32]:
    first, second = piece.children or (piece, piece)
    if first.right < second.left:
        box = (piece.top, first.right, piece.bottom, second.left)
    else:
        box = (first.bottom, piece.left, second.top, piece.right)
    strip: NDArray[np.int32] = gather(unknown, *box)
    return strip
