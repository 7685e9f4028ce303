"""Strokes of a pen whose pressure sets the size: each segment has a radius of its own.

The rule, which the page's preview follows too. The first point is painted with the first radius; the
segment from each point to the next one with the radius of the latter. Each of these is painted by the
rule of strokes (`curator.trimap.strokes`), and a pixel is painted if any of them paints it.
"""

from __future__ import annotations

from dataclasses import dataclass

from curator.errors import StrokeError
from curator.records import Label, Rectangle
from curator.trimap.points import Points, check_points
from curator.trimap.strokes import check_label, check_radius, draw_segments, in_step
from curator.types import Trimap


@dataclass(frozen=True)
class PressedStroke:
    """One gesture of a pen: points (x, y), and the brush's radius at each, in photo pixels."""

    label: Label
    radii: tuple[float, ...]
    points: Points


def check_pressed(stroke: PressedStroke, width: int, height: int) -> PressedStroke:
    """A stroke of a pen as it is stored: checked, points and radii rounded to 1/16 pixel.

    Raises
    ------
    StrokeError
        If the label is unknown, a radius is not from 0.5 to 2000, there are not as many radii as
        points, or the points are not those of a stroke.
    """
    check_label(stroke.label)
    if len(stroke.radii) != len(stroke.points):
        raise StrokeError(
            f"A pen's stroke has a radius for each of its {len(stroke.points)} points, "
            f"not {len(stroke.radii)}: draw it again."
        )
    for radius in stroke.radii:
        check_radius(radius)
    points = check_points(stroke.points, width, height)
    return PressedStroke(stroke.label, tuple(in_step(radius) for radius in stroke.radii), points)


def draw_pressed(trimap: Trimap, stroke: PressedStroke) -> tuple[Trimap, Rectangle | None]:
    """Draw a pen's stroke into a trimap, by the rule above.

    Parameters
    ----------
    trimap
        uint8 of 0, 128 and 255, H x W; it is left as it is.
    stroke
        Any stroke that `check_pressed` accepts.

    Returns
    -------
    tuple
        A new trimap, and the smallest box that holds every pixel that has changed its value; None
        when none has.

    Raises
    ------
    StrokeError
        As `check_pressed`.
    """
    height, width = trimap.shape
    check_pressed(stroke, width, height)
    return draw_segments(trimap, stroke.label, (stroke.points[0], *stroke.points), stroke.radii)
