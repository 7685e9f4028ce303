"""Rows of the symmetric weights between pixels, made from directed lists of neighbours."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange

from curator.matting.knn_tree import FEATURES, LEAF

_BLOCK: Final = 256


@njit(cache=True, nogil=True)
def count_entries(
    neighbours: Any, order: Any, leaves: Any, slots: Any, first: int, counts: Any
) -> None:
    """Add to `counts` how often each new row meets another pixel in the lists of some leaves.

    Parameters
    ----------
    neighbours, order
        Lists of neighbours at the places of a `Tree`, and the pixel of each place.
    leaves
        int64: the leaves whose lists are read.
    slots
        int32, pixels: the number of each pixel's row; a row is new from `first` on, and none is -1.
    counts
        int64, new rows.
    """
    for leaf in leaves:
        for place in range(leaf * LEAF, min(len(order), (leaf + 1) * LEAF)):
            pixel = order[place]
            own = slots[pixel] - first
            for other in neighbours[place]:
                if other == pixel:
                    continue
                if own >= 0:
                    counts[own] += 1
                theirs = slots[other] - first
                if theirs >= 0:
                    counts[theirs] += 1


@njit(cache=True, nogil=True)
def write_entries(
    neighbours: Any,
    order: Any,
    leaves: Any,
    slots: Any,
    first: int,
    ends: Any,
    entries: Any,
    bit: int,
) -> None:
    """Write what `count_entries` counted, as 2 * pixel + bit, and move each row's end on.

    `ends` (int64, new rows) says where the next entry of each row goes in `entries` (int32).
    """
    for leaf in leaves:
        for place in range(leaf * LEAF, min(len(order), (leaf + 1) * LEAF)):
            pixel = order[place]
            own = slots[pixel] - first
            for other in neighbours[place]:
                if other == pixel:
                    continue
                if own >= 0:
                    entries[ends[own]] = 2 * other + bit
                    ends[own] += 1
                theirs = slots[other] - first
                if theirs >= 0:
                    entries[ends[theirs]] = 2 * pixel + bit
                    ends[theirs] += 1


@njit(cache=True, nogil=True, parallel=True)
def merge_entries(
    entries: Any, starts: Any, pixels: Any, image: Any, place_weights: Any, soft: bool, weights: Any
) -> Any:
    """Merge the entries of each row that name the same pixel into one with a weight.

    Parameters
    ----------
    entries
        int32: 2 * pixel + bit, the bit saying which search it comes from; overwritten with pixels,
        in ascending order, packed to the beginning of each row.
    starts
        int64, rows + 1: where each row's entries begin.
    pixels
        int32, rows: whose row it is.
    image, place_weights, soft
        What the kernel of the weights needs: float32, H x W x 3, two floats, and which kernel it is.
    weights
        float32, as long as `entries`: filled.

    Returns
    -------
    ndarray
        int64, rows: how many entries each row has then.
    """
    rows = len(pixels)
    lengths = np.empty(rows, np.int64)
    for block in prange((rows + _BLOCK - 1) // _BLOCK):
        for row in range(block * _BLOCK, min(rows, (block + 1) * _BLOCK)):
            start, stop = starts[row], starts[row + 1]
            entries[start:stop] = np.sort(entries[start:stop])
            end, last = start, -1
            for at in range(start, stop):
                pixel, bit = entries[at] >> 1, entries[at] & 1
                weight = 1.0
                if soft:
                    weight = _likeness(image, pixels[row], pixel, place_weights[bit])
                if pixel == last:
                    weights[end - 1] += weight
                elif weight > 0:
                    entries[end], weights[end] = pixel, weight
                    last = pixel
                    end += 1
            lengths[row] = end - start
    return lengths


@njit(cache=True, nogil=True)
def _likeness(image: Any, one: int, other: int, place_weight: float) -> Any:
    """One less the mean difference of two pixels' features, but at least 0."""
    height, width = image.shape[:2]
    y0, x0 = one // width, one % width
    y1, x1 = other // width, other % width
    away = abs(y0 - y1) / max(1, height - 1) + abs(x0 - x1) / max(1, width - 1)
    total = place_weight * away
    for c in range(3):
        total += abs(image[y0, x0, c] - image[y1, x1, c])
    return max(0.0, 1 - total / FEATURES)


@njit(cache=True, nogil=True, parallel=True)
def pack_rows(
    entries: Any, weights: Any, sources: Any, targets: Any, all_entries: Any, all_weights: Any
) -> None:
    """Copy rows to where they stay: row i from `sources[i]` to `targets[i]` up to `targets[i + 1]`."""
    rows = len(sources)
    for block in prange((rows + _BLOCK - 1) // _BLOCK):
        for row in range(block * _BLOCK, min(rows, (block + 1) * _BLOCK)):
            start, length = sources[row], targets[row + 1] - targets[row]
            all_entries[targets[row] : targets[row] + length] = entries[start : start + length]
            all_weights[targets[row] : targets[row] + length] = weights[start : start + length]
