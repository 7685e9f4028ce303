"""The hand of the robot annotator: along the middle of a region, smoothly, with a slight tremor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse.csgraph import dijkstra
from skimage.morphology import skeletonize

from curator.types import Region

Way = NDArray[np.float64]

#: Of a photo of 600 x 800, in pixels: how far apart the pointer is reported, over how much of the way
#: corners are rounded, and how far the hand trembles, as a standard deviation.
_APART = 6.0
_ROUND = 5.0
_TREMOR = 0.7
#: The ends of a way are left out where the region is narrower than this share of its median width.
_NARROW = 0.7
_NEIGHBOURS = ((0, 1), (1, -1), (1, 0), (1, 1))


@dataclass(frozen=True)
class Middle:
    """The longest way along the middle of a region: points (x, y), and half its width there."""

    points: Way
    half: NDArray[np.float64]


def middle(region: Region) -> Middle:
    """The longest way along the middle axis of a connected region, in its own coordinates."""
    padded = np.pad(region, 1)
    axis: Region = skeletonize(padded)  # type: ignore[no-untyped-call]
    width = cv2.distanceTransform(padded.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    rows, columns = np.nonzero(axis)
    number = np.full(axis.shape, -1)
    number[rows, columns] = np.arange(rows.size)
    links = _links(number)
    # In a tree, the point furthest from any other is an end of the longest way.
    first = _furthest(links, 0)[0]
    last, before = _furthest(links, first)
    way = [last]
    while way[-1] != first:
        way.append(int(before[way[-1]]))
    half = np.asarray(width[rows[way], columns[way]], np.float64)
    # The axis runs into the corners at its ends, where a hand turns round.
    wide = np.flatnonzero(half >= _NARROW * np.median(half))
    inner = slice(wide[0], wide[-1] + 1)
    points = np.stack([columns[way], rows[way]], 1) - 0.5
    return Middle(np.asarray(points[inner], np.float64), half[inner])


def drawn(points: Way, unit: float, random: np.random.Generator) -> Way:
    """The same way as a hand draws it; `unit` is how much larger the photo is than 600 x 800."""
    if len(points) == 1:
        return points + random.normal(0, _TREMOR * unit, (1, 2))
    round_off = min(_ROUND * unit, len(points) / 4)
    smooth = ndimage.gaussian_filter1d(points, round_off, axis=0, mode="nearest")
    length = np.concatenate([[0.0], np.hypot(*np.diff(smooth, axis=0).T).cumsum()])
    count = max(2, round(length[-1] / (_APART * unit)) + 1)
    along = np.linspace(0, length[-1], count)
    reported = np.stack([np.interp(along, length, smooth[:, axis]) for axis in (0, 1)], 1)
    # A hand drifts off rather than jumping about: neighbouring points err alike.
    tremor = ndimage.gaussian_filter1d(random.normal(0, 1, (count, 2)), 1.0, axis=0, mode="nearest")
    return np.asarray(reported + tremor * (_TREMOR * unit / max(float(tremor.std()), 1e-6)))


def _links(number: NDArray[np.int64]) -> sparse.csr_matrix:
    """Which pixels of the axis touch, with the distance between them."""
    starts, ends, lengths = [], [], []
    height, width = number.shape
    for down, right in _NEIGHBOURS:
        here = number[: height - down, max(0, -right) : width - max(0, right)]
        there = number[down:, max(0, right) : width - max(0, -right)]
        both = (here >= 0) & (there >= 0)
        starts.append(here[both])
        ends.append(there[both])
        lengths.append(np.full(int(both.sum()), np.hypot(down, right)))
    size = int(number.max()) + 1
    entries = np.concatenate(lengths), (np.concatenate(starts), np.concatenate(ends))
    return sparse.csr_matrix(entries, shape=(size, size))


def _furthest(links: sparse.csr_matrix, start: int) -> tuple[int, NDArray[np.int32]]:
    """The point that is furthest away along the axis, and each point's predecessor on its way."""
    distance, before = dijkstra(links, directed=False, indices=start, return_predecessors=True)
    return int(np.where(np.isfinite(distance), distance, -1).argmax()), before
