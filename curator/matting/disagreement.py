"""Where the mattes of several methods disagree, and where to look first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from curator.errors import AlphaError, ParameterError
from curator.imaging.checks import check_alpha
from curator.types import Alpha

#: A hotspot is at most this part of the photo's longer side wide and high.
PART: Final = 5
_STEPS: Final = 8


@dataclass(frozen=True)
class Hotspot:
    """A place of disagreement, small enough to be looked at in one view.

    `x`, `y`, `width` and `height` are its box in photo pixels, `weight` the spread summed over its
    pixels, and (`peak_x`, `peak_y`) the pixel of the largest spread.
    """

    x: int
    y: int
    width: int
    height: int
    weight: float
    peak_x: int
    peak_y: int


def disagreement(mattes: Sequence[Alpha]) -> NDArray[np.float32]:
    """The spread between mattes: the largest minus the smallest alpha of each pixel.

    Parameters
    ----------
    mattes
        Two or more alphas (float32 in [0, 1], H x W) of one size.

    Returns
    -------
    NDArray[np.float32]
        In [0, 1], H x W; 0 where all agree.

    Raises
    ------
    AlphaError
        If there are fewer than two, their sizes differ, or one is no alpha.
    """
    if len(mattes) < 2:
        raise AlphaError("Disagreement is between mattes: give at least two of one photo.")
    for number, matte in enumerate(mattes, start=1):
        check_alpha(matte, mattes[0].shape, f"Matte {number}")
    low, high = mattes[0].copy(), mattes[0].copy()
    for matte in mattes[1:]:
        np.minimum(low, matte, out=low)
        np.maximum(high, matte, out=high)
    return high - low


def hotspots(spread: NDArray[np.float32], minimum: float = 0.1, limit: int = 20) -> tuple[Hotspot, ...]:
    """The places of disagreement, the heaviest first.

    What has the most spread of all that fits into a square window, at most a fifth of the photo's
    longer side wide, is the first; the next is the same of what is left, and so on until nothing is.
    Regions would be no places to look at: most portraits' band is one around the whole subject, and
    hair is thousands of specks. Windows move in steps of an eighth of their side.

    Parameters
    ----------
    spread
        What `disagreement` gives: float32 in [0, 1], H x W.
    minimum
        A pixel counts when its spread is larger than this, in [0, 1).
    limit
        How many to return at most, at least 1.

    Returns
    -------
    tuple of Hotspot
        By falling weight; of equal ones the upper, then the left one comes first. No pixel belongs to
        two. Empty when the mattes agree.

    Raises
    ------
    AlphaError
        If `spread` is no array of that kind.
    ParameterError
        If `minimum` or `limit` is out of its range.
    """
    check_alpha(spread, None, "The spread")
    if not 0 <= minimum < 1:
        raise ParameterError(f"minimum must be from 0 to below 1, not {minimum}.")
    if limit < 1:
        raise ParameterError(f"limit must be at least 1, not {limit}.")
    left = np.where(spread > minimum, spread, np.float32(0))
    side = max(1, max(spread.shape) // PART)
    step = -(-side // _STEPS)
    cells = side // step
    rows, columns = (np.arange(0, size, step) for size in spread.shape)
    high = np.add.reduceat(left, rows, axis=0, dtype=np.float64)
    sums = np.add.reduceat(high, columns, axis=1)
    found: list[Hotspot] = []
    while len(found) < limit and (sums > 0).any():
        row, column = _heaviest(sums, cells)
        sums[row : row + cells, column : column + cells] = 0
        part = left[row * step : (row + cells) * step, column * step : (column + cells) * step]
        found.append(_taken(part, column * step, row * step))
    return tuple(sorted(found, key=lambda spot: (-spot.weight, spot.y, spot.x)))


def _heaviest(sums: NDArray[np.float64], side: int) -> tuple[int, int]:
    """Where the window of `side` x `side` cells with the largest sum begins: row, column."""
    window = min(side, sums.shape[0]), min(side, sums.shape[1])
    windows = sliding_window_view(sums, window).sum(axis=(2, 3))
    row, column = np.unravel_index(int(windows.argmax()), windows.shape)
    return int(row), int(column)


def _taken(part: NDArray[np.float32], x: int, y: int) -> Hotspot:
    """What there is in a window that begins at (x, y); it is taken out."""
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    peak_row, peak_column = np.unravel_index(int(part.argmax()), part.shape)
    hotspot = Hotspot(
        x=x + int(columns[0]),
        y=y + int(rows[0]),
        width=int(columns[-1] - columns[0]) + 1,
        height=int(rows[-1] - rows[0]) + 1,
        weight=float(part.sum(dtype=np.float64)),
        peak_x=x + int(peak_column),
        peak_y=y + int(peak_row),
    )
    part[:] = 0
    return hotspot
