"""The mean colours of what is known, kept up exactly while pixels change sides."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.matting.boxes import slices
from curator.records import Rectangle
from curator.types import FOREGROUND, UNKNOWN, FloatImage, Trimap

#: Colours are summed as integers of this many steps, so that sums do not depend on their history.
_STEPS: Final = np.float32(65535)


class Means:
    """The mean colours of the painted foreground and background of one photo."""

    def __init__(self, image: FloatImage) -> None:
        self._image = image
        # Sums of red, green, blue, and the number of pixels; foreground first.
        self._sums = np.zeros((2, 4), np.int64)

    def add(self, trimap: Trimap, box: Rectangle, sign: int) -> None:
        """Add (`sign` 1) or take away (-1) the known pixels of a box."""
        rows, columns = slices(box)
        ends = (rows.start, rows.stop, columns.start, columns.stop)
        _add(self._image, trimap, ends, sign, self._sums)

    def colours(self) -> NDArray[np.float64]:
        """The means: float64 in [0, 1], 2 x 3, foreground first; black of what is not there."""
        counts = np.maximum(self._sums[:, 3:], 1)
        means: NDArray[np.float64] = self._sums[:, :3] / (counts * float(_STEPS))
        return means


@njit(cache=True, nogil=True)
def _add(image: Any, trimap: Any, box: tuple[int, int, int, int], sign: int, sums: Any) -> None:
    for y in range(box[0], box[1]):
        for x in range(box[2], box[3]):
            label = trimap[y, x]
            if label != UNKNOWN:
                side = 0 if label == FOREGROUND else 1
                for channel in range(3):
                    sums[side, channel] += sign * np.int64(image[y, x, channel] * _STEPS + 0.5)
                sums[side, 3] += sign
