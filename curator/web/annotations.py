"""One annotation: what it is now, and its trimap, alpha and cut-out as pixels."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from curator.store.project import Project
from curator.web.answers import OpenProject, kept
from curator.web.photos import photo_json
from curator.workflow import pictures
from curator.workflow.annotate import mattes_of, view
from curator.workflow.paint import matte_of, parameters_of

router = APIRouter(prefix="/api/annotations/{annotation_id}")

READ_ONLY = ("submitted", "accepted")


def annotation_json(project: Project, annotation_id: int) -> dict[str, Any]:
    """An annotation as the editor needs it; `digest` is of its trimap."""
    shown = view(project, annotation_id)
    annotation, head = shown.annotation, shown.head
    made = None if shown.alpha_revision is None else project.revisions.get(shown.alpha_revision)
    return {
        "id": annotation.id,
        "subject": annotation.subject,
        "state": annotation.state,
        "read_only": annotation.removed or annotation.state in READ_ONLY,
        "removed": annotation.removed,
        "note": _note(project, annotation_id) if annotation.state == "rejected" else "",
        "head": head.hash,
        "parent": head.parent,
        "digest": head.trimap_digest,
        "can_undo": shown.can_undo,
        "can_redo": shown.can_redo,
        "has_alpha": shown.has_alpha,
        "alpha_revision": shown.alpha_revision,
        "matte_method": None if made is None else matte_of(made),
        "refined": made is not None and made.kind == "refined",
        "matte_parameters": None if made is None else parameters_of(made),
        "photo": photo_json(shown.photo),
    }


@router.get("")
def annotation(project: OpenProject, annotation_id: int) -> dict[str, Any]:
    """The annotation as it is now."""
    return annotation_json(project, annotation_id)


@router.get("/mattes")
def mattes(project: OpenProject, annotation_id: int) -> dict[str, Any]:
    """Every matte that the annotation had, the newest last, those undone too."""
    return {
        "mattes": [
            {
                "revision": each.hash,
                "number": each.number,
                "kind": each.kind,
                "method": each.method,
                "author": each.author,
                "created_at": each.created_at.isoformat(),
            }
            for each in mattes_of(project, annotation_id)
        ]
    }


@router.get("/trimap.png")
def trimap(
    request: Request, project: OpenProject, annotation_id: int, revision: str | None = None
) -> Response:
    """The trimap at a revision, or now: grey, 0, 128 and 255."""
    known = revision or project.annotations.get(annotation_id).head
    return kept(
        request,
        f"{known}-trimap",
        "image/png",
        lambda: pictures.trimap_file(project, annotation_id, known),
        for_good=revision is not None,
    )


@router.get("/alpha.png")
def alpha(
    request: Request,
    project: OpenProject,
    annotation_id: int,
    revision: str | None = None,
    eight: bool = False,
) -> Response:
    """The newest alpha at or before a revision: 16-bit grey, or 8-bit."""
    depth: pictures.Depth = 8 if eight else 16
    known = revision or project.annotations.get(annotation_id).head
    return kept(
        request,
        f"{known}-alpha-{depth}",
        "image/png",
        lambda: pictures.alpha_file(project, annotation_id, known, depth),
        for_good=revision is not None,
    )


@router.get("/foreground.png")
def foreground(
    request: Request, project: OpenProject, annotation_id: int, revision: str | None = None
) -> Response:
    """The subject cut out with estimated foreground colours: straight RGBA."""
    known = revision or project.annotations.get(annotation_id).head
    return kept(
        request,
        f"{known}-foreground",
        "image/png",
        lambda: pictures.cutout_file(project, annotation_id, known),
        for_good=revision is not None,
    )


def _note(project: Project, annotation_id: int) -> str:
    notes = [each.note for each in project.reviews.of(annotation_id) if each.verdict == "reject"]
    return notes[-1] if notes else ""
