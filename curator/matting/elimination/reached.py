"""Which pieces a change reaches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curator.matting.elimination.pieces import Piece
from curator.types import Region


class Changes:
    """Pixels that changed, in a box of the photo, and how far a change reaches."""

    def __init__(self, changed: Region, top: int, left: int, reach: int) -> None:
        """Take note of a box.

        Parameters
        ----------
        changed
            bool, h x w: the pixels of the box that changed.
        top, left
            Where the box lies in the photo.
        reach
            How many pixels away a change still enters the rows of others.
        """
        height, width = changed.shape
        self._sums: NDArray[np.int32] = np.zeros((height + 1, width + 1), np.int32)
        np.cumsum(np.cumsum(changed, 0, np.int32), 1, out=self._sums[1:, 1:])
        self._top, self._left = top, left
        self._reach = reach

    def reach(self, piece: Piece) -> bool:
        """Whether a pixel changed in a piece, or near enough to it."""
        height, width = self._sums.shape
        top, left = piece.top - self._reach - self._top, piece.left - self._reach - self._left
        bottom, right = piece.bottom + self._reach - self._top, piece.right + self._reach - self._left
        top, bottom = min(max(top, 0), height - 1), min(max(bottom, 0), height - 1)
        left, right = min(max(left, 0), width - 1), min(max(right, 0), width - 1)
        sums = self._sums
        return bool(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
