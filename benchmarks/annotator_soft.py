"""The soft brushes of the robot annotator: what trimaps do not reach, it paints by hand.

In soft hair a method may be wrong however right the trimap is. A person then takes the region from
another method that has it better (the method brush), or paints over it what is seen there (the alpha
brush): hair that is too thick, or haze where there is background. The robot looks for regions in the
unknown band

- in which another method is nearer to the truth, on an average over some pixels;
- that are all too opaque, or all too clear, and which of a few values suits them best;

and paints along their middle, with a radius after their width.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from annotator_hand import drawn, middle
from annotator_robot import SEEN, WORTH
from numpy.typing import NDArray
from scipy import ndimage

from curator.matting.boxes import slices
from curator.matting.painting import SoftStroke, soft_reach, soft_weights
from curator.types import UNKNOWN, Alpha, Region, Trimap

#: The page's brush.
_HARDNESS: Final = 0.5
_LEAST_RADIUS: Final = 1.0
#: Another method is better where its error is less by so much, over so many pixels at 600 x 800.
_BETTER, _OVER = 0.02, 6.0
_REGIONS: Final = 3
_EIGHT: Final = np.ones((3, 3), np.bool_)
_SHARES: Final = (0.25, 0.5, 1.0)
_VALUES: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Painted:
    """An alpha after a soft stroke, and by how many pixels' error it is better than before."""

    alpha: Alpha
    gain: float


def best_paint(
    alpha: Alpha,
    truth: Alpha,
    trimap: Trimap,
    others: Mapping[str, Alpha],
    unit: float,
    random: np.random.Generator,
) -> Painted | None:
    """The soft stroke that corrects most; None when none is worth the while.

    Parameters
    ----------
    alpha, truth, trimap
        As they are, H x W; only unknown pixels are painted.
    others
        Mattes of the same trimap by name, to paint with.
    unit
        How much larger the photo is than 600 x 800.
    random
        The hand's.
    """
    band = trimap == UNKNOWN
    error = np.where(band, np.abs(alpha - truth), np.float32(0))
    found: Painted | None = None
    for region, source in _places(alpha, truth, band, error, others, unit):
        for painted in _strokes(region, source, alpha, truth, band, unit, random):
            if found is None or painted.gain > found.gain:
                found = painted
    return found if found is not None and found.gain >= WORTH * unit**2 else None


def within_reach(alpha: Alpha, truth: Alpha, unit: float) -> tuple[float, float]:
    """Which shares of the error are seen at all, and are seen in places that are worth a stroke.

    A place is connected, and all too opaque or all too clear.
    """
    seen = worth = 0.0
    for wrong in (alpha - truth, truth - alpha):
        labels, count = ndimage.label(wrong > SEEN, _EIGHT)
        weights = np.bincount(labels.ravel(), wrong.ravel(), count + 1)[1:]
        seen += float(weights.sum())
        worth += float(weights[weights >= WORTH * unit**2].sum())
    total = max(float(np.abs(alpha - truth).sum()), 1e-9)
    return seen / total, worth / total


def _places(
    alpha: Alpha,
    truth: Alpha,
    band: Region,
    error: Alpha,
    others: Mapping[str, Alpha],
    unit: float,
) -> Iterator[tuple[Region, Alpha | None]]:
    """Regions to paint, with the matte to take them from; None for a value."""
    for other in others.values():
        better = np.where(band, error - np.abs(other - truth), np.float32(0))
        seen = cv2.GaussianBlur(better, (0, 0), _OVER * unit)
        yield from ((region, other) for region in _largest((seen > _BETTER) & band, better))
    for wrong in (alpha - truth, truth - alpha):
        there = ((wrong > SEEN) & band).astype(np.uint8)
        # Strands of hair are seen as one place.
        joined = cv2.morphologyEx(there, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0
        signed = np.where(band, wrong, np.float32(0))
        yield from ((region, None) for region in _largest(joined & band, signed))


def _largest(region: Region, weight: Alpha) -> Iterator[Region]:
    """The connected parts that weigh most."""
    labels, count = ndimage.label(region, _EIGHT)
    weights = np.bincount(labels.ravel(), weight.ravel(), count + 1)[1:]
    for index in np.argsort(-weights, kind="stable")[:_REGIONS]:
        if weights[index] > 0:
            yield labels == index + 1


def _strokes(
    region: Region,
    source: Alpha | None,
    alpha: Alpha,
    truth: Alpha,
    band: Region,
    unit: float,
    random: np.random.Generator,
) -> Iterator[Painted]:
    """Along the middle of a region, with a few radii, and a few values where it is a value."""
    (box,) = ndimage.find_objects(region.astype(np.int8))
    way = middle(region[box])
    height, width = truth.shape
    offset = np.array([box[1].start, box[0].start])
    points = np.clip(drawn(way.points + offset, unit, random), 0, (width, height))
    line = tuple((float(x), float(y)) for x, y in points)
    for radius in sorted({float(np.quantile(way.half, share)) for share in _SHARES}):
        stroke = SoftStroke(max(_LEAST_RADIUS, round(radius, 1)), _HARDNESS, line)
        reached = soft_reach(stroke, width, height)
        if reached is None:
            continue
        part = slices(reached)
        weights = soft_weights(stroke, reached) * band[part]
        if not weights.any():
            continue
        before = np.abs(alpha[part] - truth[part])
        for value in _values(source, truth, region, part):
            after = alpha[part] * (1 - weights) + weights * value
            painted = alpha.copy()
            painted[part] = after
            yield Painted(painted, float((before - np.abs(after - truth[part])).sum()))


def _values(
    source: Alpha | None, truth: Alpha, region: Region, part: tuple[slice, slice]
) -> Iterator[Alpha | NDArray[np.float32] | np.float32]:
    if source is not None:
        yield source[part]
    else:
        yield from np.quantile(truth[region], _VALUES).astype(np.float32)
