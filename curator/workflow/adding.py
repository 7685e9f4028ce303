"""Somebody more in a photo: found where a person clicks, or within a rectangle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

import numpy as np

from curator.errors import InputError, NoPersonError
from curator.imaging.decode import decode_photo
from curator.imaging.geometry import overlap
from curator.matting.boxes import slices
from curator.records import Annotation, Photo, Prompt, Rectangle
from curator.store.project import Project
from curator.trimap.outline import likely, sampled, step_of
from curator.types import Image, Region
from curator.workflow.asking import Said, ask, embedded, placed
from curator.workflow.drafting import drafted, fused
from curator.workflow.neighbours import others_in, settle
from curator.workflow.replay import remember, trimap_at
from curator.workflow.subjects import SAME_SUBJECT

_PERSON = 0.5
#: What the sources are shown around a click, in parts of the photo's longer side.
_PARTS = (1.0, 0.7, 0.5, 0.35, 0.25, 0.175, 0.12)
#: What the word of one source alone is worth, beside two that say the same.
_ALONE = 0.3
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
    return _begin(project, photo, "rectangle", said, {"rectangle": asdict(rectangle)}, author)


def add_at(project: Project, photo_id: int, x: float, y: float, author: str) -> Annotation:
    """Begin an annotation of the person at a point (x, y) of a photo, as the embedded sources see it.

    They are shown the photo and ever smaller parts of it around the point, because a network that
    squeezes what it sees to a few pixels sees a small person in those alone. Of what they say the mask
    counts that they agree on most.

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
    known = _known(project, photo)
    best: list[Said] = []
    agreed, found = -1.0, False
    for view in _views(photo, x, y):
        for said in _under(image, view, int(y) - view.y, int(x) - view.x):
            found = True
            whole = [placed(each, view, image.shape[:2]) for each in said]
            # Masks of a whole photo are large: no more than the best are kept.
            if (agreement := _agreement(said)) > agreed and not _is_known(whole, known):
                best, agreed = whole, agreement
    if not best:
        only = (
            "Nobody was found there but who is in the list already."
            if found
            else "Nobody was found there."
        )
        raise NoPersonError(f"{only} {_INSTEAD}")
    return _begin(project, photo, "propose", best, {"point": [x, y]}, author)


def _agreement(said: Sequence[Said]) -> float:
    """How far the sources speak of the same pixels: IoU of what all say and what any says."""
    people = np.array([each.mask.mask >= _PERSON for each in said])
    shared, either = (int(np.count_nonzero(each)) for each in (people.all(axis=0), people.any(axis=0)))
    return (_ALONE if len(said) == 1 else 1.0) * shared / max(1, either)


def _views(photo: Photo, x: float, y: float) -> Iterator[Rectangle]:
    """The whole photo, and ever smaller squares around a point, as far as the photo reaches."""
    longer = max(photo.width, photo.height)
    for part in _PARTS:
        width, height = (min(side, round(part * longer)) for side in (photo.width, photo.height))
        left = min(max(0, round(x - width / 2)), photo.width - width)
        top = min(max(0, round(y - height / 2)), photo.height - height)
        yield Rectangle(left, top, width, height)


def _under(image: Image, view: Rectangle, row: int, column: int) -> list[list[Said]]:
    """Who the embedded sources see at a pixel of a part of the photo; masks are of that part."""
    try:
        subjects = ask(np.ascontiguousarray(image[slices(view)]), Prompt(), embedded()[0])
    except NoPersonError:
        return []
    return [said for said in subjects if max(each.mask.mask[row, column] for each in said) >= _PERSON]


def _begin(
    project: Project,
    photo: Photo,
    kind: str,
    said: Sequence[Said],
    place: dict[str, object],
    author: str,
) -> Annotation:
    others = others_in(project, photo.id)
    draft, trimap = drafted(project, photo, kind, said, fused(said, None), author, others)
    draft = replace(draft, parameters={**draft.parameters, **place})
    with project.transaction():
        subject = project.annotations.next_subject(photo.id)
        annotation = project.annotations.create(photo.id, subject, None, draft, "proposed")
    remember(annotation.head, trimap)
    settle(project, photo.id, author)
    return project.annotations.get(annotation.id)


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
    return any(overlap(person, other) >= SAME_SUBJECT for other in known)
