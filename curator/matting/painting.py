"""A soft round brush over an alpha: how much of each pixel a stroke takes.

The distance of a pixel is that of its centre from the path of the brush: a line through the stroke's
points. With radius R and hardness h, the inner radius is r = min(h R, R - 1/2) and the outer one
R + 1/2. A pixel takes the whole of what is painted up to r, nothing from R + 1/2 on, and

    w = t t (3 - 2 t),    t = (R + 1/2 - distance) / (R + 1/2 - r)

between. A hard brush so has an edge one pixel wide, and a soft one no edge that could be seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import StrokeError
from curator.records import Rectangle
from curator.trimap.points import STEPS, Points, as_array, check_points

MIN_RADIUS: Final = 0.5
MAX_RADIUS: Final = 500.0
MAX_POINTS: Final = 2000
#: Pixels that all segments of a stroke together may be near to: some seconds of work.
_MOST_WORK: Final = 1_000_000_000
_EDGE: Final = 0.5


@dataclass(frozen=True)
class SoftStroke:
    """One gesture of a soft brush; `hardness` is in [0, 1], radius and points in photo pixels."""

    radius: float
    hardness: float
    points: Points


def check_soft_stroke(stroke: SoftStroke, width: int, height: int) -> SoftStroke:
    """A soft stroke as it is stored: checked, points and radius rounded to 1/16 pixel.

    Raises
    ------
    StrokeError
        If the radius is not from 0.5 to 500, the hardness not from 0 to 1, there are not 1 to 2000
        points, a point is not finite or too far outside of the photo, or all is too large to work out.
    """
    if not MIN_RADIUS <= stroke.radius <= MAX_RADIUS:
        raise StrokeError(
            f"A soft brush's radius is from {MIN_RADIUS:g} to {MAX_RADIUS:g} pixels, "
            f"not {stroke.radius:g}."
        )
    if not 0 <= stroke.hardness <= 1:
        raise StrokeError(f"A brush's hardness is from 0 to 1, not {stroke.hardness:g}.")
    if len(stroke.points) > MAX_POINTS:
        raise StrokeError(
            f"A soft stroke has 1 to {MAX_POINTS} points, not {len(stroke.points)}: draw it in parts."
        )
    points = check_points(stroke.points, width, height)
    radius = math.floor(STEPS * stroke.radius + 0.5) / STEPS
    checked = SoftStroke(radius, float(stroke.hardness), points)
    whole = Rectangle(0, 0, width, height)
    if sum(box.width * box.height for box in _boxes(checked, whole) if box) > _MOST_WORK:
        raise StrokeError("That stroke is too long for so large a brush: draw it in parts.")
    return checked


def soft_reach(stroke: SoftStroke, width: int, height: int) -> Rectangle | None:
    """The pixels of the photo that a soft stroke can touch; None when it stays outside."""
    points = as_array(stroke.points)
    return _box(points.min(axis=0), points.max(axis=0), stroke.radius, Rectangle(0, 0, width, height))


def soft_weights(stroke: SoftStroke, box: Rectangle) -> NDArray[np.float32]:
    """How much of what is painted each pixel takes, by the rule above.

    Parameters
    ----------
    stroke
        Any stroke that `check_soft_stroke` accepts.
    box
        The part of the photo that is asked for.

    Returns
    -------
    NDArray[np.float32]
        In [0, 1], of the box.
    """
    nearest = np.full((box.height, box.width), np.inf, dtype=np.float32)
    points = as_array(stroke.points)
    starts = points[:-1] if len(points) > 1 else points
    ends = points[1:] if len(points) > 1 else points
    for start, end, part in zip(starts, ends, _boxes(stroke, box), strict=True):
        if part is None:
            continue
        rows = slice(part.y - box.y, part.y - box.y + part.height)
        columns = slice(part.x - box.x, part.x - box.x + part.width)
        seen = nearest[rows, columns]
        np.minimum(seen, _distances(start, end, part), out=seen)
    outer = stroke.radius + _EDGE
    inner = min(stroke.hardness * stroke.radius, stroke.radius - _EDGE)
    t = np.clip((outer - nearest) / (outer - inner), 0, 1, dtype=np.float32)
    weights: NDArray[np.float32] = t * t * (3 - 2 * t)
    return weights


def _distances(
    start: NDArray[np.float64], end: NDArray[np.float64], box: Rectangle
) -> NDArray[np.float32]:
    """From the centre of each pixel of a box to a segment."""
    x = (box.x + 0.5 + np.arange(box.width)) - start[0]
    y = (box.y + 0.5 + np.arange(box.height))[:, None] - start[1]
    dx, dy = end - start
    length = dx * dx + dy * dy
    along = np.clip((x * dx + y * dy) / length, 0, 1) if length > 0 else 0.0
    distances: NDArray[np.float32] = np.hypot(x - along * dx, y - along * dy).astype(np.float32)
    return distances


def _boxes(stroke: SoftStroke, within: Rectangle) -> Iterator[Rectangle | None]:
    """What each segment can touch."""
    points = as_array(stroke.points)
    starts = points[:-1] if len(points) > 1 else points
    ends = points[1:] if len(points) > 1 else points
    for low, high in zip(np.minimum(starts, ends), np.maximum(starts, ends), strict=True):
        yield _box(low, high, stroke.radius, within)


def _box(
    low: NDArray[np.float64], high: NDArray[np.float64], radius: float, within: Rectangle
) -> Rectangle | None:
    outer = radius + _EDGE
    left, top = np.floor(low - outer).astype(int)
    right, bottom = np.ceil(high + outer).astype(int)
    left, top = max(left, within.x), max(top, within.y)
    right, bottom = min(right, within.x + within.width), min(bottom, within.y + within.height)
    if left >= right or top >= bottom:
        return None
    return Rectangle(int(left), int(top), int(right - left), int(bottom - top))
