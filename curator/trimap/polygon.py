"""Polygons filled into a trimap: whole sixteenths of a pixel decide, as they do for strokes.

The rule, which the page's preview follows too. A point is rounded, half up, to
P = floor(16 * coordinate + 0.5); the pixel in column i and row j has its centre at
C = (16 i + 8, 16 j + 8). The last point is joined to the first. An edge from A to B, with A.y < B.y
after the ends are exchanged where need be, is counted if A.y <= C.y < B.y and C lies left of it:

    (C.x - A.x) * (B.y - A.y) < (B.x - A.x) * (C.y - A.y)

A pixel is inside if the number of edges counted is odd. Polygons that share an edge share no pixel
and leave none out. All of it is integers below 2^53, which doubles hold exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

import numpy as np

from curator.errors import StrokeError
from curator.imaging.geometry import bounds
from curator.records import Label, Rectangle
from curator.trimap.points import (
    STEPS,
    Integers,
    Points,
    as_array,
    check_points,
    first_centre,
    in_steps,
    last_centre,
)
from curator.trimap.strokes import VALUES
from curator.types import Region, Trimap

_LEAST_POINTS: Final = 3
#: Crossings of edges and rows that are worked on at once.
_CROSSINGS_AT_ONCE: Final = 65536


@dataclass(frozen=True)
class Polygon:
    """A closed line drawn around pixels that get a label: a polygon, or the path of a lasso.

    `points` are (x, y) in photo pixels; the last is joined to the first. Where the line crosses
    itself, what it encloses an even number of times is outside.
    """

    label: Label
    points: Points


def check_polygon(polygon: Polygon, width: int, height: int) -> Polygon:
    """A polygon as it is stored: checked, its points rounded to 1/16 pixel.

    Raises
    ------
    StrokeError
        If the label is unknown, there are not 3 to 20000 points, or a point is not finite or further
        outside of the photo than its own size.
    """
    if polygon.label not in get_args(Label):
        raise StrokeError(f"A fill is foreground, background or unknown, not {polygon.label!r}.")
    return Polygon(polygon.label, check_points(polygon.points, width, height, _LEAST_POINTS))


def fill_polygon(trimap: Trimap, polygon: Polygon) -> tuple[Trimap, Rectangle | None]:
    """Give the pixels inside of a polygon its label, by the rule above.

    Parameters
    ----------
    trimap
        uint8 of 0, 128 and 255, H x W; it is left as it is.
    polygon
        Any polygon that `check_polygon` accepts.

    Returns
    -------
    tuple
        A new trimap, and the smallest box that holds every pixel that has changed its value; None
        when none has.

    Raises
    ------
    StrokeError
        As `check_polygon`.
    """
    height, width = trimap.shape
    check_polygon(polygon, width, height)
    filled = trimap.copy()
    points = in_steps(as_array(polygon.points))
    box = _reach(points, width, height)
    if box is None:
        return filled, None
    part = filled[box.y : box.y + box.height, box.x : box.x + box.width]
    changed = _inside(points, box) & (part != VALUES[polygon.label])
    part[changed] = VALUES[polygon.label]
    return filled, bounds(changed, box)


def _reach(points: Integers, width: int, height: int) -> Rectangle | None:
    """The pixels of the photo whose centres lie in the polygon's box."""
    left, top = np.maximum(first_centre(points.min(axis=0)), 0)
    right, bottom = np.minimum(last_centre(points.max(axis=0)) + 1, (width, height))
    if left >= right or top >= bottom:
        return None
    return Rectangle(int(left), int(top), int(right - left), int(bottom - top))


def _inside(points: Integers, box: Rectangle) -> Region:
    """Which pixels of `box` the polygon encloses: bool, height x width."""
    edges = np.concatenate([points, np.roll(points, -1, axis=0)], axis=1)
    down = edges[:, 1] <= edges[:, 3]
    edges = np.where(down[:, None], edges, edges[:, [2, 3, 0, 1]])
    # A row is met if its centre is at A.y or below it, and above B.y.
    top = np.maximum(first_centre(edges[:, 1]), box.y)
    bottom = np.minimum(first_centre(edges[:, 3]), box.y + box.height)
    counts = np.maximum(bottom - top, 0)
    stops = np.cumsum(counts)
    crossings = np.zeros((box.height, box.width + 1), dtype=np.int32)
    begin = 0
    while begin < len(edges):
        before = stops[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(stops, before + _CROSSINGS_AT_ONCE, side="right")))
        which = np.repeat(np.arange(begin, end), counts[begin:end])
        row = np.arange(len(which)) + before - (stops - counts)[which] + top[which]
        column = np.clip(_first_right(edges[which], row) - box.x, 0, box.width)
        np.add.at(crossings, (row - box.y, column), 1)
        begin = end
    np.cumsum(crossings, axis=1, out=crossings)
    # An edge counts for the pixels left of it; in all, a row meets an even number of edges.
    inside: Region = (crossings[:, :-1] & 1) == 1
    return inside


def _first_right(edges: Integers, row: Integers) -> Integers:
    """The first column of each row whose centre is not left of its edge."""
    ax, ay, bx, by = edges.T
    height = by - ay
    across = (bx - ax) * (STEPS * row + STEPS // 2 - ay) + (ax - STEPS // 2) * height
    column: Integers = -(-across // (STEPS * height))
    return column
