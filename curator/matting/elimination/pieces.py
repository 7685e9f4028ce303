"""The pieces into which strips cut a photo, as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.types import Region

#: A piece with at most so many unknown pixels is eliminated at once.
LEAF = 112


def _no_pixels() -> NDArray[np.int32]:
    return np.empty(0, np.int32)


def _no_matrix() -> NDArray[np.float64]:
    return np.empty((0, 0))


def _no_vector() -> NDArray[np.float64]:
    return np.empty(0)


@dataclass(slots=True)
class Piece:
    """A box of the photo: [top, bottom) x [left, right).

    A piece with `children` owns the unknown pixels of the strip between them, one without owns all of
    its unknown pixels. `ring` are the unknown pixels around the box that those inside are tied to; all
    of them are owned by pieces that hold this one. Both are indices into the flattened photo.

    `diagonal` and `below` are the columns of the Cholesky factor that belong to `own`, with rows of
    `own` and of `ring`; `update` is what eliminating the whole piece leaves to its ring. `forward` and
    `passed` are the same of the right-hand side. `met` is the solution on the ring for which the piece
    was last solved, `count` the number of unknown pixels in the box.

    A piece is `settled` while all this holds and its update is kept, and `stripped` while the factors
    are not kept.
    """

    top: int
    left: int
    bottom: int
    right: int
    children: tuple[Piece, Piece] | None = None
    settled: bool = False
    stripped: bool = False
    count: int = 0
    own: NDArray[np.int32] = field(default_factory=_no_pixels)
    ring: NDArray[np.int32] = field(default_factory=_no_pixels)
    diagonal: NDArray[np.float64] = field(default_factory=_no_matrix)
    below: NDArray[np.float64] = field(default_factory=_no_matrix)
    update: NDArray[np.float64] = field(default_factory=_no_matrix)
    forward: NDArray[np.float64] = field(default_factory=_no_vector)
    passed: NDArray[np.float64] = field(default_factory=_no_vector)
    met: NDArray[np.float64] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the matrices and vectors of the piece and of all pieces in it."""
        kept = (self.own, self.ring, self.diagonal, self.below, self.update)
        here = sum(each.nbytes for each in (*kept, self.forward, self.passed))
        return here + sum(child.nbytes for child in self.children or ())

    def strip_box(self) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of the strip between the children."""
        if self.children is None:
            return self.top, self.left, self.top, self.left
        first, second = self.children
        if first.right < second.left:
            return self.top, first.right, self.bottom, second.left
        return first.bottom, self.left, second.top, self.right

    def strip(self) -> None:
        """Let go of all factors in the piece; what it left to its ring stays."""
        self.diagonal, self.below = _no_matrix(), _no_matrix()
        self.forward, self.own = _no_vector(), _no_pixels()
        self.stripped = True
        for child in self.children or ():
            child.strip()


#: Stands for the children of a piece that has none.
NOTHING = Piece(0, 0, 0, 0)


def cut(piece: Piece, unknown: Region, reach: int) -> tuple[Piece, Piece] | None:
    """The two sides of the best strip, or None where the piece is to be eliminated at once.

    The strip is `reach` thick and lies where few unknown pixels lie in it and many on either side.
    """
    found = _best_strip(unknown, piece.top, piece.left, piece.bottom, piece.right, reach, LEAF)
    if found < 0:
        return None
    down, at = divmod(int(found), 1 << 32)
    if down:
        return (
            Piece(piece.top, piece.left, at, piece.right),
            Piece(at + reach, piece.left, piece.bottom, piece.right),
        )
    return (
        Piece(piece.top, piece.left, piece.bottom, at),
        Piece(piece.top, at + reach, piece.bottom, piece.right),
    )


@njit(cache=True, nogil=True)
def _best_strip(unknown, top, left, bottom, right, reach, leaf):  # type: ignore[no-untyped-def]
    height, width = bottom - top, right - left
    rows = np.zeros(height, np.int64)
    columns = np.zeros(width, np.int64)
    for y in range(height):
        line = unknown[top + y]
        count = 0
        for x in range(width):
            if line[left + x]:
                columns[x] += 1
                count += 1
        rows[y] = count
    if rows.sum() <= leaf:
        return -1
    across = _best_place(columns, reach)
    down = _best_place(rows, reach)
    if across[0] == np.inf and down[0] == np.inf:
        return -1
    if down[0] < across[0]:
        return (1 << 32) + top + down[1]
    return left + across[1]


@njit(cache=True, nogil=True)
def _best_place(counts, reach):  # type: ignore[no-untyped-def]
    total = counts.sum()
    best, place = np.inf, -1
    before = 0
    for at in range(1, len(counts) - reach):
        before += counts[at - 1]
        inside = counts[at : at + reach].sum()
        smaller = min(before, total - before - inside)
        if smaller <= 0:
            continue
        cost = (inside + 1.0) / smaller**0.6
        if cost < best:
            best, place = cost, at
    return best, place
