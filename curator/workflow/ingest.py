"""Photos into the project: each file checked whole, duplicates and bad ones named."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

import curator
from curator.errors import InputError
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.imaging.checks import check_alpha, check_mask, check_trimap
from curator.imaging.convert import quantise_alpha
from curator.imaging.decode import decode_photo, inspect_photo
from curator.imaging.encode import encode_alpha, encode_mask, encode_trimap
from curator.imaging.names import safe_stem, shown, unique_stem
from curator.records import EVERYTHING, Draft, Photo, Problem, State
from curator.registry import FORMATS
from curator.settings import author as account
from curator.store.project import Project
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Trimap
from curator.workflow.jobs import Job
from curator.workflow.provenance import as_blob
from curator.workflow.replay import trimap_digest
from curator.workflow.sizes import area


@dataclass(frozen=True)
class ImportSummary:
    """What came in, what was there already, and what could not be used.

    `duplicates` holds (name of the file, name of the photo that has the same bytes).
    """

    photos: tuple[Photo, ...]
    duplicates: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    masks: int
    annotations: int


@dataclass
class _Count:
    masks: int = 0
    annotations: int = 0


def import_photos(
    project: Project,
    path: Path,
    format: str = "folder",
    split: str | None = None,
    author: str | None = None,
    job: Job[Any] | None = None,
) -> ImportSummary:
    """Import everything at a path.

    Parameters
    ----------
    project
        Where it goes.
    path
        What the format reads: mostly a folder.
    format
        The name of a registered format.
    split
        The split all of it goes into; by default the one that the format says, if it says one
        (`EVERYTHING` is none).
    author
        Who imports, for the history of imported annotations.

    Raises
    ------
    LayoutError
        If the path is not of that format at all.
    StoreError
        If the project cannot be written; the photos that came in before stay.
    """
    job = job or Job("import")
    photos: list[Photo] = []
    duplicates: list[tuple[str, str]] = []
    problems: list[Problem] = []
    count = _Count()
    for number, incoming in enumerate(FORMATS.get(format).read(path)):
        job.step(number, 0, shown(incoming.name))
        if isinstance(incoming, Problem):
            problems.append(incoming)
            continue
        into = split or (None if incoming.split == EVERYTHING else incoming.split)
        known = project.photos.by_sha(hashlib.sha256(incoming.content).hexdigest())
        if known is not None:
            duplicates.append((incoming.name, known.name))
            if into is not None:
                project.splits.add(into, known.id)
            continue
        try:
            photos.append(_add(project, incoming, into, author or account(), count))
        except InputError as error:
            problems.append(Problem(incoming.name, str(error)))
    return ImportSummary(
        tuple(photos), tuple(duplicates), tuple(problems), count.masks, count.annotations
    )


def _add(
    project: Project, incoming: IncomingPhoto, split: str | None, author: str, count: _Count
) -> Photo:
    header = inspect_photo(incoming.content, incoming.name)
    image = decode_photo(incoming.content, incoming.name)
    size = (image.shape[0], image.shape[1])
    for subject in incoming.subjects:
        _check(subject, size, incoming.name)
    blob = project.blobs.add(incoming.content)
    masks = [project.blobs.add(encode_mask(subject.mask)) for subject in incoming.subjects]
    with project.transaction():
        photo = project.photos.add(
            sha256=blob,
            name=incoming.name,
            stem=unique_stem(safe_stem(incoming.name), project.photos.stems()),
            suffix=header.suffix,
            size=(size[1], size[0]),
            external_id=incoming.external_id,
            attributes=incoming.attributes,
        )
        project.areas.keep(
            {blob: area(each.mask) for blob, each in zip(masks, incoming.subjects, strict=True)}
        )
        for number, (subject, mask) in enumerate(zip(incoming.subjects, masks, strict=True)):
            project.photos.add_mask(photo.id, number, mask, subject.external_id, subject.is_crowd)
            if subject.alpha is not None:
                _annotate(project, photo, number, subject, subject.alpha, author)
                count.annotations += 1
        if split is not None:
            project.splits.add(split, photo.id)
    count.masks += len(masks)
    return photo


def _check(subject: IncomingSubject, size: tuple[int, int], name: str) -> None:
    check_mask(subject.mask, size, name)
    if subject.alpha is not None:
        check_alpha(subject.alpha, size, name)
    if subject.trimap is not None:
        check_trimap(subject.trimap, size, name)


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
