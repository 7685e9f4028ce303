"""The unknown band made wider or narrower by pixels, everywhere or under a brush.

The rule, which the page's preview follows too. The distance of two pixels is that of their centres; its
square is a whole number. All distances are taken in the trimap as it was before.

- Widening by n: a pixel at most n away from an unknown pixel becomes unknown.
- Narrowing by n: an unknown pixel at most n away from a known pixel gets the label of the nearest
  one; where foreground and background are equally near it stays unknown.

Under a brush, the same happens to those pixels alone that a stroke of the brush would paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from curator.errors import StrokeError
from curator.imaging.geometry import bounds
from curator.records import Rectangle, Stroke
from curator.trimap.distances import squared_distances
from curator.trimap.points import Points
from curator.trimap.strokes import check_stroke, painted, reach
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Region, Trimap

Change = Literal["widen", "narrow"]
MAX_PIXELS: Final = 100


@dataclass(frozen=True)
class BandChange:
    """The band made wider or narrower by `pixels`: everywhere without points, else under a brush."""

    change: Change
    pixels: int
    radius: float = 0.0
    points: Points = ()

    @property
    def stroke(self) -> Stroke | None:
        """What the brush went over; None for everywhere."""
        return Stroke("unknown", self.radius, self.points) if self.points else None


def check_band_change(change: BandChange, width: int, height: int) -> BandChange:
    """A change of the band as it is stored: checked, points and radius rounded to 1/16 pixel.

    Raises
    ------
    StrokeError
        If it is neither widen nor narrow, not by 1 to 100 pixels, or its stroke cannot be drawn.
    """
    if change.change not in get_args(Change):
        raise StrokeError(f"The band is widened or narrowed, not {change.change!r}.")
    if not 1 <= change.pixels <= MAX_PIXELS:
        raise StrokeError(f"The band changes by 1 to {MAX_PIXELS} pixels, not by {change.pixels}.")
    if change.stroke is None:
        return BandChange(change.change, change.pixels)
    stroke = check_stroke(change.stroke, width, height)
    return BandChange(change.change, change.pixels, stroke.radius, stroke.points)


def change_band(trimap: Trimap, change: BandChange) -> tuple[Trimap, Rectangle | None]:
    """Make the unknown band wider or narrower, by the rule above.

    Parameters
    ----------
    trimap
        uint8 of 0, 128 and 255, H x W; it is left as it is.
    change
        Any change that `check_band_change` accepts.

    Returns
    -------
    tuple
        A new trimap, and the smallest box that holds every pixel that has changed its value; None
        when none has.

    Raises
    ------
    StrokeError
        As `check_band_change`.
    """
    height, width = trimap.shape
    check_band_change(change, width, height)
    stroke = change.stroke
    box = Rectangle(0, 0, width, height) if stroke is None else reach(stroke, width, height)
    changed_trimap = trimap.copy()
    if box is None:
        return changed_trimap, None
    # What is further away than the change is wide decides nothing.
    left, top = max(0, box.x - change.pixels), max(0, box.y - change.pixels)
    right = min(width, box.x + box.width + change.pixels)
    bottom = min(height, box.y + box.height + change.pixels)
    after = _changed(trimap[top:bottom, left:right], change)
    after = after[box.y - top : box.y - top + box.height, box.x - left : box.x - left + box.width]
    part = changed_trimap[box.y : box.y + box.height, box.x : box.x + box.width]
    changed: Region = part != after
    if stroke is not None:
        changed &= painted(stroke, box)
    part[changed] = after[changed]
    return changed_trimap, bounds(changed, box)


def _changed(trimap: Trimap, change: BandChange) -> Trimap:
    most = change.pixels * change.pixels
    unknown = trimap == UNKNOWN
    after = trimap.copy()
    if change.change == "widen":
        after[squared_distances(unknown, change.pixels) <= most] = UNKNOWN
        return after
    foreground = squared_distances(trimap == FOREGROUND, change.pixels)
    background = squared_distances(trimap == BACKGROUND, change.pixels)
    near = unknown & (np.minimum(foreground, background) <= most)
    after[near & (foreground < background)] = FOREGROUND
    after[near & (background < foreground)] = BACKGROUND
    return after
