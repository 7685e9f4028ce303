"""The kernels of multi-level foreground estimation.

Their arithmetic is that of PyMatting, in its order and in its precision, so that the colours are the
same to the bit wherever all that they depend on is swept.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# How strongly neighbours bind, and how much more so where alpha changes: PyMatting's.
_BOUND = np.float32(1e-5)
_AT_EDGES = np.float32(1.0)


@njit(cache=True, nogil=True)
def means(image, alpha, values):  # type: ignore[no-untyped-def]
    """The mean colours of what is foreground and of what is background, float32."""
    sums = np.zeros((2, 3), np.float32)
    counts = np.zeros(2, np.int64)
    for y in range(alpha.shape[0]):
        for x in range(alpha.shape[1]):
            for side in range(2):
                if alpha[y, x] > 0.9 if side == 0 else alpha[y, x] < 0.1:
                    counts[side] += 1
                    for channel in range(3):
                        sums[side, channel] += values[image[y, x, channel]]
    for side in range(2):
        for channel in range(3):
            sums[side, channel] /= counts[side] + 1e-5
    return sums[0], sums[1]


@njit(cache=True, nogil=True)
def sweep(image, alpha, wanted, foreground, background, values, times):  # type: ignore[no-untyped-def]
    """Improve the colours of the wanted pixels in place (Germer et al., equations 4 to 7)."""
    height, width = alpha.shape
    right = np.zeros((2, 3), np.float32)
    for _ in range(times):
        for y in range(height):
            for x in range(width):
                if wanted[y, x]:
                    _solve(image, alpha, foreground, background, values, right, y, x)


@njit(cache=True, nogil=True)
def _solve(image, alpha, foreground, background, values, right, y, x):  # type: ignore[no-untyped-def]
    """The two colours of one pixel."""
    height, width = alpha.shape
    own = alpha[y, x]
    rest = 1.0 - own
    first, mixed, second = own * own, own * rest, rest * rest
    for channel in range(3):
        level = values[image[y, x, channel]]
        right[0, channel] = own * level
        right[1, channel] = rest * level
    for beside in range(4):
        column = max(0, min(width - 1, x + (beside == 1) - (beside == 0)))
        row = max(0, min(height - 1, y + (beside == 3) - (beside == 2)))
        bond = _BOUND + _AT_EDGES * abs(own - alpha[row, column])
        first += bond
        second += bond
        for channel in range(3):
            right[0, channel] += bond * foreground[row, column, channel]
            right[1, channel] += bond * background[row, column, channel]
    inverse = 1.0 / (first * second - mixed * mixed)
    one, both, two = inverse * second, inverse * -mixed, inverse * first
    for channel in range(3):
        here = one * right[0, channel] + both * right[1, channel]
        there = both * right[0, channel] + two * right[1, channel]
        foreground[y, x, channel] = max(0.0, min(1.0, here))
        background[y, x, channel] = max(0.0, min(1.0, there))


@njit(cache=True, nogil=True)
def picked(image, alpha, rows, columns):  # type: ignore[no-untyped-def]
    """The pixels of a photo and its alpha in some rows and columns."""
    small = np.empty((len(rows), len(columns), 3), np.uint8)
    opacity = np.empty((len(rows), len(columns)), np.float32)
    for y in range(len(rows)):
        for x in range(len(columns)):
            opacity[y, x] = alpha[rows[y], columns[x]]
            for channel in range(3):
                small[y, x, channel] = image[rows[y], columns[x], channel]
    return small, opacity


@njit(cache=True, nogil=True)
def enlarged(colours, rows, columns):  # type: ignore[no-untyped-def]
    """The colours of a coarser level, for each row and column the one that it continues."""
    finer = np.empty((len(rows), len(columns), 3), np.float32)
    for y in range(len(rows)):
        for x in range(len(columns)):
            for channel in range(3):
                finer[y, x, channel] = colours[rows[y], columns[x], channel]
    return finer


@njit(cache=True, nogil=True)
def begin(wanted, rows, columns, foreground, background, fine, behind):  # type: ignore[no-untyped-def]
    """Begin a level with the colours of the one before: of the wanted pixels and their neighbours."""
    height, width = wanted.shape
    for y in range(height):
        for x in range(width):
            near = wanted[y, x]
            if not near:
                near = (
                    wanted[max(0, y - 1), x]
                    or wanted[min(height - 1, y + 1), x]
                    or wanted[y, max(0, x - 1)]
                    or wanted[y, min(width - 1, x + 1)]
                )
            if near:
                for channel in range(3):
                    fine[y, x, channel] = foreground[rows[y], columns[x], channel]
                    behind[y, x, channel] = background[rows[y], columns[x], channel]


@njit(cache=True, nogil=True)
def coloured(image, alpha, wanted, fine, coarse, rows, columns, result):  # type: ignore[no-untyped-def]
    """Levels from colours: the photo's where it is opaque, else the finest there are."""
    height, width = alpha.shape
    for y in range(height):
        for x in range(width):
            for channel in range(3):
                if alpha[y, x] == 1:
                    result[y, x, channel] = image[y, x, channel]
                elif wanted[y, x]:
                    result[y, x, channel] = np.rint(fine[y, x, channel] * np.float32(255))
                else:
                    level = coarse[rows[y], columns[x], channel] * np.float32(255)
                    result[y, x, channel] = np.rint(level)
