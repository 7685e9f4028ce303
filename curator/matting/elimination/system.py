"""A system between neighbouring pixels, with the factor and the solution that are kept of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curator.matting.elimination.factorise import Entries, factorise
from curator.matting.elimination.pieces import Piece
from curator.matting.elimination.reached import Changes
from curator.matting.elimination.substitute import backward, forward
from curator.matting.elimination.threads import one_thread_a_product

#: A piece is solved again where the solution around it moved by more than this.
_STILL = 1e-9


class Elimination:
    """The exact solution of a symmetric positive definite system over the unknown pixels of a photo."""

    def __init__(self, height: int, width: int, keep: bool) -> None:
        """Start without a factor.

        Parameters
        ----------
        height, width
            The photo's size in pixels.
        keep
            Whether to keep what later changes need: half as much memory again.
        """
        self._shape = (height, width)
        self._keep = keep
        self._root = Piece(0, 0, height, width)
        self._solution = np.zeros(height * width)

    @property
    def nbytes(self) -> int:
        """Bytes of the factor and the solution."""
        return self._root.nbytes + self._solution.nbytes

    def solve(
        self, entries: Entries, right: NDArray[np.float64], changes: Changes | None
    ) -> NDArray[np.float64]:
        """Factorise and solve what changed since the call before, or everything.

        Parameters
        ----------
        entries
            The system as it is now.
        right
            float64, pixels: the right-hand side; read at unknown pixels only.
        changes
            The pixels that became known or unknown, or whose known value changed; None for everything.

        Returns
        -------
        NDArray[np.float64]
            The solution, for each pixel of the photo; what it says of known pixels means nothing. It is
            the solver's own: read it, and do not keep it.

        Raises
        ------
        ConvergenceError
            If the system is not positive definite, to rounding. The next call has to be for everything.
        """
        if changes is None:
            self._root = Piece(0, 0, *self._shape)
        with one_thread_a_product():
            factorise(self._root, entries, changes, self._keep)
        forward(self._root, right, changes)
        backward(self._root, self._solution, _STILL)
        return self._solution
