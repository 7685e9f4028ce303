"""Where the mattes of several methods disagree, and where to look first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from curator.errors import AlphaError, ParameterError
from curator.imaging.checks import check_alpha
from curator.types import Alpha

_EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=np.bool_)


@dataclass(frozen=True)
class Hotspot:
    """A connected region of disagreement.

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


def hotspots(
    spread: NDArray[np.float32], minimum: float = 0.1, of_peak: float = 0.4, limit: int = 20
) -> tuple[Hotspot, ...]:
    """The connected regions of disagreement, the heaviest first.

    Parameters
    ----------
    spread
        What `disagreement` gives: float32 in [0, 1], H x W.
    minimum
        A pixel belongs to a hotspot when its spread is larger than this, in [0, 1), and than
        `of_peak`. Pixels that touch at a side or a corner are connected.
    of_peak
        The same as a share of the photo's largest spread, in [0, 1). Without it, most portraits'
        band is one region around the whole subject, which is no place to look at.
    limit
        How many to return at most, at least 1.

    Returns
    -------
    tuple of Hotspot
        By falling weight; of equal ones the upper, then the left one comes first. Empty when the
        mattes agree.

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
    if not 0 <= of_peak < 1:
        raise ParameterError(f"of_peak must be from 0 to below 1, not {of_peak}.")
    if limit < 1:
        raise ParameterError(f"limit must be at least 1, not {limit}.")
    threshold = max(minimum, of_peak * float(spread.max()))
    labels, count = ndimage.label(spread > threshold, structure=_EIGHT_NEIGHBOURS)
    weights = np.bincount(labels.ravel(), weights=spread.ravel(), minlength=count + 1)[1:]
    boxes = ndimage.find_objects(labels)
    order = sorted(range(count), key=lambda i: (-weights[i], boxes[i][0].start, boxes[i][1].start))
    return tuple(_hotspot(spread, labels, i + 1, boxes[i], float(weights[i])) for i in order[:limit])


def _hotspot(
    spread: NDArray[np.float32],
    labels: NDArray[np.int32],
    label: int,
    box: tuple[slice, slice],
    weight: float,
) -> Hotspot:
    rows, columns = box
    inside = np.where(labels[box] == label, spread[box], -1.0)
    row, column = np.unravel_index(int(inside.argmax()), inside.shape)
    return Hotspot(
        x=columns.start,
        y=rows.start,
        width=columns.stop - columns.start,
        height=rows.stop - rows.start,
        weight=weight,
        peak_x=columns.start + int(column),
        peak_y=rows.start + int(row),
    )
