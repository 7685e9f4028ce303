"""Proof that a project is whole: every blob, every hash, every trimap replayed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from curator.errors import CorruptError, CuratorError
from curator.imaging.encode import decode_alpha
from curator.records import Annotation, Revision
from curator.store.chain import as_json, digest
from curator.store.project import Project
from curator.types import Trimap
from curator.workflow.jobs import Job
from curator.workflow.layers import PAINTED
from curator.workflow.paint import repainted
from curator.workflow.replay import replayed, trimap_digest


@dataclass(frozen=True)
class VerifySummary:
    """How much was checked, and every fault that was found, a sentence each."""

    photos: int
    annotations: int
    revisions: int
    blobs: int
    faults: tuple[str, ...]


def verify(project: Project, job: Job[Any] | None = None) -> VerifySummary:
    """Check the database, read every blob, and replay every revision of every annotation.

    Branches that were undone are replayed too, and annotations that were removed. Painted alphas are
    painted again. What a method gave is read and compared with its trimap, not computed again:
    another release of a method may rightly give another alpha.
    """
    job = job or Job("verify")
    faults = [f"The database is damaged: {line}." for line in project.damage()]
    blobs = sorted(project.blobs.all())
    annotations = project.annotations.all(removed=True)
    total = len(blobs) + len(annotations)
    for number, blob in enumerate(blobs):
        job.step(number, total, blob[:12])
        faults += _faults_of_blob(project, blob)
    photos = project.photos.all()
    faults += [fault for photo in photos for fault in _missing(project, photo.sha256, photo.name)]
    # What is there was read above; what nothing below reads is looked for by its name alone.
    there = frozenset(blobs)
    masks = project.photos.all_masks()
    for photo in photos:
        for mask in masks.get(photo.id, ()):
            if mask.blob not in there:
                faults += _missing(project, mask.blob, f"{photo.name}, mask {mask.subject}")
    revisions = 0
    for number, annotation in enumerate(annotations):
        job.step(len(blobs) + number, total, f"annotation {annotation.id}")
        try:
            steps = _history(project, annotation)
        except CorruptError as error:
            faults.append(str(error))
            continue
        revisions += len(steps)
        faults += _faults_of_annotation(project, annotation, steps)
        for blob in _beside(project, annotation, steps):
            if blob not in there:
                faults += _missing(project, blob, f"annotation {annotation.id}")
    job.step(total, total)
    return VerifySummary(len(photos), len(annotations), revisions, len(blobs), tuple(faults))


def _faults_of_blob(project: Project, blob: str) -> list[str]:
    try:
        project.blobs.read(blob)
    except CuratorError as error:
        return [str(error)]
    return []


def _missing(project: Project, blob: str, name: str) -> list[str]:
    return [f"{name}: {fault}" for fault in _faults_of_blob(project, blob)]


def _history(project: Project, annotation: Annotation) -> tuple[Revision, ...]:
    name = f"The history of annotation {annotation.id} cannot be read"
    try:
        steps = project.revisions.of_annotation(annotation.id)
    except (TypeError, ValueError) as error:
        raise CorruptError(f"{name} ({error}); restore a backup.") from error
    for step in steps:
        if not (isinstance(step.inputs, dict) and isinstance(step.parameters, dict)):
            raise CorruptError(f"{name}: revision {step.number} is no record; restore a backup.")
    return steps


def _beside(project: Project, annotation: Annotation, steps: tuple[Revision, ...]) -> set[str]:
    """Blobs of an annotation that no replay reads: its history elsewhere, and what was looked at."""
    histories = {str(step.inputs["provenance"]) for step in steps if step.inputs.get("provenance")}
    return histories | {look.alpha_blob for look in project.attention.of(annotation.id)}


def _faults_of_annotation(
    project: Project, annotation: Annotation, steps: tuple[Revision, ...]
) -> Iterator[str]:
    name = f"annotation {annotation.id}"
    if annotation.head not in {step.hash for step in steps}:
        yield f"The current revision of {name} is not one of its own."
    trimaps: dict[str, Trimap] = {}
    # Of a long history on a large photo, all trimaps together would not fit in memory.
    waiting = Counter(str(step.parent) for step in steps)
    for step in steps:
        where = f"Revision {step.number} of {name}"
        if digest(as_json(step)) != step.hash:
            yield f"{where} was changed after it was written: its hash does not match."
        try:
            trimap = replayed(project, step, _taken(trimaps, str(step.parent), waiting))
            if waiting[step.hash]:
                trimaps[step.hash] = trimap
            yield from (f"{where} {fault}" for fault in _faults_of_step(project, step, trimap))
            if step.kind in PAINTED and _repainted_otherwise(project, step):
                yield f"{where} paints to another alpha than was recorded."
        except CuratorError as error:
            yield f"{where} cannot be replayed: {error}"
        except (LookupError, TypeError, ValueError) as error:
            yield f"{where} cannot be replayed: its record is damaged ({error!r}); restore a backup."


def _taken(trimaps: dict[str, Trimap], revision: str, waiting: Counter[str]) -> Trimap | None:
    """The trimap of a revision; the last revision that waits for it takes it away."""
    waiting[revision] -= 1
    return trimaps.get(revision) if waiting[revision] else trimaps.pop(revision, None)


def _repainted_otherwise(project: Project, step: Revision) -> bool:
    painted = repainted(project, step, project.revisions.get(str(step.parent)))
    recorded = decode_alpha(project.blobs.read(str(step.alpha_blob)), "its alpha")
    return not np.array_equal(painted, recorded)


def _faults_of_step(project: Project, step: Revision, trimap: Trimap) -> Iterator[str]:
    if trimap_digest(trimap) != step.trimap_digest:
        yield "replays to another trimap than was recorded."
    if step.trimap_blob is not None:
        project.blobs.read(step.trimap_blob)
    if step.alpha_blob is not None:
        alpha = decode_alpha(project.blobs.read(step.alpha_blob), "its alpha")
        if alpha.shape != trimap.shape:
            yield "has an alpha of another size than its trimap."
