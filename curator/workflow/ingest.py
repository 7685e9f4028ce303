"""Photos into the project: each file checked whole, duplicates and bad ones named."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import InputError
from curator.exchange import IncomingPhoto
from curator.imaging.decode import decode_photo, inspect_photo
from curator.imaging.names import safe_stem, shown, unique_stem
from curator.records import EVERYTHING, Photo, Problem
from curator.registry import FORMATS
from curator.settings import author as account
from curator.store.project import Project
from curator.workflow.incoming import Count, check, join, keep
from curator.workflow.jobs import Job


@dataclass(frozen=True)
class ImportSummary:
    """What came in, what was there already, and what could not be used.

    `duplicates` holds (name of the file, name of the photo that has the same bytes). `notes` name
    those that were there already in another split than they now came into as well.
    """

    photos: tuple[Photo, ...]
    duplicates: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    masks: int
    annotations: int
    notes: tuple[str, ...] = ()


def import_photos(
    project: Project,
    path: Path,
    format: str = "folder",
    split: str | None = None,
    author: str | None = None,
    job: Job[Any] | None = None,
) -> ImportSummary:
    """Import everything at a path.

    A photo that is there already does not come in again; whoever comes with it does who is not there.

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
        (`EVERYTHING` is none, and no split is called so).
    author
        Who imports, for the history of imported annotations.

    Raises
    ------
    InputError
        If the split is called as exports of every photo are.
    LayoutError
        If the path is not of that format at all.
    StoreError
        If the project cannot be written; the photos that came in before stay.
    """
    if split == EVERYTHING:
        raise InputError(
            f"A split cannot be called {EVERYTHING!r}: exports of every photo are, and what is in it "
            "would come back in no split. Give it another name."
        )
    job = job or Job("import")
    photos: list[Photo] = []
    duplicates: list[tuple[str, str]] = []
    problems: list[Problem] = []
    again: dict[str, dict[int, str]] = {}
    count = Count()
    by = author or account()
    for number, incoming in enumerate(FORMATS.get(format).read(path)):
        job.step(number, 0, shown(incoming.name))
        if isinstance(incoming, Problem):
            problems.append(incoming)
            continue
        into = split or (None if incoming.split == EVERYTHING else incoming.split)
        try:
            known = project.photos.by_sha(hashlib.sha256(incoming.content).hexdigest())
            if known is None:
                known, is_new = _add(project, incoming, into, by, count)
                if is_new:
                    photos.append(known)
                    continue
            duplicates.append((incoming.name, known.name))
            if into is not None:
                project.splits.add(into, known.id)
                again.setdefault(into, {})[known.id] = known.name
            problems += join(project, known, incoming, by, count)
        except InputError as error:
            problems.append(Problem(incoming.name, str(error)))
    return ImportSummary(
        tuple(photos),
        tuple(duplicates),
        tuple(problems),
        count.masks,
        count.annotations,
        _in_two_splits(project, again),
    )


def _in_two_splits(project: Project, again: Mapping[str, Mapping[int, str]]) -> tuple[str, ...]:
    """A sentence for each two splits that have photos in common which were there already."""
    notes = []
    splits = project.splits.all()
    for name, photos in again.items():
        for other in splits:
            both = [photos[each] for each in other.photo_ids if each in photos]
            if other.name == name or not both:
                continue
            verb = "photo is" if len(both) == 1 else "photos are"
            some = ", ".join(shown(each) for each in both[:5]) + (", …" if len(both) > 5 else "")
            notes.append(
                f"{len(both)} {verb} in the splits {shown(other.name)} and {shown(name)} alike, so one "
                f"of them must not judge what was trained on the other: {some}."
            )
    return tuple(notes)


def _add(
    project: Project, incoming: IncomingPhoto, split: str | None, author: str, count: Count
) -> tuple[Photo, bool]:
    """A photo with all who come with it, and whether it is new: somebody else may have been faster."""
    header = inspect_photo(incoming.content, incoming.name)
    image = decode_photo(incoming.content, incoming.name)
    size = (image.shape[0], image.shape[1])
    for subject in incoming.subjects:
        check(subject, size, incoming.name)
    blob = project.blobs.add(incoming.content)
    with project.transaction():
        known = project.photos.by_sha(blob)
        if known is not None:
            return known, False
        photo = project.photos.add(
            sha256=blob,
            name=incoming.name,
            stem=unique_stem(safe_stem(incoming.name), project.photos.stems()),
            suffix=header.suffix,
            size=(size[1], size[0]),
            external_id=incoming.external_id,
            attributes=incoming.attributes,
        )
        for number, subject in enumerate(incoming.subjects):
            keep(project, photo, number, subject, author, count)
        if split is not None:
            project.splits.add(split, photo.id)
    return photo, True
