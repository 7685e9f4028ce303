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
    `own` and of `ring`; `update` is what eliminating the whole piece leaves to its ring, `forward` and
    `passed` the same of the right-hand side. `seat` says where the parent's front holds the ring, and
    `met` the solution on the ring for which the piece was last solved. A piece is `settled` when factor
    and right-hand side are eliminated.
    """

    top: int
    left: int
    bottom: int
    right: int
    children: tuple[Piece, Piece] | None = None
    settled: bool = False
    own: NDArray[np.int32] = field(default_factory=_no_pixels)
    ring: NDArray[np.int32] = field(default_factory=_no_pixels)
    seat: NDArray[np.int32] = field(default_factory=_no_pixels)
    diagonal: NDArray[np.float64] = field(default_factory=_no_matrix)
    below: NDArray[np.float64] = field(default_factory=_no_matrix)
    update: NDArray[np.float64] = field(default_factory=_no_matrix)
    forward: NDArray[np.float64] = field(default_factory=_no_vector)
    passed: NDArray[np.float64] = field(default_factory=_no_vector)
    met: NDArray[np.float64] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the matrices and vectors of the piece and of all pieces in it."""
        kept = (self.own, self.ring, self.seat, self.diagonal, self.below, self.update)
        here = sum(each.nbytes for each in (*kept, self.forward, self.passed))
        return here + sum(child.nbytes for child in self.children or ())


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


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _best_strip(unknown, top, left, bottom, right, reach, leaf):  # type: ignore[no-untyped-def]
    height, width = bottom - top, right - left
    rows = np.zeros(height, np.int64)
    columns = np.zeros(width, np.int64)
    for y in range(height):
        line = unknown[top + y]
        count = 0
        for x in range(width):
            one = np.int64(line[left + x])
            columns[x] += one
            count += one
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


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
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
