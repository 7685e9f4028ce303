"""The people of a photo: who is there, somebody more, two made one, one removed or brought back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from curator.web.annotations import annotation_json
from curator.web.answers import Author, OpenProject
from curator.web.strokes import Change, DrawnRectangle
from curator.workflow import adding, people

router = APIRouter(prefix="/api")


class Click(BaseModel):
    """A point in photo pixels."""

    x: float = Field(allow_inf_nan=False)
    y: float = Field(allow_inf_nan=False)


class Merge(Change):
    """The annotation to merge in, and the revision of it that the sender saw last."""

    other: int
    other_base: str = Field(max_length=64)


@router.get("/photos/{photo_id}/people")
def everybody(project: OpenProject, photo_id: int) -> dict[str, Any]:
    """Who is in a photo, and who was removed from it."""
    return {"people": [_person_json(person) for person in people.people(project, photo_id)]}


@router.post("/photos/{photo_id}/click")
def click(project: OpenProject, photo_id: int, clicked: Click, author: Author) -> dict[str, int]:
    """Begin an annotation of the person at a point."""
    return {"id": adding.add_at(project, photo_id, clicked.x, clicked.y, author).id}


@router.post("/photos/{photo_id}/rectangle")
def rectangle(
    project: OpenProject, photo_id: int, drawn: DrawnRectangle, author: Author
) -> dict[str, int]:
    """Begin an annotation of the person in a rectangle."""
    return {"id": adding.add_within(project, photo_id, drawn.rectangle(), author).id}


@router.post("/annotations/{annotation_id}/merge")
def merge(project: OpenProject, annotation_id: int, wanted: Merge, author: Author) -> dict[str, Any]:
    """Merge another person into this one."""
    people.merge(project, annotation_id, wanted.base, wanted.other, wanted.other_base, author)
    return annotation_json(project, annotation_id)


@router.post("/annotations/{annotation_id}/remove")
def remove(project: OpenProject, annotation_id: int, change: Change, author: Author) -> dict[str, Any]:
    """Remove this person; nothing is lost."""
    people.remove(project, annotation_id, change.base, author)
    return annotation_json(project, annotation_id)


@router.post("/annotations/{annotation_id}/restore")
def restore(project: OpenProject, annotation_id: int, change: Change, author: Author) -> dict[str, Any]:
    """Bring back a person who was removed."""
    people.restore(project, annotation_id, change.base, author)
    return annotation_json(project, annotation_id)


def _person_json(person: people.Person) -> dict[str, Any]:
    annotation, box, removal = person.annotation, person.shape.box, person.removal
    return {
        "annotation": annotation.id,
        "subject": annotation.subject,
        "number": person.number,
        "state": annotation.state,
        "head": annotation.head,
        "box": None if box is None else [box.x, box.y, box.width, box.height],
        "lines": person.shape.lines,
        "removed_by": None if removal is None else removal.author,
        "removed_at": None if removal is None else removal.created_at.isoformat(),
    }
