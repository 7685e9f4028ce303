"""A system between neighbouring pixels, with the factor and the solution that are kept of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curator.matting.elimination.pieces import Piece
from curator.matting.elimination.reached import Changes
from curator.matting.elimination.threads import one_thread_a_product
from curator.matting.elimination.walk import Entries, Keeping, Walk

#: Cells hold this share of the unknown pixels each: a change that falls into one costs as much again.
_CELLS = 160
#: Bytes of factors for each unknown pixel, at most, where entries reach two pixels far: 1.0 to 1.6 kB
#: in bands of 0.5 megapixels, 1.8 kB in that of a portrait of 12.
_FACTOR_BYTES = 2000.0
#: What is kept for changes comes to this, as a multiple of the factors.
_AGAIN = 2.0
#: Factors are kept while they are expected to take no more than this.
_MOST_FACTORS = 4e9


class Elimination:
    """The exact solution of a symmetric positive definite system over the unknown pixels of a photo."""

    def __init__(self, height: int, width: int, again: bool) -> None:
        """Start without a factor.

        Parameters
        ----------
        height, width
            The photo's size in pixels.
        again
            Whether changes will follow; more is kept for them.
        """
        self._shape = (height, width)
        self._again = again
        self._root = Piece(0, 0, height, width)
        self._keeping = Keeping(0, again, factors=True)
        self._solution = np.zeros(height * width)

    @property
    def nbytes(self) -> int:
        """Bytes of the factor and the solution."""
        return self._root.nbytes + self._solution.nbytes

    def expected_bytes(self, unknown: int, reach: int) -> float:
        """Bytes that solving everything will need for the factor, about.

        Parameters
        ----------
        unknown
            How many pixels are unknown.
        reach
            How many pixels away the system's entries reach.
        """
        whole = _FACTOR_BYTES * unknown * (reach / 2) ** 2
        return min(whole, _MOST_FACTORS) * (_AGAIN if self._again else 1.0)

    def solve(self, entries: Entries, changes: Changes | None) -> NDArray[np.float64]:
        """Factorise and solve what changed since the call before, or everything.

        Parameters
        ----------
        entries
            The system as it is now.
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
            unknown = int(np.count_nonzero(entries.unknown))
            self._root = Piece(0, 0, *self._shape)
            whole = _FACTOR_BYTES * unknown * (entries.reach / 2) ** 2 <= _MOST_FACTORS
            self._keeping = Keeping(unknown // _CELLS, self._again, whole)
        walk = Walk(entries, changes, self._keeping)
        with one_thread_a_product():
            walk.up(self._root)
            walk.down(self._root, self._solution)
        return self._solution
