"""Somebody more in a photo: found where a person clicks, or within a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from curator.errors import InputError, NoPersonError
from curator.imaging.decode import decode_photo
from curator.records import Annotation, Photo, Prompt, Rectangle
from curator.store.project import Project
from curator.trimap.outline import likely, sampled, step_of
from curator.types import Region
from curator.workflow.asking import Said, ask, embedded
from curator.workflow.drafting import drafted, fused
from curator.workflow.neighbours import others_of, settle
from curator.workflow.replay import remember, trimap_at
from curator.workflow.subjects import SAME_SUBJECT

_PERSON = 0.5
#: No annotation's id: everybody is somebody else to who is new.
_NOBODY = 0
_INSTEAD = "Drag a rectangle around the person instead."


def add_within(project: Project, photo_id: int, rectangle: Rectangle, author: str) -> Annotation:
    """Begin an annotation of the person in a rectangle (source `grabcut`).

    Raises
    ------
    NotFoundError
        If there is no such photo.
    MaskError, NoPersonError
        If the rectangle holds nothing to separate.
    """
    photo = project.photos.get(photo_id)
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    said = ask(image, Prompt(rectangle=rectangle), ("grabcut",))[0]
    box = {"x": rectangle.x, "y": rectangle.y, "width": rectangle.width, "height": rectangle.height}
    return _begin(project, photo, "rectangle", said, {"rectangle": box}, author)


def add_at(project: Project, photo_id: int, x: float, y: float, author: str) -> Annotation:
    """Begin an annotation of the person at a point (x, y) of a photo, as the embedded sources see it.

    Raises
    ------
    NotFoundError
        If there is no such photo.
    InputError
        If the point is not in the photo.
    NoPersonError
        If no source finds anybody there, or only who is there already.
    UnavailableError
        If no embedded source can work here.
    """
    photo = project.photos.get(photo_id)
    if not (0 <= x < photo.width and 0 <= y < photo.height):
        raise InputError(f"The point ({x:g}, {y:g}) is not in the photo: click on a person.")
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    try:
        subjects = ask(image, Prompt(), embedded()[0])
    except NoPersonError as error:
        raise NoPersonError(f"Nobody was found in this photo. {_INSTEAD}") from error
    row, column = int(y), int(x)
    there = [said for said in subjects if _sureness(said, row, column) >= _PERSON]
    if not there:
        raise NoPersonError(f"Nobody was found there. {_INSTEAD}")
    known = _known(project, photo)
    free = [said for said in there if not _is_known(said, known)]
    if not free:
        raise NoPersonError(f"Nobody was found there but who is in the list already. {_INSTEAD}")
    said = max(free, key=lambda each: _sureness(each, row, column))
    return _begin(project, photo, "propose", said, {"point": [x, y]}, author)


def _begin(
    project: Project,
    photo: Photo,
    kind: str,
    said: Sequence[Said],
    place: dict[str, object],
    author: str,
) -> Annotation:
    people = {each.id: trimap_at(project, each.head) for each in project.annotations.of_photo(photo.id)}
    others = others_of(_NOBODY, people)
    draft, trimap = drafted(project, photo, kind, said, fused(said, None), author, others)
    draft = replace(draft, parameters={**draft.parameters, **place})
    with project.transaction():
        subject = project.annotations.next_subject(photo.id)
        annotation = project.annotations.create(photo.id, subject, None, draft, "proposed")
    remember(annotation.head, trimap)
    settle(project, photo.id, author)
    return project.annotations.get(annotation.id)


def _sureness(said: Sequence[Said], row: int, column: int) -> float:
    """How sure the surest of the sources is that the subject is there."""
    return max(float(each.mask.mask[row, column]) for each in said)


def _known(project: Project, photo: Photo) -> list[Region]:
    """Where the people are that a photo has, in cells of `step_of`."""
    step = step_of(photo.height, photo.width)
    return [
        likely(sampled(trimap_at(project, annotation.head), step))
        for annotation in project.annotations.of_photo(photo.id)
    ]


def _is_known(said: Sequence[Said], known: Sequence[Region]) -> bool:
    height, width = said[0].mask.mask.shape
    mean = np.mean([each.mask.mask for each in said], axis=0)
    person = sampled((mean >= _PERSON).astype(np.uint8), step_of(height, width)) > 0
    return any(_overlap(person, other) >= SAME_SUBJECT for other in known)


def _overlap(first: Region, second: Region) -> float:
    union = np.count_nonzero(first | second)
    return float(np.count_nonzero(first & second) / union) if union else 0.0
