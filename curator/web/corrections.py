"""Corrections of the trimap beside strokes, as the page sends them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import Field

from curator.records import Label
from curator.trimap.corrections import Correction
from curator.trimap.flood import Flood
from curator.trimap.polygon import Polygon
from curator.trimap.widen import BandChange
from curator.web.annotations import annotation_json
from curator.web.answers import Author, OpenProject
from curator.web.strokes import Change
from curator.workflow import corrections

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


Drawn = Annotated[DrawnPolygon | DrawnBandChange | DrawnFlood, Body(discriminator="kind")]


@router.post("/corrections")
def correct(project: OpenProject, annotation_id: int, drawn: Drawn, author: Author) -> dict[str, Any]:
    """Store a correction; the answer comes when it is durable."""
    made = drawn.correction()
    corrections.correct(project, annotation_id, drawn.base, made, author, drawn.token)
    return annotation_json(project, annotation_id)
