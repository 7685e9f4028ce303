"""Photo to trimap: ask the sources, fuse what they say, keep it as the first revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

import curator
from curator.errors import CancelledError, ConflictError, CuratorError, MaskError, UnavailableError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask, encode_trimap
from curator.imaging.names import shown
from curator.records import (
    Annotation,
    Draft,
    Photo,
    Problem,
    Prompt,
    Rectangle,
    Revision,
    State,
    SubjectMask,
)
from curator.registry import SOURCES
from curator.settings import author as account
from curator.store.project import Project
from curator.types import UNKNOWN, Image, Trimap
from curator.workflow.asking import Said, ask, ask_about, available, embedded, everyone
from curator.workflow.choices import Choices
from curator.workflow.drafting import carried, drafted, fused
from curator.workflow.editable import changing, next_state
from curator.workflow.fusing import ANCHOR
from curator.workflow.jobs import Job
from curator.workflow.neighbours import others_in, others_of, own_trimap, settle, untouched
from curator.workflow.placing import place
from curator.workflow.replay import remember, trimap_digest
from curator.workflow.subjects import by_importance

_PERSON = 0.5
_BY_ITSELF = Choices()
#: What is to be kept: who said it, the draft, the annotation it is for (None: a new one), its trimap.
_Made = tuple[Sequence[Said], Draft, Annotation | None, Trimap]


@dataclass(frozen=True)
class ProposeSummary:
    """How many annotations were proposed, how many were left as they are, and what went wrong.

    `notes` say which of the embedded sources was not asked, and why; `carried` is how many of the
    proposed ones are of people too small to matte, whose imported masks were taken over.
    """

    proposed: int
    skipped: int
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()
    carried: int = 0


def people_in(image: Image, prompt: Prompt, choices: Choices = _BY_ITSELF) -> list[list[Said]]:
    """Everybody that is to have a trimap, and what each source says of them.

    Imported masks keep their order; other subjects come by importance, the main one first.

    Raises
    ------
    UnavailableError, NoPersonError
        As the sources raise them.
    """
    names = choices.sources or ((ANCHOR, *available()) if prompt.masks else embedded()[0])
    anchored = bool(prompt.masks) and ANCHOR in names
    if anchored:
        beside = [name for name in names if name != ANCHOR]
        subjects = ask(image, prompt, [ANCHOR], choices.parameters)
        if choices.people == "main":
            subjects = [subjects[_ranked(subjects)[0]]]
        for said in subjects:
            if _area(said) >= max(1, choices.smallest):
                said += ask_about(image, said[0].mask.mask, beside, choices.parameters)
    else:
        subjects = ask(image, prompt, names, choices.parameters)
        subjects = [subjects[index] for index in _ranked(subjects)]
    if choices.people == "main":
        return subjects[:1]
    return [everyone(subjects)] if choices.people == "everyone" else subjects


def propose_photo(
    project: Project, photo_id: int, choices: Choices = _BY_ITSELF, author: str | None = None
) -> tuple[Annotation, ...]:
    """Propose a trimap for every subject of a photo; returns the annotations made or changed.

    The others are known background of each. An annotation that somebody has worked on is left as it
    is; whoever was removed stays so, and is nobody's neighbour. People too small to matte are carried
    over as they came.

    Raises
    ------
    UnavailableError, NoPersonError
        As the sources raise them; nothing is changed.
    MaskError
        If what was said leaves nothing unknown of anybody; nothing is changed for them.
    ConflictError
        If somebody else added people, or worked on one of those, in the meantime; nothing is changed.
    """
    photo = project.photos.get(photo_id)
    prompt = Prompt(masks=_imported(project, photo))
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    subjects = people_in(image, prompt, choices)
    known = project.annotations.of_photo(photo_id, removed=True)
    places = place(project, subjects, known)
    too_small = [ANCHOR in _names(said) and _area(said) < choices.smallest for said in subjects]
    heads = {each.id: project.revisions.get(each.head) for each in known}
    drafts = [
        number for number, each in enumerate(places) if each is None or untouched(each, heads[each.id])
    ]
    by = author or account()
    taken = {
        number: carried(project, photo, subjects[number][0], by)
        for number in drafts
        if too_small[number]
    }
    fusions = {
        number: fused(subjects[number], choices.kernels) for number in drafts if number not in taken
    }
    people = {number: trimap for number, (trimap, _) in fusions.items()}
    people |= {number: trimap for number, (_, trimap) in taken.items()}
    anew = [places[number] for number in drafts]
    stay = [each for each in known if not each.removed and each not in anew]
    # Below 0, where no subject has its number.
    people |= {-each.id: own_trimap(project, heads[each.id]) for each in stay}
    made: list[_Made] = []
    for number in drafts:
        said, annotation = subjects[number], places[number]
        if number in taken:
            draft, trimap = taken[number]
        else:
            others = others_of(number, people)
            try:
                draft, trimap = drafted(project, photo, "propose", said, fusions[number], by, others)
            except MaskError:
                _keep_all(project, photo, known, made)
                raise
        if annotation is None or heads[annotation.id].trimap_digest != draft.trimap_digest:
            made.append((said, draft, annotation, trimap))
    return _keep_all(project, photo, known, made)


def propose_all(
    project: Project,
    choices: Choices = _BY_ITSELF,
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
    for name in choices.sources:
        reason = SOURCES.get(name).unavailable()
        if reason is not None:
            raise UnavailableError(reason)
    job = job or Job("propose")
    photos = project.photos.all()
    changed: list[Annotation] = []
    skipped = 0
    problems: list[Problem] = []
    for number, photo in enumerate(photos):
        job.step(number, len(photos), photo.name)
        try:
            made = propose_photo(project, photo.id, choices, author)
        except (CancelledError, UnavailableError):
            raise
        except CuratorError as error:
            problems.append(Problem(photo.name, str(error)))
            continue
        changed += made
        skipped += not made
    job.step(len(photos), len(photos))
    as_they_were = sum(each.state == "submitted" for each in changed)
    notes = () if choices.sources else embedded()[1]
    return ProposeSummary(len(changed), skipped, tuple(problems), notes, as_they_were)


def propose_rectangle(
    project: Project, annotation_id: int, base: str, rectangle: Rectangle, author: str
) -> Revision:
    """Propose anew from a rectangle dragged around the person (source `grabcut`).

    The others of the photo whom nobody has worked on are drafted anew, with this person as background.

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
    others = others_in(project, photo.id, annotation_id)
    draft, trimap = drafted(project, photo, "rectangle", said, fused(said, None), author, others)
    draft = replace(draft, parameters={**draft.parameters, "rectangle": asdict(rectangle)})
    with changing(project, annotation_id):
        revision = project.annotations.append(annotation_id, base, draft, state)
    remember(revision.hash, trimap)
    settle(project, photo.id, author)
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
    with project.transaction():
        number = project.annotations.next_subject(photo_id)
        return project.annotations.create(photo_id, number, None, draft, "proposed")


def _keep_all(
    project: Project, photo: Photo, known: Sequence[Annotation], made: Sequence[_Made]
) -> tuple[Annotation, ...]:
    with project.transaction():
        now = project.annotations.of_photo(photo.id, removed=True)
        # The sources took their time: who came in it may be the very people that are to be added.
        if {each.id for each in now} != {each.id for each in known}:
            raise ConflictError(
                f"Somebody else added people to {shown(photo.name)} while they were being proposed: "
                "nothing was changed. Propose again."
            )
        changed = tuple(_keep(project, photo, *each[:3]) for each in made)
    for annotation, (*_, trimap) in zip(changed, made, strict=True):
        remember(annotation.head, trimap)
    return changed


def _keep(
    project: Project, photo: Photo, said: Sequence[Said], draft: Draft, known: Annotation | None
) -> Annotation:
    # What nobody is to work on waits for the reviewer like anything else that is finished.
    state: State = "submitted" if draft.kind == "carried" else "proposed"
    if known is None:
        ids = [each.mask.external_id for each in said if each.mask.external_id is not None]
        number = project.annotations.next_subject(photo.id)
        return project.annotations.create(photo.id, number, next(iter(ids), None), draft, state)
    project.annotations.append(known.id, known.head, draft, state)
    return project.annotations.get(known.id)


def _imported(project: Project, photo: Photo) -> tuple[SubjectMask, ...]:
    return tuple(
        SubjectMask(
            mask=decode_mask(project.blobs.read(mask.blob), f"mask {mask.subject} of {photo.name}"),
            external_id=mask.external_id,
        )
        for mask in project.photos.masks(photo.id)
        if not mask.is_crowd
    )


def _names(said: Sequence[Said]) -> list[str]:
    return [each.source.name for each in said]


def _ranked(subjects: Sequence[Sequence[Said]]) -> list[int]:
    return by_importance([_mask(said) for said in subjects])


def _mask(said: Sequence[Said]) -> Any:
    return said[0].mask.mask


def _area(said: Sequence[Said]) -> int:
    return int(np.count_nonzero(_mask(said) >= _PERSON))
