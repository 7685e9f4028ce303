"""Strokes drawn into a trimap: integers decide, so that every machine paints the same pixels.

The rule, which the page's preview follows too. The unit is 1/16 of a pixel. A point is rounded,
half up, to P = floor(16 * coordinate + 0.5), the radius to R = floor(16 * radius + 0.5); the pixel in
column i and row j has its centre at C = (16 i + 8, 16 j + 8). A pixel is painted if and only if
for some segment AB of two consecutive points (a single point is a segment of length 0), with D = B - A,
L = D.D and t = (C - A).D:

- t <= 0 and |C - A|^2 <= R^2, or
- t >= L and |C - B|^2 <= R^2, or
- 0 < t < L and cross * cross <= R * R * L, where cross = D.x (C - A).y - D.y (C - A).x.

All products are IEEE doubles, in that order. Everything but the last line is exact for every photo that
is accepted; the last line is exact up to 2^53 and rounds to nearest beyond.

What is painted of a row is an interval, because a segment with a round brush is convex. Its ends are
found by geometry and settled by the rule, which is asked for the pixel there and its two neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, get_args

import numpy as np

from curator.errors import StrokeError
from curator.imaging.geometry import bounds
from curator.records import Label, Rectangle, Stroke
from curator.trimap.points import (
    STEPS,
    Doubles,
    Integers,
    Points,
    as_array,
    check_points,
    first_centre,
    in_steps,
    last_centre,
)
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Region, Trimap

MIN_RADIUS: Final = 0.5
MAX_RADIUS: Final = 2000.0

VALUES: Final[dict[Label, int]] = {
    "foreground": FOREGROUND,
    "background": BACKGROUND,
    "unknown": UNKNOWN,
}
#: Rows of segments that are worked on at once: enough to be fast, few enough to stay in the cache.
_ROWS_AT_ONCE: Final = 16384


def check_stroke(stroke: Stroke, width: int, height: int) -> Stroke:
    """A stroke as it is stored: checked, its points and radius rounded to 1/16 pixel.

    Parameters
    ----------
    stroke
        What the annotator drew: points (x, y) in photo pixels. They may lie outside of the photo by
        up to the photo's own width and height.
    width, height
        The photo's size in pixels.

    Raises
    ------
    StrokeError
        If the label is unknown, the radius is not from 0.5 to 2000, there are not 1 to 20000 points,
        or a point is not finite or too far outside of the photo.
    """
    check_label(stroke.label)
    check_radius(stroke.radius)
    points = check_points(stroke.points, width, height)
    return Stroke(label=stroke.label, radius=in_step(stroke.radius), points=points)


def check_label(label: str) -> None:
    """Refuse what no stroke gives; raises StrokeError."""
    if label not in get_args(Label):
        raise StrokeError(f"A stroke is foreground, background or unknown, not {label!r}.")


def check_radius(radius: float) -> None:
    """Refuse a brush that is too small or too large, in pixels; raises StrokeError."""
    if not MIN_RADIUS <= radius <= MAX_RADIUS:
        raise StrokeError(
            f"A brush's radius is from {MIN_RADIUS:g} to {MAX_RADIUS:g} pixels, not {radius:g}."
        )


def draw(trimap: Trimap, stroke: Stroke) -> tuple[Trimap, Rectangle | None]:
    """Draw a stroke into a trimap, by the rule above.

    Parameters
    ----------
    trimap
        uint8 of 0, 128 and 255, H x W; it is left as it is.
    stroke
        Any stroke that `check_stroke` accepts.

    Returns
    -------
    tuple
        A new trimap, and the smallest box that holds every pixel that has changed its value; None
        when none has.

    Raises
    ------
    StrokeError
        As `check_stroke`.
    """
    height, width = trimap.shape
    check_stroke(stroke, width, height)
    return draw_segments(trimap, stroke.label, *_segments(stroke))


def draw_segments(
    trimap: Trimap, label: Label, points: Points, radii: Sequence[float]
) -> tuple[Trimap, Rectangle | None]:
    """Draw segments between consecutive points, each with its own radius; the answer is `draw`'s.

    `points` has one entry more than `radii`. Nothing is checked.
    """
    height, width = trimap.shape
    drawn = trimap.copy()
    box = _reach(points, max(radii), width, height)
    if box is None:
        return drawn, None
    rows, columns = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
    part = drawn[rows, columns]
    changed = _painted(points, radii, box) & (part != VALUES[label])
    part[changed] = VALUES[label]
    return drawn, bounds(changed, box)


def in_step(value: float) -> float:
    """A length in photo pixels, rounded half up to 1/16 pixel."""
    return math.floor(STEPS * value + 0.5) / STEPS


def reach(stroke: Stroke, width: int, height: int) -> Rectangle | None:
    """The pixels of the photo that the stroke can reach; None when it stays outside."""
    return _reach(stroke.points, stroke.radius, width, height)


def painted(stroke: Stroke, box: Rectangle) -> Region:
    """Which pixels of `box` the stroke paints: bool, height x width."""
    return _painted(*_segments(stroke), box)


def _segments(stroke: Stroke) -> tuple[Points, tuple[float, ...]]:
    """The ends of a stroke's segments, of which a single point has one too, and their radii."""
    points = stroke.points if len(stroke.points) > 1 else stroke.points * 2
    return points, (stroke.radius,) * (len(points) - 1)


def _reach(places: Points, largest: float, width: int, height: int) -> Rectangle | None:
    points, radius = in_steps(as_array(places)), int(STEPS * in_step(largest))
    left, top = np.maximum(first_centre(points.min(axis=0) - radius), 0)
    right, bottom = np.minimum(last_centre(points.max(axis=0) + radius) + 1, (width, height))
    if left >= right or top >= bottom:
        return None
    return Rectangle(int(left), int(top), int(right - left), int(bottom - top))


def _painted(places: Points, radii: Sequence[float], box: Rectangle) -> Region:
    points, brush = in_steps(as_array(places)), in_steps(np.asarray(radii, dtype=np.float64))
    # Every interval opens at its first pixel and closes behind its last one.
    edges = np.zeros((box.height, box.width + 1), dtype=np.int16)
    for segments, radius, row in _rows(points, brush, box):
        first, last = _interval(segments, (STEPS * row + STEPS // 2).astype(np.float64), radius)
        first = np.maximum(first - box.x, 0)
        last = np.minimum(last - box.x, box.width - 1)
        kept = first <= last
        np.add.at(edges, (row[kept] - box.y, first[kept]), 1)
        np.add.at(edges, (row[kept] - box.y, last[kept] + 1), -1)
    np.cumsum(edges, axis=1, dtype=np.int16, out=edges)
    return edges[:, :-1] > 0


def _rows(
    points: Integers, radius: Integers, box: Rectangle
) -> Iterator[tuple[Doubles, Doubles, Integers]]:
    """Every row of every segment, in portions: N x 4 of (A.x, A.y, B.x, B.y), N radii, N rows."""
    starts, ends = points[:-1], points[1:]
    segments = np.concatenate([starts, ends], axis=1).astype(np.float64)
    top = np.maximum(first_centre(np.minimum(starts[:, 1], ends[:, 1]) - radius), box.y)
    bottom = np.minimum(
        last_centre(np.maximum(starts[:, 1], ends[:, 1]) + radius) + 1, box.y + box.height
    )
    counts = np.maximum(bottom - top, 0)
    stops = np.cumsum(counts)
    begin = 0
    while begin < len(segments):
        before = stops[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(stops, before + _ROWS_AT_ONCE, side="right")))
        which = np.repeat(np.arange(begin, end), counts[begin:end])
        row = np.arange(len(which)) + before - (stops - counts)[which] + top[which]
        yield segments[which], radius[which].astype(np.float64), row
        begin = end


def _interval(segments: Doubles, y: Doubles, radius: Doubles) -> tuple[Integers, Integers]:
    """The first and last column that each segment paints in the row at `y`; last < first: none."""
    left, right = _outline(segments, y, radius)
    reached = left <= right
    first = np.full(len(y), 1, dtype=np.int64)
    last = np.zeros(len(y), dtype=np.int64)
    segments, y, radius = segments[reached], y[reached], radius[reached]
    start = np.ceil((left[reached] - STEPS // 2) / STEPS).astype(np.int64)
    stop = np.floor((right[reached] - STEPS // 2) / STEPS).astype(np.int64)
    first[reached] = _outermost(segments, y, radius, start, -1, np.iinfo(np.int64).max)
    last[reached] = _outermost(segments, y, radius, stop, 1, np.iinfo(np.int64).min)
    return first, last


def _outline(segments: Doubles, y: Doubles, radius: Doubles) -> tuple[Doubles, Doubles]:
    """Where the row at `y` enters and leaves the round outline of each segment, up to rounding.

    The outline consists of parts of two circles and two straight sides; what else of the circles
    and sides the row meets lies between. Rows that miss it have the answer (inf, -inf).
    """
    ax, ay, bx, by = segments.T
    left = np.full(len(y), np.inf)
    right = np.full(len(y), -np.inf)
    for x, up in ((ax, y - ay), (bx, y - by)):
        square = radius * radius - up * up
        half = np.sqrt(np.maximum(square, 0))
        left = np.where(square >= 0, np.minimum(left, x - half), left)
        right = np.where(square >= 0, np.maximum(right, x + half), right)
    dx, dy = bx - ax, by - ay
    length = np.where(dy == 0, 1.0, np.hypot(dx, dy))
    for side in (radius, -radius):
        across = np.divide(y - (ay + side * dx / length), dy, out=np.full(len(y), -1.0), where=dy != 0)
        meets = (across >= 0) & (across <= 1)
        x = ax - side * dy / length + across * dx
        left = np.where(meets, np.minimum(left, x), left)
        right = np.where(meets, np.maximum(right, x), right)
    return left, right


def _outermost(
    segments: Doubles, y: Doubles, radius: Doubles, column: Integers, outwards: int, none: int
) -> Integers:
    """The outermost painted one of `column` and its two neighbours; `none` when none is."""
    answer = np.full(len(y), none, dtype=np.int64)
    for offset in (-outwards, 0, outwards):
        centre = (STEPS * (column + offset) + STEPS // 2).astype(np.float64)
        answer = np.where(_rule(segments, centre, y, radius), column + offset, answer)
    return answer


def _rule(segments: Doubles, x: Doubles, y: Doubles, radius: Doubles) -> Region:
    ax, ay, bx, by = segments.T
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    fx, fy = x - ax, y - ay
    gx, gy = x - bx, y - by
    along = fx * dx + fy * dy
    cross = dx * fy - dy * fx
    square = radius * radius
    near_start = fx * fx + fy * fy <= square
    near_end = gx * gx + gy * gy <= square
    beside = cross * cross <= square * length
    covered: Region = np.where(along <= 0, near_start, np.where(along >= length, near_end, beside))
    return covered
