"""The history of an annotation: its steps, a thumbnail of each, the way to any, the film."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from curator.records import Revision
from curator.store.chain import stroke_as_json
from curator.web.annotations import annotation_json
from curator.web.answers import Author, OpenProject, kept
from curator.web.strokes import Change
from curator.workflow import timeline

router = APIRouter(prefix="/api/annotations/{annotation_id}")


class Jump(Change):
    """The revision to go to."""

    target: str = Field(max_length=64)


@router.get("/timeline")
def steps(project: OpenProject, annotation_id: int, after: int = 0) -> dict[str, Any]:
    """The steps of the history whose number is larger than `after`, in the order they were made."""
    found = timeline.timeline(project, annotation_id, after)
    return {"steps": [_step_json(step) for step in found]}


@router.get("/timeline/{revision}.jpg")
def thumbnail(request: Request, project: OpenProject, annotation_id: int, revision: str) -> Response:
    """A small picture of what a step made."""
    return kept(
        request,
        f"{revision}-step",
        "image/jpeg",
        lambda: timeline.thumbnail(project, annotation_id, revision),
        for_good=True,
    )


@router.get("/timeline/{revision}/film")
def film(project: OpenProject, annotation_id: int, revision: str) -> dict[str, Any]:
    """What led to a revision, with every stroke's points."""
    chain = timeline.film(project, annotation_id, revision)
    return {"scenes": [_scene_json(step) for step in chain]}


@router.post("/jump")
def jump(project: OpenProject, annotation_id: int, wanted: Jump, author: Author) -> dict[str, Any]:
    """Make a step of the history the current one."""
    timeline.jump(project, annotation_id, wanted.base, wanted.target, author)
    return annotation_json(project, annotation_id)


def _about(step: Revision) -> dict[str, Any]:
    return {
        "revision": step.hash,
        "number": step.number,
        "kind": step.kind,
        "method": step.method,
        "label": step.parameters.get("label") if step.stroke is None else step.stroke.label,
        "author": step.author,
        "created_at": step.created_at.isoformat(),
    }


def _step_json(step: timeline.Step) -> dict[str, Any]:
    return _about(step.revision) | {"parent": step.parent, "branch": step.branch}


def _scene_json(step: Revision) -> dict[str, Any]:
    stroke = None if step.stroke is None else stroke_as_json(step.stroke)
    return _about(step) | {"stroke": stroke, "trimap": step.trimap_digest}
