"""The people of a photo: who is there, somebody more, two that are one, one that is none."""

from __future__ import annotations

from dataclasses import dataclass

import curator
from curator.errors import ConflictError, InputError
from curator.imaging.encode import encode_trimap
from curator.records import Annotation, Draft, Removal, Revision
from curator.store.project import Project
from curator.trimap.outline import Shape, shape_of
from curator.workflow.cache import Bounded
from curator.workflow.editable import changing, next_state
from curator.workflow.neighbours import settle
from curator.workflow.replay import merged, remember, trimap_at, trimap_digest

_shapes: Bounded[Shape] = Bounded(20_000_000, lambda shape: 200 + 150 * sum(map(len, shape.lines)))


@dataclass(frozen=True)
class Person:
    """One annotation of a photo, and where in the photo its person is.

    Attributes
    ----------
    annotation
        As it is now.
    number
        1 for the first of those that are there; 0 for one that was removed.
    shape
        By the annotation's current trimap.
    removal
        Who removed it, and when; None for one that is there.
    """

    annotation: Annotation
    number: int
    shape: Shape
    removal: Removal | None


def people(project: Project, photo_id: int) -> tuple[Person, ...]:
    """The people of a photo, those that are there first, then those that were removed.

    Raises
    ------
    NotFoundError
        If there is no such photo.
    """
    photo = project.photos.get(photo_id)
    known = project.annotations.of_photo(photo.id, removed=True)
    there = [annotation for annotation in known if not annotation.removed]
    removed = [annotation for annotation in known if annotation.removed]
    return (
        *(Person(each, number, shape(project, each), None) for number, each in enumerate(there, 1)),
        *(
            Person(each, 0, shape(project, each), project.annotations.removals(each.id)[-1])
            for each in removed
        ),
    )


def remove(project: Project, annotation_id: int, base: str, author: str) -> Annotation:
    """Set an annotation aside, as of nobody that is to be matted; `restore` brings it back.

    Raises
    ------
    StateError
        If it is read-only, or removed already.
    ConflictError
        If `base` is no longer the current revision.
    """
    annotation = project.annotations.get(annotation_id)
    with changing(project, annotation_id):
        project.annotations.remove(annotation_id, base, author)
    settle(project, annotation.photo_id, author)
    return project.annotations.get(annotation_id)


def restore(project: Project, annotation_id: int, base: str, author: str) -> Annotation:
    """Bring an annotation back that was removed, as it was.

    Raises
    ------
    StateError
        If nobody removed it.
    ConflictError
        If `base` is no longer the current revision.
    """
    annotation = project.annotations.restore(annotation_id, base, author)
    settle(project, annotation.photo_id, author)
    return project.annotations.get(annotation_id)


def merge(
    project: Project, annotation_id: int, base: str, other_id: int, other_base: str, author: str
) -> Revision:
    """Make two annotations of a photo one; the other one is removed, and can be brought back.

    Foreground of either is foreground, what is background of both is background, all else is unknown.

    Raises
    ------
    InputError
        If they are not two annotations of one photo.
    StateError
        If one of them is read-only, or removed.
    ConflictError
        If `base` or `other_base` is no longer the current revision.
    """
    kept, other = project.annotations.get(annotation_id), project.annotations.get(other_id)
    state = next_state(kept)
    _check(kept, base)
    if kept.id == other.id or kept.photo_id != other.photo_id:
        raise InputError(
            f"Annotation {other_id} cannot be merged into {annotation_id}: choose another person of "
            "the same photo."
        )
    next_state(other)
    _check(other, other_base)
    trimap = merged(trimap_at(project, base), trimap_at(project, other_base))
    draft = Draft(
        kind="merge",
        method="union",
        version=curator.__version__,
        inputs={"heads": [base, other_base]},
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        author=author,
    )
    with changing(project, annotation_id), changing(project, other_id):
        revision = project.annotations.append(annotation_id, base, draft, state)
        project.annotations.remove(other_id, other_base, author)
    remember(revision.hash, trimap)
    settle(project, kept.photo_id, author)
    return revision


def _check(annotation: Annotation, base: str) -> None:
    if annotation.head != base:
        raise ConflictError(
            "One of the two people was changed in another window or by somebody else. "
            "Nothing was merged: load the newest state, then merge again."
        )


def shape(project: Project, annotation: Annotation) -> Shape:
    """Where the person of an annotation is, by its current trimap."""
    known = _shapes.get(annotation.head)
    if known is None:
        known = shape_of(trimap_at(project, annotation.head))
        _shapes.put(annotation.head, known)
    return known
