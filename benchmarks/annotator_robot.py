"""The eye of the robot annotator: where a matte is wrong, and the stroke a person would draw there.

It sees the truth and the matte, and draws what corrects most at once:

- foreground and background where the truth is that and the trimap does not say so;
- unknown over what the trimap is certain of and wrong about: the edge runs through there, or hair does.

The path follows the middle of the wrong region, with a radius after its width. A stroke is weighed by
what it paints: the error that goes away there, less what it newly gets wrong, and some of the error
next to it, for the method follows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from annotator_hand import drawn, middle
from numpy.typing import NDArray
from scipy import ndimage

from curator.records import Label, Rectangle, Stroke
from curator.trimap.strokes import MIN_RADIUS, VALUES, painted, reach
from curator.types import UNKNOWN, Alpha, Region, Trimap

#: Alpha that a person takes for all subject, and for none of it.
_SURE: Final = 0.95
#: An error of alpha that is seen, on the background that shows it best.
SEEN: Final = 0.08
#: A stroke must correct so many wrong pixels of a photo of 600 x 800: a spot of 5 x 5.
WORTH: Final = 25.0
#: What strokes did on photos of both sets: how much of the error goes away where hair becomes unknown,
#: where what is surely something else does, and beside a stroke; and how much of a right pixel is at
#: stake when it becomes unknown.
_HAIR, _ELSE, _BESIDE, _RISK = 0.7, 0.3, 0.5, 0.03
#: So many of the largest wrong regions of a kind are weighed.
_REGIONS: Final = 3
_EIGHT: Final = np.ones((3, 3), np.bool_)
Field = NDArray[np.float32]


@dataclass(frozen=True)
class Plan:
    """A stroke, the wrong region it is for, cut out of the photo, and how many pixels' error goes."""

    stroke: Stroke
    part: tuple[slice, slice]
    region: Region
    gain: float


@dataclass
class Sight:
    """What the robot has in view: the truth, the trimap, how wrong the matte is, and expectations.

    `truth` is what it paints by: where it is neither 0 nor 1, it paints neither. After a stroke,
    `error` and `trimap` are what the robot expects, until it looks at the matte again.
    """

    truth: Alpha
    trimap: Trimap
    error: Field

    @cached_property
    def wrong(self) -> list[tuple[Label, NDArray[np.int32], list[tuple[slice, slice]]]]:
        """The wrong regions by the label that they want: numbered from 1 on, with their boxes."""
        seen = self.error > SEEN
        wants: dict[Label, Region] = {
            "foreground": seen & (self.truth >= _SURE),
            "background": seen & (self.truth <= 1 - _SURE),
            "unknown": seen,
        }
        found: list[tuple[Label, NDArray[np.int32], list[tuple[slice, slice]]]] = []
        for label, wanted in wants.items():
            there = wanted & (self.trimap != VALUES[label])
            if label == "unknown":
                # Strands of hair are seen as one place.
                there = _changed(there, cv2.MORPH_CLOSE, 5)
            # What is a pixel wide is no place to paint, unless there is nothing else.
            open_ = _changed(there, cv2.MORPH_OPEN, 3)
            labels, count = ndimage.label(open_ if open_.any() else there, _EIGHT)
            if count:
                found.append((label, labels, ndimage.find_objects(labels)))
        return found

    @property
    def unit(self) -> float:
        """How much larger the photo is than 600 x 800."""
        return math.sqrt(self.truth.size / (600 * 800))

    def expect(self, plan: Plan) -> None:
        """Take for granted what a stroke will do."""
        stroke = plan.stroke
        brush = _brush(stroke, self.truth.shape)
        if stroke.label == "unknown":
            certain = brush & (self.trimap != UNKNOWN)
            self.error[certain] *= 1 - _solved(self.truth[certain])
        else:
            beside = plan.region & (self.trimap[plan.part] == UNKNOWN)
            self.error[plan.part][beside] *= 1 - _BESIDE
            self.error[brush] = np.abs(VALUES[stroke.label] / 255 - self.truth[brush])
        self.trimap = np.where(brush, np.uint8(VALUES[stroke.label]), self.trimap)
        self.__dict__.pop("wrong", None)


def best(sight: Sight, random: np.random.Generator, within: Rectangle | None = None) -> Plan | None:
    """The stroke that corrects most, for one of the largest wrong regions in all or of those `within`.

    None when no stroke is worth the while.
    """
    plans = [
        plan
        for label, part, region in _regions(sight, within)
        for plan in _plans(sight, label, part, region, random)
    ]
    found = max(plans, key=lambda plan: plan.gain, default=None)
    return found if found is not None and found.gain >= WORTH * sight.unit**2 else None


def _regions(
    sight: Sight, within: Rectangle | None
) -> Iterator[tuple[Label, tuple[slice, slice], Region]]:
    """The largest wrong regions, each with the label that it wants, cut out of the photo.

    Of those that are seen within a rectangle, all is taken: one follows them out of it.
    """
    view = slice(None) if within is None else _slices(within)
    for label, labels, boxes in sight.wrong:
        weights = np.bincount(labels[view].ravel(), sight.error[view].ravel(), len(boxes) + 1)[1:]
        for index in np.argsort(-weights, kind="stable")[: min(_REGIONS, np.count_nonzero(weights))]:
            yield label, boxes[index], labels[boxes[index]] == index + 1


def _plans(
    sight: Sight,
    label: Label,
    part: tuple[slice, slice],
    region: Region,
    random: np.random.Generator,
) -> Iterator[Plan]:
    """The same way with brushes of several radii: after the region's width, and across its edge."""
    way = middle(region)
    offset = np.array([part[1].start, part[0].start])
    height, width = sight.truth.shape
    points = np.clip(drawn(way.points + offset, sight.unit, random), 0, (width, height))
    line = tuple((float(x), float(y)) for x, y in points)
    radii = {float(np.quantile(way.half, share)) for share in (0.25, 0.5, 1.0)}
    if label == "unknown":
        radii = {radius + more * sight.unit for radius in radii for more in (2, 6)}
    for radius in sorted(radii):
        stroke = Stroke(label, max(MIN_RADIUS, round(radius, 1)), line)
        yield Plan(stroke, part, region, _gain(sight, stroke, part, region))


def _gain(sight: Sight, stroke: Stroke, part: tuple[slice, slice], region: Region) -> float:
    """How much error goes away: where it paints, and beside it in the wrong region that is unknown."""
    brush = _brush(stroke, sight.truth.shape)
    if stroke.label == "unknown":
        certain = brush & (sight.trimap != UNKNOWN)
        error = sight.error[certain]
        return float((_solved(sight.truth[certain]) * error - _RISK * (error <= SEEN)).sum())
    gained = sight.error[brush] - np.abs(VALUES[stroke.label] / 255 - sight.truth[brush])
    beside = region & (sight.trimap[part] == UNKNOWN) & ~brush[part]
    return float(gained.sum() + _BESIDE * sight.error[part][beside].sum())


def _solved(truth: Alpha) -> Field:
    sure = (truth >= _SURE) | (truth <= 1 - _SURE)
    return np.where(sure, np.float32(_ELSE), np.float32(_HAIR))


def _changed(region: Region, how: int, side: int) -> Region:
    changed = cv2.morphologyEx(region.astype(np.uint8), how, np.ones((side, side), np.uint8))
    return np.asarray(changed > 0)


def _brush(stroke: Stroke, shape: tuple[int, ...]) -> Region:
    """The pixels of the photo that a stroke paints."""
    brush = np.zeros(shape, np.bool_)
    box = reach(stroke, shape[1], shape[0])
    if box is not None:
        brush[_slices(box)] = painted(stroke, box)
    return brush


def _slices(box: Rectangle) -> tuple[slice, slice]:
    return slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
