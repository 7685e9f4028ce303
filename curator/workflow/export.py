"""Annotations out of the project: whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from curator.errors import InputError, NotFoundError
from curator.exchange import OutgoingPhoto, OutgoingSubject, WriteSummary
from curator.imaging.encode import decode_mask
from curator.records import EVERYTHING, STATES, Annotation, Photo, Problem, State, SubjectMask
from curator.registry import FORMATS
from curator.store.project import Project
from curator.store.whole import whole_folder
from curator.workflow.annotate import alpha_of, trimap_of
from curator.workflow.jobs import Job
from curator.workflow.provenance import methods_of, provenance


def export(
    project: Project,
    target: Path,
    format: str,
    split: str | None = None,
    state: State = "accepted",
    job: Job[Any] | None = None,
) -> WriteSummary:
    """Write the annotations of one state to a new folder, with the crowds of their photos.

    Parameters
    ----------
    target
        A folder that is empty or not there; it appears whole, or not at all.
    format
        The name of a registered format that writes.
    split
        The name of a split: its photos alone. By default every photo.
    state
        Which annotations go out. Those without a matte of their trimap are left out and named.

    Raises
    ------
    InputError
        If the format only reads, the target is in use, or there is nothing to export.
    NotFoundError
        If there is no such split, or no annotation has an alpha yet.
    StoreError
        If the target cannot be written.
    """
    record = FORMATS.get(format)
    if record.write is None:
        written = ", ".join(each.name for each in FORMATS.all() if each.write is not None)
        raise InputError(
            f"The format {format!r} is only read, not written; those written are: {written}."
        )
    job = job or Job("export")
    ready, left_out = _without_alpha(project, _chosen(project, split, state))
    with whole_folder(target) as folder:
        summary = record.write(folder, _outgoing(project, ready, job), split or EVERYTHING)
    others = _others(project, {photo.id for photo, _ in ready}, state)
    return replace(summary, left_out=(*left_out, *summary.left_out), others=others)


def _chosen(
    project: Project, split: str | None, state: State
) -> list[tuple[Photo, Sequence[Annotation]]]:
    allowed = None if split is None else set(project.splits.get(split).photo_ids)
    by_photo: dict[int, list[Annotation]] = {}
    for annotation in project.annotations.all(state):
        if allowed is None or annotation.photo_id in allowed:
            by_photo.setdefault(annotation.photo_id, []).append(annotation)
    if not by_photo:
        where = "" if split is None else f" in the split {split!r}"
        ids = {each.photo_id for each in project.annotations.all()} if allowed is None else allowed
        there = _listed(_others(project, ids, state))
        raise InputError(
            f"There is no {state} annotation{where}, so there is nothing to export. "
            + (
                f"Accept some on the Review page, or name another state; there are: {there}."
                if there
                else "Nobody is proposed there yet: run `curator propose`, then `curator matte`."
            )
        )
    return [(project.photos.get(photo_id), by_photo[photo_id]) for photo_id in sorted(by_photo)]


def unwritten(others: Mapping[State, int]) -> str:
    """The sentence on those of an export's photos who are in another state."""
    return f"People of these photos who are in another state were not written: {_listed(others)}."


def _listed(states: Mapping[State, int]) -> str:
    """How many annotations are in which state, as in `82 proposed, 6 submitted`."""
    return ", ".join(f"{number} {state}" for state, number in states.items())


def _others(project: Project, photo_ids: Container[int], state: State) -> dict[State, int]:
    """How many annotations of these photos are in each other state, by the order of the states."""
    found = Counter(each.state for each in project.annotations.all() if each.photo_id in photo_ids)
    return {other: found[other] for other in STATES if other != state and found[other]}


def _without_alpha(
    project: Project, chosen: Sequence[tuple[Photo, Sequence[Annotation]]]
) -> tuple[list[tuple[Photo, Sequence[Annotation]]], list[Problem]]:
    """Those that can go out, and a problem for each annotation without a matte of its trimap."""
    ready: list[tuple[Photo, Sequence[Annotation]]] = []
    left_out: list[Problem] = []
    for photo, group in chosen:
        matted = [each for each in group if not _alpha_is_stale(project, each)]
        if matted:
            ready.append((photo, matted))
        left_out += [
            Problem(
                photo.name,
                f"Annotation {each.id} is left out: it has no matte of its current trimap. "
                "Run `curator matte` on the project, or choose a matte in the page.",
            )
            for each in group
            if each not in matted
        ]
    if not ready:
        raise NotFoundError(f"None of what was to be exported has a matte. {left_out[0].message}")
    return ready, left_out


def _alpha_is_stale(project: Project, annotation: Annotation) -> bool:
    return project.revisions.get(annotation.head).alpha_blob is None


def _outgoing(
    project: Project, chosen: Sequence[tuple[Photo, Sequence[Annotation]]], job: Job[Any]
) -> Iterator[OutgoingPhoto]:
    for number, (photo, group) in enumerate(chosen):
        job.step(number, len(chosen), photo.name)
        subjects = tuple(_subject(project, photo, each) for each in group)
        content = project.blobs.read(photo.sha256)
        yield OutgoingPhoto(photo, content, subjects, _crowds(project, photo))
    job.step(len(chosen), len(chosen))


def _crowds(project: Project, photo: Photo) -> tuple[SubjectMask, ...]:
    return tuple(
        SubjectMask(
            mask=decode_mask(project.blobs.read(mask.blob), f"a crowd of {photo.name}"),
            external_id=mask.external_id,
        )
        for mask in project.photos.masks(photo.id)
        if mask.is_crowd
    )


def _subject(project: Project, photo: Photo, annotation: Annotation) -> OutgoingSubject:
    history = provenance(project, annotation, photo)
    return OutgoingSubject(
        annotation_id=annotation.id,
        external_id=annotation.external_id,
        state=annotation.state,
        alpha=alpha_of(project, annotation.id, annotation.head),
        trimap=trimap_of(project, annotation.id, annotation.head),
        provenance=history,
        methods=methods_of(history),
        refined=history["refined"],
    )
