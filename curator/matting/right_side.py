"""What known pixels put on the right of a system of neighbouring pixels, and how well it was solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from curator.types import FOREGROUND, UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from curator.matting.elimination.walk import Entries
    from curator.types import Trimap


def fill_right_side(
    trimap: Trimap,
    slots: NDArray[np.int32],
    values: NDArray[np.float64],
    reach: int,
    box: tuple[slice, slice],
    right: NDArray[np.float64],
) -> None:
    """Set the right-hand side of all unknown pixels that a box of known values can enter.

    Parameters
    ----------
    trimap
        uint8 of 0, 128, 255, H x W.
    slots, values, reach
        The rows of the system; see `curator.matting.elimination.walk.Entries`.
    box
        Rows and columns in which the trimap changed.
    right
        float64, one value for each pixel of the photo: minus the entries of foreground pixels.
    """
    height, width = trimap.shape
    top, bottom = max(box[0].start - reach, 0), min(box[0].stop + reach, height)
    first, last = max(box[1].start - reach, 0), min(box[1].stop + reach, width)
    _fill(trimap, slots, values, reach, top, bottom, first, last, right)


@njit(cache=True, nogil=True)
def _fill(trimap, slots, values, reach, top, bottom, first, last, right):  # type: ignore[no-untyped-def]
    height, width = trimap.shape
    side = 2 * reach + 1
    for y in range(top, bottom):
        for x in range(first, last):
            if trimap[y, x] != UNKNOWN:
                continue
            row = values[slots[y * width + x]]
            total = 0.0
            for v in range(max(y - reach, 0), min(y + reach + 1, height)):
                at = (v - y + reach) * side + reach - x
                for u in range(max(x - reach, 0), min(x + reach + 1, width)):
                    if trimap[v, u] == FOREGROUND:
                        total -= row[at + u]
            right[y * width + x] = total


@njit(cache=True, nogil=True)
def _largest_residual(unknown, slots, values, reach, right, solution):  # type: ignore[no-untyped-def]
    height, width = unknown.shape
    side = 2 * reach + 1
    worst = 0.0
    for y in range(height):
        for x in range(width):
            if not unknown[y, x]:
                continue
            row = values[slots[y * width + x]]
            residual = -right[y * width + x]
            scale = 0.0
            for v in range(max(y - reach, 0), min(y + reach + 1, height)):
                at = (v - y + reach) * side + reach - x
                for u in range(max(x - reach, 0), min(x + reach + 1, width)):
                    if unknown[v, u]:
                        residual += row[at + u] * solution[v * width + u]
                        scale += abs(row[at + u])
            if not np.isfinite(residual):
                return np.inf
            if residual != 0.0:
                worst = max(worst, abs(residual) / scale)
    return worst


def largest_residual(entries: Entries, solution: NDArray[np.float64]) -> float:
    """The largest residual of a pixel, as a share of its row's entries; infinite for NaN."""
    return float(
        _largest_residual(
            entries.unknown, entries.slots, entries.values, entries.reach, entries.right, solution
        )
    )
