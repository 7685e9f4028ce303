"""Corrections of the trimap beside strokes, and of the alpha, as the page sends them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import Field

from curator.matting.painting import SoftStroke
from curator.records import Label
from curator.trimap.corrections import Correction
from curator.trimap.flood import Flood
from curator.trimap.polygon import Polygon
from curator.trimap.pressed import PressedStroke
from curator.trimap.widen import BandChange
from curator.web.annotations import annotation_json
from curator.web.answers import Author, OpenProject
from curator.web.strokes import Change, Settings
from curator.workflow import corrections
from curator.workflow.paint import Painting, paint

router = APIRouter(prefix="/api/annotations/{annotation_id}")


class _Made(Change):
    """A correction; `token` is the sender's name for it, so that sending it twice stores it once."""

    token: str = Field(min_length=8, max_length=64)


class DrawnPolygon(_Made):
    """A polygon, or the path of a lasso, and the label that its inside gets."""

    kind: Literal["polygon"]
    label: Label
    points: list[tuple[float, float]]

    def correction(self) -> Correction:
        """What is to be done."""
        return Polygon(self.label, tuple(self.points))


class DrawnBandChange(_Made):
    """The band wider or narrower: everywhere without points, else under a brush."""

    kind: Literal["band"]
    change: Literal["widen", "narrow"]
    pixels: int
    radius: float = 0
    points: list[tuple[float, float]] = Field(default_factory=list)

    def correction(self) -> Correction:
        """What is to be done."""
        return BandChange(self.change, self.pixels, self.radius, tuple(self.points))


class DrawnFlood(_Made):
    """A fill by colour from the pixel in column `x` and row `y`."""

    kind: Literal["flood"]
    label: Label
    x: int
    y: int
    tolerance: int

    def correction(self) -> Correction:
        """What is to be done."""
        return Flood(self.label, self.x, self.y, self.tolerance)


class DrawnWithPen(_Made):
    """A stroke of a pen whose pressure sets the radius, at each of its points."""

    kind: Literal["pressed"]
    label: Label
    radii: list[float]
    points: list[tuple[float, float]]

    def correction(self) -> Correction:
        """What is to be done."""
        return PressedStroke(self.label, tuple(self.radii), tuple(self.points))


class _Painted(_Made):
    """A stroke of a soft brush; `matte` is the method to paint on where there is no matte yet."""

    radius: float
    hardness: float
    points: list[tuple[float, float]]
    matte: str = ""
    settings: Settings = Field(default_factory=list)

    @property
    def stroke(self) -> SoftStroke:
        """Where, and how softly."""
        return SoftStroke(self.radius, self.hardness, tuple(self.points))


class PaintedAlpha(_Painted):
    """An alpha painted by hand."""

    kind: Literal["alpha"]
    value: float

    def painting(self) -> Painting:
        """What is to be painted."""
        return Painting(self.stroke, self.value, self.matte, tuple(self.settings))


class PaintedRegion(_Painted):
    """A region that takes its alpha from a method."""

    kind: Literal["region"]
    method: str

    def painting(self) -> Painting:
        """What is to be painted."""
        return Painting(self.stroke, self.method, self.matte, tuple(self.settings))


Drawn = Annotated[
    DrawnPolygon | DrawnBandChange | DrawnFlood | DrawnWithPen | PaintedAlpha | PaintedRegion,
    Body(discriminator="kind"),
]


@router.post("/corrections")
def correct(project: OpenProject, annotation_id: int, drawn: Drawn, author: Author) -> dict[str, Any]:
    """Store a correction; the answer comes when it is durable."""
    if isinstance(drawn, PaintedAlpha | PaintedRegion):
        paint(project, annotation_id, drawn.base, drawn.painting(), author, drawn.token)
    else:
        made = drawn.correction()
        corrections.correct(project, annotation_id, drawn.base, made, author, drawn.token)
    return annotation_json(project, annotation_id)
