"""The background on which a matte looks worst, and why."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from curator.refinement.worst_background import Colour, WorstBackground
from curator.web.answers import OpenProject
from curator.web.strokes import Settings
from curator.workflow import worst

router = APIRouter(prefix="/api/annotations/{annotation_id}")


@router.get("/worst")
def worst_background(
    project: OpenProject, annotation_id: int, revision: str, method: str | None = None
) -> dict[str, Any]:
    """Of a revision's alpha, or of a method's matte of its trimap."""
    if method is None:
        return _json(worst.worst_of_revision(project, annotation_id, revision))
    return _json(worst.worst_of_candidate(project, annotation_id, revision, method))


@router.get("/live/worst")
def worst_of_live(
    project: OpenProject,
    annotation_id: int,
    method: str,
    state: str,
    settings: Annotated[Settings, Query(default_factory=list)],
) -> dict[str, Any]:
    """Of the live matte in the state that a page has."""
    return _json(worst.worst_of_live(project, annotation_id, method, state, settings))


def _json(found: WorstBackground | None) -> dict[str, Any]:
    if found is None:
        return {"colour": None}
    return {
        "colour": _hex(found.colour),
        "contrast": found.contrast,
        "kindest": _hex(found.kindest),
        "kindest_contrast": found.kindest_contrast,
        "subject": _hex(found.subject),
        "pixels": found.pixels,
        "compared": found.compared,
        "x": found.x,
        "y": found.y,
    }


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
