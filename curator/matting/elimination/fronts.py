"""The front of a piece: its own pixels and its ring, with what its children left to them."""

from __future__ import annotations

import numpy as np
from numba import njit

from curator.matting.elimination.dense import forward_substitute, partial_cholesky


@njit(cache=True, nogil=True)
def gather(unknown, top, left, bottom, right):  # type: ignore[no-untyped-def]
    """The unknown pixels of a box, as indices into the flattened photo."""
    width = unknown.shape[1]
    count = 0
    for y in range(top, bottom):
        for x in range(left, right):
            if unknown[y, x]:
                count += 1
    found = np.empty(count, np.int32)
    count = 0
    for y in range(top, bottom):
        for x in range(left, right):
            if unknown[y, x]:
                found[count] = y * width + x
                count += 1
    return found


@njit(cache=True, nogil=True)
def eliminate(  # type: ignore[no-untyped-def]
    own, rings, updates, passed, box, unknown, slots, values, reach, right, local
):
    """Assemble the front of a piece from what its two children left, and eliminate its own pixels.

    `local` says of each pixel where the front holds it, -1 outside of it, and is left as it was.
    Returns the ring, the factor's two parts, what is left to the ring, the right-hand side of own
    pixels and ring after elimination, and whether every pivot was positive.
    """
    ring = _surround(own, rings, unknown, box, reach, local)
    first, second = _seats(rings[0], local), _seats(rings[1], local)
    diagonal = np.zeros((len(own), len(own)))
    below = np.zeros((len(ring), len(own)))
    rest = np.zeros((len(ring), len(ring)))
    _fill(own, slots, values, unknown.shape, reach, local, diagonal, below)
    _forget(own, ring, local)
    _extend_add(updates[0], first, diagonal, below, rest)
    _extend_add(updates[1], second, diagonal, below, rest)
    positive = partial_cholesky(diagonal, below, rest)
    vector = np.zeros(len(own) + len(ring))
    for k in range(len(own)):
        vector[k] = right[own[k]]
    for k in range(len(first)):
        vector[first[k]] += passed[0][k]
    for k in range(len(second)):
        vector[second[k]] += passed[1][k]
    if positive:
        forward_substitute(diagonal, below, vector)
    return ring, diagonal, below, rest, vector, positive


@njit(cache=True, nogil=True)
def _surround(own, rings, unknown, box, reach, local):  # type: ignore[no-untyped-def]
    height, width = unknown.shape
    top, left, bottom, right = box
    around = (min(bottom + reach, height) - max(top - reach, 0)) * (
        min(right + reach, width) - max(left - reach, 0)
    ) - (bottom - top) * (right - left)
    ring = np.empty(around, np.int32)
    count = 0
    for k in range(len(own)):
        local[own[k]] = k
    for k in range(2):
        for pixel in rings[k]:
            if local[pixel] < 0:
                local[pixel] = len(own) + count
                ring[count] = pixel
                count += 1
    for pixel in own:
        y, x = divmod(pixel, width)
        if top + reach <= y < bottom - reach and left + reach <= x < right - reach:
            continue
        for v in range(max(y - reach, 0), min(y + reach + 1, height)):
            for u in range(max(x - reach, 0), min(x + reach + 1, width)):
                if top <= v < bottom and left <= u < right:
                    continue
                other = v * width + u
                if unknown[v, u] and local[other] < 0:
                    local[other] = len(own) + count
                    ring[count] = other
                    count += 1
    return ring[:count].copy()


@njit(cache=True, nogil=True)
def _seats(ring, local):  # type: ignore[no-untyped-def]
    seats = np.empty(len(ring), np.int32)
    for k in range(len(ring)):
        seats[k] = local[ring[k]]
    return seats


@njit(cache=True, nogil=True)
def _fill(own, slots, values, shape, reach, local, diagonal, below):  # type: ignore[no-untyped-def]
    height, width = shape
    count = len(own)
    side = 2 * reach + 1
    for a in range(count):
        y, x = divmod(own[a], width)
        row = values[slots[own[a]]]
        for v in range(max(y - reach, 0), min(y + reach + 1, height)):
            at = (v - y + reach) * side + reach - x
            for u in range(max(x - reach, 0), min(x + reach + 1, width)):
                b = local[v * width + u]
                if b >= count:
                    below[b - count, a] += row[at + u]
                elif 0 <= b <= a:
                    diagonal[a, b] += row[at + u]


@njit(cache=True, nogil=True)
def _extend_add(update, seats, diagonal, below, rest):  # type: ignore[no-untyped-def]
    count = len(diagonal)
    for i in range(len(seats)):
        a = seats[i]
        row = update[i]
        for j in range(i + 1):
            b = seats[j]
            low, high = min(a, b), max(a, b)
            if high < count:
                diagonal[high, low] += row[j]
            elif low < count:
                below[high - count, low] += row[j]
            else:
                rest[high - count, low - count] += row[j]


@njit(cache=True, nogil=True)
def _forget(own, ring, local):  # type: ignore[no-untyped-def]
    for pixel in own:
        local[pixel] = -1
    for pixel in ring:
        local[pixel] = -1
