"""What changes an annotation: strokes, undo, redo, the rectangle, submit."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from curator.records import Label, Rectangle, Stroke
from curator.web.annotations import annotation_json
from curator.web.answers import Author, OpenProject
from curator.workflow import annotate, propose

router = APIRouter(prefix="/api/annotations/{annotation_id}")


class Change(BaseModel):
    """A change of the revision that the sender saw last."""

    base: str = Field(max_length=64)


#: `NAME.PARAMETER=VALUE` of matting methods, as the command line has them.
Settings = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=200)]


class DrawnStroke(Change):
    """A stroke; `token` is the sender's name for it, so that sending it twice stores it once."""

    token: str = Field(min_length=8, max_length=64)
    label: Label
    radius: float
    points: list[tuple[float, float]]


class DrawnRectangle(BaseModel):
    """A rectangle in photo pixels."""

    x: int
    y: int
    width: int
    height: int

    def rectangle(self) -> Rectangle:
        """As a record."""
        return Rectangle(self.x, self.y, self.width, self.height)


class Redrawn(Change, DrawnRectangle):
    """The rectangle to propose anew from."""


@router.post("/strokes")
def add_stroke(
    project: OpenProject, annotation_id: int, drawn: DrawnStroke, author: Author
) -> dict[str, Any]:
    """Store a stroke; the answer comes when it is durable.

    For a new stroke only what it has changed is answered: an annotator sends many a minute.
    """
    stroke = Stroke(drawn.label, drawn.radius, tuple(drawn.points))
    made = annotate.add_stroke(project, annotation_id, drawn.base, stroke, author, drawn.token)
    annotation = project.annotations.get(annotation_id)
    if annotation.head != made.hash:
        return annotation_json(project, annotation_id)
    return {
        "state": annotation.state,
        "head": made.hash,
        "parent": made.parent,
        "digest": made.trimap_digest,
        "can_undo": True,
        "can_redo": bool(project.revisions.children(made.hash)),
        "has_alpha": False,
    }


@router.post("/undo")
def undo(project: OpenProject, annotation_id: int, change: Change, author: Author) -> dict[str, Any]:
    """Go back one revision."""
    annotate.undo(project, annotation_id, change.base, author)
    return annotation_json(project, annotation_id)


@router.post("/redo")
def redo(project: OpenProject, annotation_id: int, change: Change, author: Author) -> dict[str, Any]:
    """Go forward one revision."""
    annotate.redo(project, annotation_id, change.base, author)
    return annotation_json(project, annotation_id)


@router.post("/rectangle")
def rectangle(
    project: OpenProject, annotation_id: int, drawn: Redrawn, author: Author
) -> dict[str, Any]:
    """Propose anew from a rectangle around the person."""
    propose.propose_rectangle(project, annotation_id, drawn.base, drawn.rectangle(), author)
    return annotation_json(project, annotation_id)


@router.post("/submit")
def submit(project: OpenProject, annotation_id: int, change: Change, author: Author) -> dict[str, Any]:
    """Hand the annotation in for review."""
    annotate.submit(project, annotation_id, change.base, author)
    return annotation_json(project, annotation_id)
