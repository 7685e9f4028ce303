"""The other people of a photo: known background of the one that an annotation is about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from curator.errors import ConflictError
from curator.records import Annotation, Draft, Revision
from curator.store.project import Project
from curator.types import FOREGROUND, UNKNOWN, Region, Trimap
from curator.workflow.drafting import beside
from curator.workflow.replay import alone, remember, trimap_at

_FUSED = ("propose", "rectangle")


def untouched(annotation: Annotation, head: Revision) -> bool:
    """Whether an annotation is as it was proposed: nobody drew, matted, judged or removed it."""
    return annotation.state == "proposed" and head.kind in _FUSED and not annotation.removed


def own_trimap(project: Project, head: Revision) -> Trimap:
    """What is claimed for a person: by hand, or by the masks alone where they made the trimap."""
    return alone(project, head) if head.kind in _FUSED else trimap_at(project, head.hash)


def others_of(number: int | None, people: Mapping[int, Trimap]) -> Region | None:
    """Where the other people are for certain; None where there are none."""
    others = [trimap == FOREGROUND for key, trimap in people.items() if key != number]
    if not others:
        return None
    region: Region = np.logical_or.reduce(others)
    return region


def others_in(project: Project, photo_id: int, annotation_id: int | None = None) -> Region | None:
    """Where the people of a photo are for certain, but for the one of an annotation."""
    others = {
        each.id: trimap_at(project, each.head)
        for each in project.annotations.of_photo(photo_id)
        if each.id != annotation_id
    }
    return others_of(annotation_id, others)


def settle(project: Project, photo_id: int, author: str) -> tuple[Annotation, ...]:
    """After people came or went: draft anew what nobody worked on, with the others as background.

    Returns
    -------
    tuple
        The annotations that changed. Those that somebody worked on stay as they are.
    """
    annotations = project.annotations.of_photo(photo_id)
    heads = {each.id: project.revisions.get(each.head) for each in annotations}
    own = {each.id: own_trimap(project, heads[each.id]) for each in annotations}
    changed: list[Annotation] = []
    for each in annotations:
        head = heads[each.id]
        if not untouched(each, head) or not head.inputs["masks"]:
            continue
        trimap, made = beside(project, head.inputs, own[each.id], others_of(each.id, own))
        if made["trimap_digest"] == head.trimap_digest or not (trimap == UNKNOWN).any():
            continue
        draft = Draft(
            kind=head.kind,
            method=head.method,
            version=head.version,
            parameters=head.parameters,
            author=author,
            **made,
        )
        try:
            revision = project.annotations.append(each.id, each.head, draft, "proposed")
        except ConflictError:
            # Somebody has begun to work on it in this moment: then it stays as it is.
            continue
        remember(revision.hash, trimap)
        changed.append(project.annotations.get(each.id))
    return tuple(changed)
