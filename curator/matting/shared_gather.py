"""The second stage: each unknown pixel gathers known colours along rays and chooses a pair of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit, prange

from curator.matting.shared_colour import pair
from curator.matting.shared_rays import MISSED, ONE, at, phase, walk

#: Columns of a gathered tuple: foreground, background, and the variances of the photo around them.
TUPLE: Final = 8
_SHARE = 128
_FAR = 1e30
_NEVER = -1.0


@njit(cache=True, nogil=True, parallel=True)
def gather(
    image: Any,
    coarse: Any,
    stride: int,
    labels: Any,
    found: Any,
    slopes: Any,
    exponents: Any,
    means: Any,
    places: Any,
    slots: Any,
    gathered: Any,
    hits: Any,
    lonely: Any,
) -> None:
    """Choose the pair of each named unknown pixel: equations (3) to (10) of the paper.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    coarse, stride
        What `shared_coarse.coarsened` returns.
    labels
        The expanded trimap: uint8, H x W.
    found, slopes
        What `gaps` and `slopes` of `shared_rays` return.
    exponents
        float64 of eN, eA, ef, eb.
    means
        float64, 2 x 3: the colours that stand in where no ray meets foreground, or background.
    places
        int32, slots x (y, x): where each slot's pixel is.
    slots
        int32: the slots to work on.
    gathered
        float32, slots x `TUPLE`: written.
    hits
        uint16, slots x directions x (foreground, background): the steps of the hits, written.
    lonely
        bool, slots: whether a mean had to stand in, written.
    """
    directions = slopes.shape[1]
    shares = (slots.size + _SHARE - 1) // _SHARE
    for share in prange(shares):
        spots = np.empty((2, directions, 2), np.int64)
        factors = np.empty((2, directions))
        colours = np.empty((2, directions, 3), np.float32)
        patch = np.empty((3, 9), np.float32)
        for i in range(share * _SHARE, min(slots.size, (share + 1) * _SHARE)):
            slot = slots[i]
            y, x = int(places[slot, 0]), int(places[slot, 1])
            rays = slopes[phase(y, x)]
            for ray in range(directions):
                foreground, background = walk(labels, found, y, x, rays[ray, 0], rays[ray, 1])
                hits[slot, ray, 0], hits[slot, ray, 1] = foreground, background
            likely = _likelihood(coarse, stride, y, x, rays, hits[slot])
            counts = _candidates(
                image, y, x, rays, hits[slot], exponents, means, spots, factors, colours
            )
            lonely[slot] = spots[0, 0, 0] < 0 or spots[1, 0, 0] < 0
            _window(image, y, x, patch)
            best = _choose(patch, likely, exponents, counts, factors, colours)
            for side in range(2):
                chosen = best[side]
                for channel in range(3):
                    gathered[slot, 3 * side + channel] = colours[side, chosen, channel]
                gathered[slot, 6 + side] = _variance(
                    image, spots[side, chosen, 0], spots[side, chosen, 1], colours[side, chosen]
                )


@njit(cache=True, nogil=True, error_model="numpy")
def _likelihood(coarse: Any, stride: int, y: int, x: int, rays: Any, hits: Any) -> Any:
    """PF of equation (5): how likely the pixel is foreground, by the flattest way to either side."""
    energies = (_FAR, _FAR)
    for ray in range(rays.shape[0]):
        front, back = int(hits[ray, 0]), int(hits[ray, 1])
        energies = _energies(coarse, stride, y, x, rays[ray], front, back, energies)
    total = energies[0] + energies[1]
    if total <= 0 or energies[0] == energies[1]:
        return 0.5
    return energies[1] / total


@njit(cache=True, nogil=True, error_model="numpy")
def _energies(
    coarse: Any, stride: int, y: int, x: int, slope: Any, foreground: int, background: int, least: Any
) -> Any:
    """E of equation (4) up to each hit of a ray, or what is there already where that is less.

    The square of the change of colour along the ray is integrated, in strides that end at hits.
    """
    down, across = slope[0], slope[1]
    length = np.sqrt(float(down * down + across * across)) / ONE
    front, back = least
    front_bound = front * length if foreground < MISSED else _NEVER
    back_bound = back * length if background < MISSED else _NEVER
    bound = max(front_bound, back_bound)
    total = 0.0
    step = 0
    r0, r1, r2 = _coarse_colour(coarse, stride, y, x)
    while total < bound:
        before = step
        step += stride
        if before < foreground < step:
            step = foreground
        if before < background < step:
            step = background
        c0, c1, c2 = _coarse_colour(coarse, stride, at(y, down, step), at(x, across, step))
        square = (c0 - r0) * (c0 - r0) + (c1 - r1) * (c1 - r1) + (c2 - r2) * (c2 - r2)
        total += square / (step - before)
        r0, r1, r2 = c0, c1, c2
        if step == foreground:
            front, front_bound = min(front, total / length), _NEVER
            bound = back_bound
        elif step == background:
            back, back_bound = min(back, total / length), _NEVER
            bound = front_bound
    return front, back


@njit(cache=True, nogil=True, error_model="numpy")
def _coarse_colour(coarse: Any, stride: int, y: int, x: int) -> Any:
    if stride > 1:
        # The last blocks hold what is left over, too.
        y, x = min(y // stride, coarse.shape[0] - 1), min(x // stride, coarse.shape[1] - 1)
    return coarse[y, x, 0], coarse[y, x, 1], coarse[y, x, 2]


@njit(cache=True, nogil=True, error_model="numpy")
def _candidates(
    image: Any,
    y: int,
    x: int,
    rays: Any,
    hits: Any,
    exponents: Any,
    means: Any,
    spots: Any,
    factors: Any,
    colours: Any,
) -> tuple[int, int]:
    """List what the rays hit, with the distances D to their powers; how many on each side."""
    counts = (0, 0)
    for side in range(2):
        count = 0
        for ray in range(rays.shape[0]):
            step = int(hits[ray, side])
            if step == MISSED:
                continue
            row, column = at(y, rays[ray, 0], step), at(x, rays[ray, 1], step)
            spots[side, count, 0], spots[side, count, 1] = row, column
            distance = np.sqrt(float((row - y) ** 2 + (column - x) ** 2))
            factors[side, count] = _power(distance, exponents[2 + side])
            for channel in range(3):
                colours[side, count, channel] = image[row, column, channel]
            count += 1
        if count == 0:
            spots[side, 0, 0] = -1
            factors[side, 0] = 1.0
            for channel in range(3):
                colours[side, 0, channel] = means[side, channel]
            count = 1
        counts = (count, counts[1]) if side == 0 else (counts[0], count)
    return counts


@njit(cache=True, nogil=True, error_model="numpy")
def _choose(patch: Any, likely: float, exponents: Any, counts: Any, factors: Any, colours: Any) -> Any:
    """The pair of least cost g: equations (7) and (8)."""
    best = (0, 0)
    least = np.inf
    for i in range(counts[0]):
        for j in range(counts[1]):
            front, back = colours[0, i], colours[1, j]
            alpha, centre = pair(patch[0, 0], patch[1, 0], patch[2, 0], front, back)
            unlikely = likely + (1 - 2 * likely) * alpha
            factor = _power(unlikely, exponents[1]) * factors[0, i] * factors[1, j]
            # The sum over the window cannot be less than its middle.
            if _power(centre, exponents[0]) * factor >= least:
                continue
            cost = _power(_fit(patch, front, back), exponents[0]) * factor
            if cost < least:
                least = cost
                best = (i, j)
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def _window(image: Any, y: int, x: int, patch: Any) -> None:
    """The colours of the 3 x 3 pixels around a pixel, itself first, the border repeated."""
    height, width = image.shape[:2]
    for channel in range(3):
        patch[channel, 0] = image[y, x, channel]
    count = 1
    for row in range(y - 1, y + 2):
        for column in range(x - 1, x + 2):
            if row != y or column != x:
                inner_row = min(max(row, 0), height - 1)
                inner_column = min(max(column, 0), width - 1)
                for channel in range(3):
                    patch[channel, count] = image[inner_row, inner_column, channel]
                count += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _fit(patch: Any, front: Any, back: Any) -> Any:
    """N of equation (3): the sum of the squared mismatches of the window."""
    total = 0.0
    for pixel in range(9):
        total += pair(patch[0, pixel], patch[1, pixel], patch[2, pixel], front, back)[1]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _power(base: float, exponent: float) -> Any:
    """A power; the paper's exponents without the price of a general one."""
    if exponent == 1:
        return base
    if exponent == 2:
        return base * base
    if exponent == 3:
        return base * base * base
    if exponent == 4:
        return base * base * base * base
    if exponent == 0:
        return 1.0
    return base**exponent


@njit(cache=True, nogil=True, error_model="numpy")
def _variance(image: Any, y: int, x: int, colour: Any) -> Any:
    """Equations (9) and (10): how the photo varies around a gathered colour, in 5 x 5 pixels."""
    if y < 0:
        return 0.0
    height, width = image.shape[:2]
    total = 0.0
    for row in range(y - 2, y + 3):
        for column in range(x - 2, x + 3):
            inner_row = min(max(row, 0), height - 1)
            inner_column = min(max(column, 0), width - 1)
            d0 = image[inner_row, inner_column, 0] - colour[0]
            d1 = image[inner_row, inner_column, 1] - colour[1]
            d2 = image[inner_row, inner_column, 2] - colour[2]
            total += d0 * d0 + d1 * d1 + d2 * d2
    return total / 25.0
