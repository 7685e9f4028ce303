"""Photo to trimap: ask the sources, fuse what they say, keep it as the first revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import curator
from curator.errors import (
    CancelledError,
    CuratorError,
    MaskError,
    NoPersonError,
    UnavailableError,
)
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask, encode_mask, encode_trimap
from curator.records import (
    Annotation,
    Draft,
    Photo,
    Problem,
    Prompt,
    Rectangle,
    Revision,
    SubjectMask,
)
from curator.registry import SOURCES, Source
from curator.settings import author as account
from curator.store.project import Project
from curator.types import UNKNOWN, Image, Trimap
from curator.workflow.editable import next_state
from curator.workflow.fusing import fuse_said
from curator.workflow.jobs import Job
from curator.workflow.kernels import Kernels
from curator.workflow.replay import remember, trimap_digest
from curator.workflow.subjects import match

#: What is asked where no source was chosen and no masks came with the photo: those that are here.
EMBEDDED = ("selfie", "pose")


@dataclass(frozen=True)
class ProposeSummary:
    """How many annotations were proposed, how many were left as they are, and what went wrong.

    `notes` say which of the embedded sources was not asked, and why.
    """

    proposed: int
    skipped: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What one source said of one subject."""

    source: Source
    mask: SubjectMask


def ask(photo: Image, prompt: Prompt, sources: Sequence[str]) -> list[list[Said]]:
    """Ask sources about a photo; for each subject, what each source that knows it said.

    A source that finds nobody says nothing of any subject; which sources spoke is recorded.

    Raises
    ------
    UnavailableError
        If one of the sources cannot work.
    NoPersonError
        If none of them finds anybody.
    """
    records = [SOURCES.get(name) for name in sources]
    proposals: list[Sequence[SubjectMask]] = []
    nobody: list[str] = []
    for record in records:
        try:
            proposals.append(record.function(photo, prompt, record.parameters()))
        except NoPersonError as error:
            proposals.append(())
            nobody.append(str(error))
    if len(nobody) == len(records):
        raise NoPersonError(" ".join(nobody))
    return [[Said(records[index], mask) for index, mask in subject] for subject in match(proposals)]


def embedded() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The embedded sources that can work here, and a sentence for each that cannot.

    Where none can, the first is named all the same, so that asking it says what is missing.
    """
    reasons = {name: SOURCES.get(name).unavailable() for name in EMBEDDED}
    here = tuple(name for name, reason in reasons.items() if reason is None)
    notes = tuple(
        f"The source {name} was not asked. {reason}" for name, reason in reasons.items() if reason
    )
    return (here, notes) if here else (EMBEDDED[:1], ())


def propose_photo(
    project: Project,
    photo_id: int,
    sources: Sequence[str] | None = None,
    kernels: Kernels | None = None,
    author: str | None = None,
) -> tuple[Annotation, ...]:
    """Propose a trimap for every subject of a photo; returns the annotations made or changed.

    An annotation that somebody has worked on is left as it is. Without `sources` the masks that
    came with the photo are used, or the embedded sources that are here where none came. `kernels`
    choose the paper's fusion; without them `fusing.fuse_said` chooses by the sources.

    Raises
    ------
    UnavailableError, NoPersonError
        As the sources raise them; nothing is changed.
    """
    photo = project.photos.get(photo_id)
    prompt = Prompt(masks=_imported(project, photo))
    names = sources or (("annotation",) if prompt.masks else embedded()[0])
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    subjects = ask(image, prompt, names)
    known = {annotation.subject: annotation for annotation in project.annotations.of_photo(photo_id)}
    changed = []
    for number, said in enumerate(subjects):
        draft, trimap = _draft(project, photo, "propose", said, kernels, author or account())
        annotation = _place(project, photo, number, said, draft, known.get(number))
        if annotation is not None:
            remember(annotation.head, trimap)
            changed.append(annotation)
    return tuple(changed)


def propose_all(
    project: Project,
    sources: Sequence[str] | None = None,
    kernels: Kernels | None = None,
    author: str | None = None,
    job: Job[Any] | None = None,
) -> ProposeSummary:
    """Propose for every photo; what goes wrong with one is named, the others go on.

    Raises
    ------
    UnavailableError
        If a source that was asked for cannot work at all; nothing is changed.
    CancelledError
        If the job was cancelled; what was proposed until then stays.
    """
    for name in sources or ():
        reason = SOURCES.get(name).unavailable()
        if reason is not None:
            raise UnavailableError(reason)
    job = job or Job("propose")
    photos = project.photos.all()
    proposed, skipped = 0, 0
    problems: list[Problem] = []
    for number, photo in enumerate(photos):
        job.step(number, len(photos), photo.name)
        try:
            changed = len(propose_photo(project, photo.id, sources, kernels, author))
        except (CancelledError, UnavailableError):
            raise
        except CuratorError as error:
            problems.append(Problem(photo.name, str(error)))
            continue
        proposed += changed
        skipped += changed == 0
    job.step(len(photos), len(photos))
    notes = () if sources or all(project.photos.masks(photo.id) for photo in photos) else embedded()[1]
    return ProposeSummary(proposed, skipped, tuple(problems), notes)


def propose_rectangle(
    project: Project, annotation_id: int, base: str, rectangle: Rectangle, author: str
) -> Revision:
    """Propose anew from a rectangle dragged around the person (source `grabcut`).

    Raises
    ------
    MaskError, NoPersonError
        If the rectangle holds nothing to separate.
    ConflictError, StateError
        If the annotation moved on, or is read-only.
    """
    annotation = project.annotations.get(annotation_id)
    state = next_state(annotation)
    photo = project.photos.get(annotation.photo_id)
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    said = ask(image, Prompt(rectangle=rectangle), ("grabcut",))[0]
    draft, trimap = _draft(project, photo, "rectangle", said, None, author)
    box = {"x": rectangle.x, "y": rectangle.y, "width": rectangle.width, "height": rectangle.height}
    draft = replace(draft, parameters={**draft.parameters, "rectangle": box})
    revision = project.annotations.append(annotation_id, base, draft, state)
    remember(revision.hash, trimap)
    return revision


def start_blank(project: Project, photo_id: int, author: str) -> Annotation:
    """Begin an annotation without any source: everything is unknown, the annotator draws."""
    photo = project.photos.get(photo_id)
    trimap = np.full((photo.height, photo.width), UNKNOWN, np.uint8)
    draft = Draft(
        kind="propose",
        method="blank",
        version=curator.__version__,
        inputs={"photo": photo.sha256, "masks": []},
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        author=author,
    )
    taken = {annotation.subject for annotation in project.annotations.of_photo(photo_id)}
    subject = next(number for number in range(len(taken) + 1) if number not in taken)
    return project.annotations.create(photo_id, subject, None, draft, "proposed")


def _imported(project: Project, photo: Photo) -> tuple[SubjectMask, ...]:
    return tuple(
        SubjectMask(
            mask=decode_mask(project.blobs.read(mask.blob), f"mask {mask.subject} of {photo.name}"),
            external_id=mask.external_id,
        )
        for mask in project.photos.masks(photo.id)
        if not mask.is_crowd
    )


def _draft(
    project: Project,
    photo: Photo,
    kind: str,
    said: Sequence[Said],
    kernels: Kernels | None,
    author: str,
) -> tuple[Draft, Trimap]:
    encoded = [encode_mask(each.mask.mask) for each in said]
    blobs = [project.blobs.add(content) for content in encoded]
    # Fused from the masks as they are stored, so that a replay has the same masks to the bit.
    stored = [
        decode_mask(content, each.source.name) for content, each in zip(encoded, said, strict=True)
    ]
    names, trusts = [each.source.name for each in said], [each.source.trust for each in said]
    trimap, parameters = fuse_said(stored, names, trusts, kernels)
    if not (trimap == UNKNOWN).any():
        raise MaskError(f"The masks of {photo.name} leave nothing unknown; choose a larger kernel.")
    masks = [
        {
            "source": each.source.name,
            "version": each.source.version,
            "trust": each.source.trust,
            "score": each.mask.score,
            "external_id": each.mask.external_id,
            "blob": blob,
        }
        for blob, each in zip(blobs, said, strict=True)
    ]
    draft = Draft(
        kind=kind,
        method="fusion",
        version=curator.__version__,
        parameters=parameters,
        inputs={"photo": photo.sha256, "masks": masks},
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        author=author,
    )
    return draft, trimap


def _place(
    project: Project,
    photo: Photo,
    number: int,
    said: Sequence[Said],
    draft: Draft,
    known: Annotation | None,
) -> Annotation | None:
    if known is None:
        ids = [each.mask.external_id for each in said if each.mask.external_id is not None]
        return project.annotations.create(photo.id, number, next(iter(ids), None), draft, "proposed")
    head = project.revisions.get(known.head)
    if known.state != "proposed" or head.kind not in ("propose", "rectangle"):
        return None
    if head.trimap_digest == draft.trimap_digest:
        return None
    project.annotations.append(known.id, known.head, draft, "proposed")
    return project.annotations.get(known.id)
