"""Corrections of a trimap beside brush strokes: which there are, and how a record names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final, TypeAlias

from curator.errors import CorruptError
from curator.records import Rectangle
from curator.trimap.flood import Flood, check_flood, flood_fill
from curator.trimap.polygon import Polygon, check_polygon, fill_polygon
from curator.trimap.pressed import PressedStroke, check_pressed, draw_pressed
from curator.trimap.widen import BandChange, change_band, check_band_change
from curator.types import Image, Trimap

Correction: TypeAlias = Polygon | BandChange | Flood | PressedStroke

#: The kinds of revisions that corrections make.
KINDS: Final[Mapping[str, type[Correction]]] = {
    "polygon": Polygon,
    "band": BandChange,
    "flood": Flood,
    "pressed": PressedStroke,
}


def kind_of(correction: Correction) -> str:
    """The kind of revision that a correction makes."""
    return next(kind for kind, made in KINDS.items() if isinstance(correction, made))


def check_correction(correction: Correction, width: int, height: int) -> Correction:
    """A correction as it is stored: checked and rounded.

    Raises
    ------
    StrokeError
        If it cannot be drawn on a photo of that size.
    """
    if isinstance(correction, Polygon):
        return check_polygon(correction, width, height)
    if isinstance(correction, BandChange):
        return check_band_change(correction, width, height)
    if isinstance(correction, PressedStroke):
        return check_pressed(correction, width, height)
    return check_flood(correction, width, height)


def apply_correction(
    trimap: Trimap, correction: Correction, photo: Callable[[], Image]
) -> tuple[Trimap, Rectangle | None]:
    """Correct a trimap; gives a new one and the box of what has changed (None: nothing).

    `photo` gives the photo's pixels; it is asked only by what looks at colours.

    Raises
    ------
    StrokeError
        If the correction cannot be drawn.
    """
    if isinstance(correction, Polygon):
        return fill_polygon(trimap, correction)
    if isinstance(correction, BandChange):
        return change_band(trimap, correction)
    if isinstance(correction, PressedStroke):
        return draw_pressed(trimap, correction)
    return flood_fill(trimap, photo(), correction)


def as_parameters(correction: Correction) -> dict[str, Any]:
    """A correction as a revision records it: JSON values."""
    values = asdict(correction)
    if "points" in values:
        values["points"] = [[float(x), float(y)] for x, y in values["points"]]
    if "radii" in values:
        values["radii"] = [float(radius) for radius in values["radii"]]
    return values


def from_parameters(kind: str, parameters: Mapping[str, Any]) -> Correction:
    """The correction that a revision of a kind records.

    Raises
    ------
    CorruptError
        If the parameters are not those of that kind.
    """
    values = dict(parameters)
    if "points" in values:
        values["points"] = tuple((float(x), float(y)) for x, y in values["points"])
    if "radii" in values:
        values["radii"] = tuple(float(radius) for radius in values["radii"])
    try:
        return KINDS[kind](**values)
    except TypeError as error:
        raise CorruptError(
            f"The record of a correction ({kind}) is not what it should be; restore a backup."
        ) from error
