"""Whoever comes in with a photo: checked, kept with their masks, and begun where they have an alpha."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np

import curator
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.imaging.checks import check_alpha, check_mask, check_trimap
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import decode_mask, encode_alpha, encode_mask, encode_trimap
from curator.imaging.geometry import overlap
from curator.records import Annotation, Draft, ImportedMask, Photo, Problem, State
from curator.store.project import Project
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Trimap
from curator.workflow.neighbours import settle
from curator.workflow.provenance import as_blob
from curator.workflow.replay import trimap_digest
from curator.workflow.sizes import area
from curator.workflow.subjects import SAME_SUBJECT

_PERSON = 0.5


@dataclass
class Count:
    """How many masks and annotations came in."""

    masks: int = 0
    annotations: int = 0


def check(subject: IncomingSubject, photo: tuple[int, int], name: str) -> None:
    """Refuse what is not of the photo's size (height, width), or not what it should be.

    Raises
    ------
    MaskError, AlphaError, TrimapError
        If so.
    """
    check_mask(subject.mask, photo, name)
    if subject.alpha is not None:
        check_alpha(subject.alpha, photo, name)
    if subject.trimap is not None:
        check_trimap(subject.trimap, photo, name)


def keep(
    project: Project, photo: Photo, number: int, subject: IncomingSubject, author: str, count: Count
) -> None:
    """Keep a checked subject under a number that is free: the mask, and the annotation of its alpha."""
    blob = project.blobs.add(encode_mask(subject.mask))
    project.areas.keep({blob: area(subject.mask)})
    project.photos.add_mask(photo.id, number, blob, subject.external_id, subject.is_crowd)
    count.masks += 1
    if subject.alpha is not None:
        _annotate(project, photo, number, subject, subject.alpha, author)
        count.annotations += 1


def join(
    project: Project, photo: Photo, incoming: IncomingPhoto, author: str, count: Count
) -> list[Problem]:
    """Let those come in with a photo that is there already who are not there yet.

    Who has an id of a dataset is known by it. Who has none comes in where the photo has nobody.

    Returns
    -------
    list
        A problem for each who is left out because the project has another mask or alpha in their place.

    Raises
    ------
    MaskError, AlphaError, TrimapError
        If one of them does not fit the photo; then none comes in.
    """
    for subject in incoming.subjects:
        check(subject, (photo.height, photo.width), incoming.name)
    before = count.annotations
    left_out = []
    with project.transaction():
        masks = project.photos.masks(photo.id)
        annotations = project.annotations.of_photo(photo.id, removed=True)
        taken = [mask.subject for mask in masks] + [each.subject for each in annotations]
        for number, subject in enumerate(incoming.subjects, start=max(taken, default=-1) + 1):
            place = [mask for mask in masks if subject.external_id in (None, mask.external_id)]
            mask = _same(project, subject, place)
            theirs = _about(mask, annotations)
            if not place and (subject.external_id is not None or not annotations):
                keep(project, photo, number, subject, author, count)
            elif mask is None or (theirs and not _had(project, theirs, subject.alpha)):
                left_out.append(_left_out(incoming, subject))
            elif subject.alpha is not None and not theirs:
                free = all(each.subject != mask.subject for each in annotations)
                own = mask.subject if free else number
                _annotate(project, photo, own, subject, subject.alpha, author)
                count.annotations += 1
    if count.annotations > before:
        settle(project, photo.id, author)
    return left_out


def _same(
    project: Project, subject: IncomingSubject, place: Sequence[ImportedMask]
) -> ImportedMask | None:
    """Which of the masks is of the same person."""
    blob = hashlib.sha256(encode_mask(subject.mask)).hexdigest()
    for mask in place:
        if mask.blob == blob:
            return mask
        known = decode_mask(project.blobs.read(mask.blob), f"mask {mask.subject}")
        if overlap(subject.mask >= _PERSON, known >= _PERSON) >= SAME_SUBJECT:
            return mask
    return None


def _about(mask: ImportedMask | None, annotations: Sequence[Annotation]) -> list[Annotation]:
    """The annotations of the person of a mask: those of its id, or all that have none."""
    return [each for each in annotations if mask is not None and each.external_id == mask.external_id]


def _had(project: Project, annotations: Sequence[Annotation], alpha: Alpha | None) -> bool:
    """Whether one of these annotations has an alpha, or had it at some time; no alpha is had by all."""
    if alpha is None:
        return True
    blob = hashlib.sha256(encode_alpha(quantise_alpha(alpha))).hexdigest()
    steps = (step for each in annotations for step in project.revisions.of_annotation(each.id))
    return any(step.alpha_blob == blob for step in steps)


def _left_out(incoming: IncomingPhoto, subject: IncomingSubject) -> Problem:
    who = "A person" if subject.external_id is None else f"Person {subject.external_id}"
    message = (
        f"{who} is left out: the photo is in the project already, with a mask or a matte of its own in "
        "that place. To have this one, import into a new project."
    )
    return Problem(incoming.name, message)


def _annotate(
    project: Project,
    photo: Photo,
    number: int,
    subject: IncomingSubject,
    alpha: Alpha,
    author: str,
) -> None:
    alpha = quantise_alpha(alpha)
    trimap = _trimap_of(alpha) if subject.trimap is None else subject.trimap
    provenance = dict(subject.provenance or {})
    draft = Draft(
        kind="import",
        method="import",
        version=curator.__version__,
        parameters={} if subject.refined else {"refined": False},
        inputs={"photo": photo.sha256, "provenance": as_blob(project, provenance)},
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        alpha_blob=project.blobs.add(encode_alpha(alpha)),
        author=author,
    )
    state = _state(provenance)
    project.annotations.create(photo.id, number, subject.external_id, draft, state)


def _trimap_of(alpha: Alpha) -> Trimap:
    trimap = np.full(alpha.shape, UNKNOWN, np.uint8)
    trimap[alpha == 0] = BACKGROUND
    trimap[alpha == 1] = FOREGROUND
    return trimap


def _state(provenance: dict[str, Any]) -> State:
    said = provenance.get("state")
    for state in get_args(State):
        if said == state:
            return state  # type: ignore[no-any-return]
    # An alpha of unknown history is somebody's finished work, and nobody here has judged it yet.
    return "submitted"
