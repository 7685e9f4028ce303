"""The revisions of an annotation as a line with branches: look at any, go to any, play the strokes."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConflictError, NotFoundError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_jpeg
from curator.imaging.geometry import resize_within
from curator.records import Revision
from curator.store.project import Project
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Image, Trimap
from curator.workflow.annotate import alpha_of, trimap_of
from curator.workflow.cache import Bounded
from curator.workflow.editable import changing, next_state

#: The longer side of a thumbnail, in pixels.
SIDE = 112

_COLOURS = {BACKGROUND: (214, 69, 93), UNKNOWN: (245, 196, 66), FOREGROUND: (28, 158, 143)}
_OVERLAY = 0.35

_thumbnails: Bounded[bytes] = Bounded(32_000_000, len)
_photos: Bounded[Image] = Bounded(16_000_000, lambda image: image.nbytes)
#: Neighbours are replayed from each other: side by side they would all begin at the same place.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Step:
    """A revision at its place.

    Attributes
    ----------
    revision
        What was done, by whom, when.
    parent
        The number of the revision it was made from; None for the first.
    branch
        0 for the line that the annotation began with. The first revision made from another goes on
        in its branch, each further one begins a branch of its own: so a place never changes.
    """

    revision: Revision
    parent: int | None
    branch: int


def timeline(project: Project, annotation_id: int, after: int = 0) -> tuple[Step, ...]:
    """The revisions of an annotation in the order they were made, those undone too.

    `after` leaves out those whose number is not larger.

    Raises
    ------
    NotFoundError
        If there is no such annotation.
    """
    project.annotations.get(annotation_id)
    steps: dict[str, Step] = {}
    continued: set[str] = set()
    branches = 0
    for revision in project.revisions.of_annotation(annotation_id):
        before = None if revision.parent is None else steps[revision.parent]
        if before is None:
            steps[revision.hash] = Step(revision, None, 0)
            continue
        branch = before.branch
        if before.revision.hash in continued:
            branches += 1
            branch = branches
        continued.add(before.revision.hash)
        steps[revision.hash] = Step(revision, before.revision.number, branch)
    return tuple(step for step in steps.values() if step.revision.number > after)


def jump(project: Project, annotation_id: int, base: str, target: str, author: str) -> Revision:
    """Make any revision of an annotation the current one; drawing then branches from it.

    Nothing is lost: what was current stays in the timeline. The move is noted as undo and redo are.

    Raises
    ------
    NotFoundError
        If the target is not a revision of this annotation.
    StateError
        If the annotation is read-only.
    ConflictError
        If `base` is no longer the current revision.
    """
    annotation = project.annotations.get(annotation_id)
    state = next_state(annotation)
    found = _own(project, annotation_id, target)
    if annotation.head != base:
        raise ConflictError(
            f"Annotation {annotation_id} was changed in another window or by somebody else. "
            "Load the newest state, then choose a step of its history."
        )
    if found.hash == base:
        return found
    with changing(project, annotation_id):
        return project.annotations.move(annotation_id, base, found.hash, state, author)


def film(project: Project, annotation_id: int, revision: str) -> tuple[Revision, ...]:
    """What led to a revision, the first one first: a film plays its strokes.

    Raises
    ------
    NotFoundError
        If it is not a revision of this annotation.
    """
    return project.revisions.chain(_own(project, annotation_id, revision).hash)


def thumbnail(project: Project, annotation_id: int, revision: str) -> bytes:
    """A small JPEG of what a revision made: its alpha, or its trimap with what it changed.

    Pixels that the revision changed show in their label's full colour, all others mixed into the
    photo; so one sees where a stroke went.

    Raises
    ------
    NotFoundError
        If it is not a revision of this annotation.
    """
    step = _own(project, annotation_id, revision)
    content = _thumbnails.get(step.hash)
    if content is None:
        with _one_at_a_time:
            content = encode_jpeg(_picture(project, step), 82)
        _thumbnails.put(step.hash, content)
    return content


def _own(project: Project, annotation_id: int, revision: str) -> Revision:
    found = project.revisions.get(revision)
    if found.annotation_id != annotation_id:
        raise NotFoundError(f"Revision {revision[:12]} is not one of annotation {annotation_id}.")
    return found


def _picture(project: Project, step: Revision) -> Image:
    if step.alpha_blob is not None:
        alpha = alpha_of(project, step.annotation_id, step.hash)
        return resize_within(np.repeat(np.rint(alpha * 255).astype(np.uint8)[:, :, None], 3, 2), SIDE)
    photo = _photo(project, step.annotation_id)
    height, width = photo.shape[:2]
    after = trimap_of(project, step.annotation_id, step.hash)
    rows, columns = _centres(after.shape[0], height), _centres(after.shape[1], width)
    labels = after[np.ix_(rows, columns)]
    changed = np.zeros(labels.shape, np.bool_)
    if step.parent is not None:
        before = trimap_of(project, step.annotation_id, step.parent)
        labels, changed = _marked(before, after, labels)
    colours = np.zeros_like(photo)
    for value, colour in _COLOURS.items():
        colours[labels == value] = colour
    share = np.where(changed, 1.0, _OVERLAY)[:, :, None]
    mixed: Image = np.rint(photo * (1 - share) + colours * share).astype(np.uint8)
    return mixed


def _marked(before: Trimap, after: Trimap, labels: Trimap) -> tuple[Trimap, NDArray[np.bool_]]:
    """The small labels, and which of their pixels hold a change, however thin it is."""
    marked, changed = labels.copy(), np.zeros(labels.shape, np.bool_)
    at = np.nonzero(before != after)
    rows = at[0] * labels.shape[0] // after.shape[0]
    columns = at[1] * labels.shape[1] // after.shape[1]
    marked[rows, columns] = after[at]
    changed[rows, columns] = True
    return marked, changed


def _centres(large: int, small: int) -> NDArray[np.intp]:
    return (2 * np.arange(small) + 1) * large // (2 * small)


def _photo(project: Project, annotation_id: int) -> Image:
    photo = project.photos.get(project.annotations.get(annotation_id).photo_id)
    known = _photos.get(photo.sha256)
    if known is None:
        known = resize_within(decode_photo(project.blobs.read(photo.sha256), photo.name), SIDE)
        _photos.put(photo.sha256, known)
    return known
