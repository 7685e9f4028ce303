"""Which annotation of a photo a proposed subject belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curator.records import Annotation
from curator.store.project import Project
from curator.types import BACKGROUND, FOREGROUND, Region, Trimap
from curator.workflow.asking import Said
from curator.workflow.replay import trimap_at
from curator.workflow.subjects import assigned

#: Overlap (IoU) from which a proposed person is the one that an annotation is about.
_SAME = 0.3
_PERSON = 0.5


def place(
    project: Project, subjects: Sequence[Sequence[Said]], known: Sequence[Annotation]
) -> list[Annotation | None]:
    """For each subject the annotation that is about it, or None where it is new.

    By the dataset's id where both have one; else one subject and one annotation are the same person,
    and of several those whose overlap is largest in sum; what is left goes to annotations without
    any foreground (begun blank), in their order.
    """
    places: list[Annotation | None] = [None] * len(subjects)
    left = list(known)
    for number, said in enumerate(subjects):
        ids = {each.mask.external_id for each in said} - {None}
        places[number] = next((each for each in left if each.external_id in ids), None)
        left = [each for each in left if each is not places[number]]
    open_ = [number for number, place in enumerate(places) if place is None]
    if len(subjects) == len(known) == len(open_) == 1:
        return [known[0]]
    free = [each for each in left if not (each.external_id and _has_id(subjects))]
    for number, annotation in _by_overlap(project, subjects, open_, free):
        places[number] = annotation
        free.remove(annotation)
    blank = [each for each in free if not (trimap_at(project, each.head) == FOREGROUND).any()]
    for number in open_:
        if places[number] is None and blank:
            places[number] = blank.pop(0)
    return places


def _has_id(subjects: Sequence[Sequence[Said]]) -> bool:
    return any(each.mask.external_id is not None for said in subjects for each in said)


def _by_overlap(
    project: Project,
    subjects: Sequence[Sequence[Said]],
    open_: Sequence[int],
    free: Sequence[Annotation],
) -> list[tuple[int, Annotation]]:
    if not open_:
        return []
    proposed = [subjects[number][0].mask.mask >= _PERSON for number in open_]
    people = [_person(trimap_at(project, each.head)) for each in free]
    return [(open_[row], free[column]) for row, column in assigned(proposed, people, _SAME)]


def _person(trimap: Trimap) -> Region:
    """Foreground and the unknown about it; nothing where there is no foreground."""
    if not (trimap == FOREGROUND).any():
        return np.zeros(trimap.shape, dtype=np.bool_)
    person: Region = trimap != BACKGROUND
    return person
