"""Trimap to alpha: the methods side by side, where they disagree, and the one that is chosen."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from curator.errors import CancelledError, ConflictError, CuratorError, NotFoundError
from curator.imaging.convert import quantise_alpha
from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_alpha, encode_trimap
from curator.matting import estimate_alpha
from curator.matting.boxes import whole
from curator.matting.disagreement import disagreement, hotspots
from curator.records import Annotation, Draft, Problem, Revision, State
from curator.registry import METHODS, MattingMethod
from curator.settings import author as account
from curator.store.project import Project
from curator.types import Alpha, Image, Trimap
from curator.workflow import hotspots as looking
from curator.workflow.cache import Bounded
from curator.workflow.candidate import Candidate, Candidates
from curator.workflow.editable import next_state
from curator.workflow.given import given, of_methods
from curator.workflow.jobs import Job
from curator.workflow.layers import layer_at
from curator.workflow.replay import remember, trimap_at
from curator.workflow.sessions import matted


@dataclass(frozen=True)
class MatteSummary:
    """How many annotations were matted, how many left as they are, what went wrong.

    `disagreement` holds, for each annotation matted with several methods, its id and the summed spread
    between them: those to look at first come first.
    """

    matted: int
    skipped: int
    problems: tuple[Problem, ...]
    disagreement: tuple[tuple[int, float], ...]


def _bytes(found: Candidates) -> int:
    return sum(matte.alpha.nbytes for matte in found.mattes if matte.alpha is not None) * 4 // 3


_found: Bounded[Candidates] = Bounded(1_000_000_000, _bytes)


def candidates(
    project: Project,
    annotation_id: int,
    methods: Sequence[str] | None = None,
    job: Job[Any] | None = None,
    settings: Sequence[str] = (),
) -> Candidates:
    """Run matting methods on an annotation's current trimap, all registered ones by default.

    Nothing is stored. What was computed for the same revision and parameters before is kept, so that
    methods can be asked for one by one and come back together; and each method stays on the photo,
    so that the next revision's costs what its strokes can reach.

    `settings` are `NAME.PARAMETER=VALUE` of any methods; those of others than asked do nothing.
    """

    def follow(annotation: Annotation, trimap: Trimap, method: str, values: Mapping[str, Any]) -> Alpha:
        return matted(project, annotation, method, values, trimap, lambda: _image(project, annotation))

    return _candidates(project, annotation_id, methods, job, follow, given(settings, METHODS))


def _candidates(
    project: Project,
    annotation_id: int,
    methods: Sequence[str] | None,
    job: Job[Any] | None,
    solve: Callable[[Annotation, Trimap, str, Mapping[str, Any]], Alpha],
    parameters: Mapping[str, Any],
) -> Candidates:
    annotation = project.annotations.get(annotation_id)
    head = annotation.head
    records = [METHODS.get(name) for name in methods or METHODS.names()]
    known = _found.get(_key(project, head))
    mattes = {} if known is None else {matte.method: matte for matte in known.mattes}
    for number, record in enumerate(records):
        if job is not None:
            job.step(number, len(records), record.title)
        values = asdict(parameters.get(record.name, record.parameters()))
        made = mattes.get(record.name)
        if made is None or made.problem is not None or made.parameters != values:
            trimap = trimap_at(project, head)
            solved = partial(solve, annotation, trimap, record.name, values)
            mattes[record.name] = _run(record, values, solved)
    found = _together(head, [mattes[name] for name in METHODS.names() if name in mattes])
    _found.put(_key(project, head), found)
    return found


def cached_candidates(project: Project, annotation_id: int, revision: str) -> Candidates:
    """What `candidates` found for a revision.

    Raises
    ------
    NotFoundError
        If nothing was computed for it, or it is forgotten: run the methods again.
    """
    found = _found.get(_key(project, revision))
    if found is None or project.revisions.get(revision).annotation_id != annotation_id:
        raise NotFoundError("Those mattes are not at hand any more: run the matting methods again.")
    return found


def choose(
    project: Project,
    annotation_id: int,
    base: str,
    method: str,
    author: str,
    settings: Sequence[str] = (),
) -> Revision:
    """Make one method's matte the annotation's alpha, as a new revision; `settings` as `candidates`.

    Raises
    ------
    ConflictError
        If `base` is no longer the current revision.
    StateError
        If the annotation is read-only.
    CuratorError
        As the method raises it.
    """
    annotation = project.annotations.get(annotation_id)
    if annotation.head != base:
        raise ConflictError(
            f"Annotation {annotation_id} was changed in another window or by somebody else. "
            "Load the newest state and run the methods again."
        )
    state = next_state(annotation)
    found = candidates(project, annotation_id, [method], settings=settings)
    matte = next(each for each in found.mattes if each.method == method)
    revision = _keep(project, annotation, matte, found, state, author)
    carry(project, annotation.head, revision.hash)
    return revision


def matte_all(
    project: Project,
    methods: Sequence[str] | None = None,
    author: str | None = None,
    job: Job[Any] | None = None,
    settings: Sequence[str] = (),
) -> MatteSummary:
    """Matte every annotation in work whose trimap has no matte yet.

    The first method (`closed-form` by default) makes the revision; further ones are run beside it,
    to rank the annotations by disagreement. `settings` are `NAME.PARAMETER=VALUE` of the methods.
    """
    names = tuple(methods or ("closed-form",))
    for name in names:
        METHODS.get(name)
    parameters = of_methods(settings, names)
    job = job or Job("matte")
    annotations = project.annotations.all()
    done, skipped = 0, 0
    once = _Once(project)
    problems: list[Problem] = []
    spreads: list[tuple[int, float]] = []
    for number, annotation in enumerate(annotations):
        photo = project.photos.get(annotation.photo_id)
        job.step(number, len(annotations), photo.name)
        if not _wants_matte(project, annotation):
            skipped += 1
            continue
        try:
            found = _candidates(project, annotation.id, names, None, once, parameters)
            matte = next(each for each in found.mattes if each.method == names[0])
            state: State = "proposed" if annotation.state == "proposed" else "in progress"
            made = _keep(project, annotation, matte, found, state, author or account())
            if found.spread is not None:
                alphas = [each.alpha for each in found.mattes if each.alpha is not None]
                looking.expect(project, annotation.id, made.hash, alphas, found.hotspots)
        except CancelledError:
            raise
        except CuratorError as error:
            problems.append(Problem(f"{photo.name}, subject {annotation.subject}", str(error)))
            continue
        done += 1
        if found.spread is not None:
            spreads.append((annotation.id, float(found.spread.sum())))
    job.step(len(annotations), len(annotations))
    ranked = tuple(sorted(spreads, key=lambda pair: -pair[1]))
    return MatteSummary(done, skipped, tuple(problems), ranked)


class _Once:
    """Solves from scratch: annotations that are done one after the other do not come back soon."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._image: tuple[int, Image] | None = None

    def __call__(
        self, annotation: Annotation, trimap: Trimap, method: str, values: Mapping[str, Any]
    ) -> Alpha:
        if self._image is None or self._image[0] != annotation.photo_id:
            self._image = annotation.photo_id, _image(self._project, annotation)
        return quantise_alpha(estimate_alpha(self._image[1], trimap, method, **values))


def _wants_matte(project: Project, annotation: Annotation) -> bool:
    open_states = ("proposed", "in progress", "rejected")
    return annotation.state in open_states and project.revisions.get(annotation.head).alpha_blob is None


def carry(project: Project, before: str, after: str) -> None:
    """Keep the mattes of a revision at hand for one that has the same trimap."""
    found = _found.get(_key(project, before))
    if found is not None:
        _found.put(_key(project, after), dataclasses.replace(found, revision=after))


def _key(project: Project, revision: str) -> tuple[str, str]:
    return str(project.folder.resolve()), revision


def _image(project: Project, annotation: Annotation) -> Image:
    photo = project.photos.get(annotation.photo_id)
    return decode_photo(project.blobs.read(photo.sha256), photo.name)


def _run(record: MattingMethod, values: Mapping[str, Any], solve: Callable[[], Alpha]) -> Candidate:
    began = time.perf_counter()
    made = partial(Candidate, record.name, record.title, values)
    try:
        alpha = solve()
    except CuratorError as error:
        return made(time.perf_counter() - began, None, str(error))
    return made(time.perf_counter() - began, alpha, None)


def _together(head: str, mattes: Sequence[Candidate]) -> Candidates:
    alphas = [matte.alpha for matte in mattes if matte.alpha is not None]
    if len(alphas) < 2:
        return Candidates(head, tuple(mattes), None, ())
    spread = disagreement(alphas)
    return Candidates(head, tuple(mattes), spread, hotspots(spread))


def _keep(
    project: Project,
    annotation: Annotation,
    matte: Candidate,
    found: Candidates,
    state: State,
    author: str,
) -> Revision:
    if matte.alpha is None:
        raise CuratorError(f"{matte.title} gave no matte: {matte.problem}")
    record = METHODS.get(matte.method)
    layer = layer_at(project, annotation.head)
    alpha = quantise_alpha(layer.over(matte.alpha, whole(matte.alpha)))
    head = project.revisions.get(annotation.head)
    trimap = trimap_at(project, head.hash)
    photo = project.photos.get(annotation.photo_id)
    beside = [each.method for each in found.mattes if each.alpha is not None]
    draft = Draft(
        kind="matte",
        method=record.name,
        version=record.version,
        parameters=matte.parameters,
        inputs={"photo": photo.sha256, "trimap": head.trimap_digest, "compared": beside}
        | ({} if layer.box is None else {"painted": head.hash}),
        trimap_digest=head.trimap_digest,
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        alpha_blob=project.blobs.add(encode_alpha(alpha)),
        author=author,
    )
    revision = project.annotations.append(annotation.id, annotation.head, draft, state)
    remember(revision.hash, trimap)
    return revision
