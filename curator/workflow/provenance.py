"""The history of an annotation as JSON: what an export tells of how a matte was made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import curator
from curator.records import Annotation, Photo, Revision
from curator.store.chain import as_json
from curator.store.project import Project


def provenance(project: Project, annotation: Annotation, photo: Photo) -> dict[str, Any]:
    """Everything that is known of how an annotation came about.

    The chain of revisions from the first to the current one, with strokes, parameters, hashes,
    authors and times; the reviews; and, where the annotation was itself imported with a history,
    that history under `earlier`. What was merged into it is told under `merged`, in the same way.
    """
    steps = project.revisions.chain(annotation.head)
    reviews = [
        asdict(review) | {"created_at": review.created_at.isoformat()}
        for review in project.reviews.of(annotation.id)
    ]
    return {
        "curator": curator.__version__,
        "annotation_id": annotation.id,
        "external_id": annotation.external_id,
        "subject": annotation.subject,
        "state": annotation.state,
        "refined": is_refined(steps),
        "photo": {
            "sha256": photo.sha256,
            "name": photo.name,
            "width": photo.width,
            "height": photo.height,
        },
        "revisions": [as_json(step) for step in steps],
        "reviews": reviews,
        "earlier": _earlier(project, steps[0]),
        "merged": [_merged(project, step) for step in steps if step.kind == "merge"],
    }


def is_refined(steps: Sequence[Revision]) -> bool:
    """Whether the newest alpha of a chain is somebody's work, and no imported mask as it came.

    A person too small to matte is `carried` over; once something is painted or matted upon that, it is
    refined. An import says of itself which it is.
    """
    for step in reversed(steps):
        if step.alpha_blob is not None:
            return step.kind != "carried" and bool(step.parameters.get("refined", True))
    return True


def methods_of(history: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of all sources and methods in a history, each once, in the order they came.

    What an imported history says of itself is somebody else's writing, so it is believed only where
    it has the shape of ours.
    """
    names: dict[str, None] = {}
    earlier = history.get("earlier")
    if isinstance(earlier, Mapping):
        names |= dict.fromkeys(methods_of(earlier))
    merged = history.get("merged")
    for other in merged if isinstance(merged, list) else ():
        if isinstance(other, Mapping):
            names |= dict.fromkeys(methods_of(other))
    steps = history.get("revisions")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, Mapping) and step.get("kind") != "import":
            names |= dict.fromkeys(_sources(step.get("inputs")))
            if isinstance(step.get("method"), str):
                names[step["method"]] = None
    return tuple(names)


def _sources(inputs: Any) -> Iterator[str]:
    masks = inputs.get("masks") if isinstance(inputs, Mapping) else None
    for mask in masks if isinstance(masks, list) else ():
        if isinstance(mask, Mapping) and isinstance(mask.get("source"), str):
            yield mask["source"]


def as_blob(project: Project, history: Mapping[str, Any]) -> str | None:
    """Keep a history that came with an import; None where there is none."""
    if not history:
        return None
    return project.blobs.add(json.dumps(history, sort_keys=True).encode("utf-8"))


def _merged(project: Project, step: Revision) -> dict[str, Any]:
    """What is known of the annotation that a step merged into another, up to that moment."""
    head = project.revisions.get(step.inputs["heads"][1])
    steps = project.revisions.chain(head.hash)
    return {
        "annotation_id": head.annotation_id,
        "subject": project.annotations.get(head.annotation_id).subject,
        "revisions": [as_json(each) for each in steps],
        "earlier": _earlier(project, steps[0]),
        "merged": [_merged(project, each) for each in steps if each.kind == "merge"],
    }


def _earlier(project: Project, first: Revision) -> dict[str, Any] | None:
    blob = first.inputs.get("provenance")
    if blob is None:
        return None
    earlier: dict[str, Any] = json.loads(project.blobs.read(blob))
    return earlier
