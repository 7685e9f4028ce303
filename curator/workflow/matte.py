"""Trimap to alpha: the methods side by side, where they disagree, and the one that is chosen."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from curator.errors import ConflictError, CuratorError, NotFoundError, UnknownNameError
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_alpha, encode_trimap
from curator.matting.boxes import whole
from curator.matting.disagreement import disagreement, hotspots
from curator.records import Annotation, Draft, Revision, State
from curator.registry import METHODS
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow import refining
from curator.workflow.cache import Bounded
from curator.workflow.candidate import Candidate, Candidates
from curator.workflow.editable import changing, next_state
from curator.workflow.given import given
from curator.workflow.jobs import Job
from curator.workflow.layers import layer_at
from curator.workflow.refining import FCN, MATTE, Refined
from curator.workflow.replay import remember, trimap_at
from curator.workflow.solving import Solving, following

#: A matte, and how it was refined where it was.
_Made = tuple[Alpha, Refined | None]


def _bytes(found: Candidates) -> int:
    return sum(matte.nbytes for matte in found.mattes) * 4 // 3


_found: Bounded[Candidates] = Bounded(1_000_000_000, _bytes)


def arms() -> tuple[str, ...]:
    """The names of all that gives a matte of an annotation: the matting methods, and the FCN."""
    return (*METHODS.names(), FCN)


def candidates(
    project: Project,
    annotation_id: int,
    methods: Sequence[str] | None = None,
    job: Job[Any] | None = None,
    settings: Sequence[str] = (),
) -> Candidates:
    """Run matting methods on an annotation's current trimap, all `arms` by default.

    Nothing is stored. What was computed for the same revision and parameters before is kept, so that
    methods can be asked for one by one and come back together; and each method stays on the photo,
    so that the next revision's costs what its strokes can reach.

    `settings` are `NAME.PARAMETER=VALUE` of any methods; those of others than asked do nothing.
    """
    annotation = project.annotations.get(annotation_id)
    solving = following(project, annotation)
    return run(project, annotation, methods or arms(), solving, given(settings, METHODS), job)


def run(
    project: Project,
    annotation: Annotation,
    names: Sequence[str],
    solving: Solving,
    parameters: Mapping[str, Any],
    job: Job[Any] | None = None,
    chosen: Candidate | None = None,
) -> Candidates:
    """Run methods on an annotation's current trimap, each that was not run before.

    Parameters
    ----------
    names
        Of matting methods, or `fcn`, which refines a matte: the one of `closed-form`, which is then
        run too.
    solving
        Gives the photo, and the alpha of a trimap.
    parameters
        Of matting methods by their names; their defaults where there are none.
    chosen
        The matte that was chosen before: it stands beside the others, and is the one to be refined.

    Raises
    ------
    UnknownNameError
        If there is no such method. What a method meets is its candidate's problem.
    """
    head = annotation.head
    titles = {name: title_of(name) for name in (*names, MATTE)}
    known = _found.get(_key(project, head))
    mattes = {} if known is None else {matte.method: matte for matte in known.mattes}
    refines = MATTE if chosen is None else chosen.method
    if chosen is not None:
        mattes[refines] = chosen
        names = [name for name in names if name != refines]
    elif FCN in names:
        names = [MATTE, *(name for name in names if name != MATTE)]
    for number, name in enumerate(names):
        if job is not None:
            job.step(number, len(names), titles[name])
        make: Callable[[], _Made]
        if name == FCN:
            matte = mattes[refines]
            values = {"matte": refines, "matte_parameters": dict(matte.parameters)}
            make = partial(_refined, project, annotation, matte, solving)
        else:
            values = asdict(parameters.get(name, METHODS.get(name).parameters()))
            make = partial(_solved, project, annotation, name, values, solving)
        made = mattes.get(name)
        if made is None or made.problem is not None or made.parameters != values:
            mattes[name] = _timed(name, values, make)
    found = _together(head, [mattes[name] for name in arms() if name in mattes])
    _found.put(_key(project, head), found)
    return found


def title_of(name: str) -> str:
    """The title of a matting method, or of the FCN.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    titles = {method.name: method.title for method in METHODS.all()} | {FCN: refining.TITLE}
    if name not in titles:
        raise UnknownNameError(f"There is no matting method {name!r}; there are: {', '.join(titles)}.")
    return titles[name]


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
    solving = following(project, annotation)
    return keep(project, annotation, found, method, state, author, solving)


def carry(project: Project, before: str, after: str) -> None:
    """Keep the mattes of a revision at hand for one that has the same trimap."""
    found = _found.get(_key(project, before))
    if found is not None:
        _found.put(_key(project, after), dataclasses.replace(found, revision=after))


def _key(project: Project, revision: str) -> tuple[str, str]:
    return str(project.folder.resolve()), revision


def _timed(name: str, values: Mapping[str, Any], make: Callable[[], _Made]) -> Candidate:
    began = time.perf_counter()
    found = partial(Candidate, name, title_of(name), values)
    try:
        alpha, refined = make()
    except CuratorError as error:
        return found(time.perf_counter() - began, None, str(error))
    return found(time.perf_counter() - began, alpha, None, refined)


def _solved(
    project: Project, annotation: Annotation, name: str, values: Mapping[str, Any], solving: Solving
) -> _Made:
    return solving.solve(trimap_at(project, annotation.head), name, values), None


def _refined(project: Project, annotation: Annotation, matte: Candidate, solving: Solving) -> _Made:
    if matte.alpha is None:
        raise CuratorError(f"There is nothing to refine: {matte.problem}")
    decision = refining.decide(solving.photo(), matte.alpha)
    values, solve = matte.parameters, solving.afresh
    found = refining.refined(project, annotation, decision, matte.method, values, solve)
    return found.alpha, found


def _together(head: str, mattes: Sequence[Candidate]) -> Candidates:
    alphas = [matte.alpha for matte in mattes if matte.alpha is not None]
    if len(alphas) < 2:
        return Candidates(head, tuple(mattes), None, ())
    spread = disagreement(alphas)
    return Candidates(head, tuple(mattes), spread, hotspots(spread))


def keep(
    project: Project,
    annotation: Annotation,
    found: Candidates,
    method: str,
    state: State,
    author: str,
    solving: Solving,
) -> Revision:
    """Make the matte of one of those that ran the annotation's, as a new revision.

    Raises
    ------
    ConflictError
        If the annotation has moved on.
    CuratorError
        If that method gave no matte.
    """
    matte = next(each for each in found.mattes if each.method == method)
    if matte.alpha is None:
        raise CuratorError(f"{matte.title} gave no matte: {matte.problem}")
    known = matte.refined
    if known is not None:
        # Since it was refined something may have been painted, or the neighbours may have changed.
        again = refining.refined(
            project, annotation, known.decision, known.method, known.values, solving.solve, known
        )
        return refining.keep(project, annotation, again, state, author)
    revision = _kept(project, annotation, matte, matte.alpha, found, state, author)
    carry(project, annotation.head, revision.hash)
    return revision


def _kept(
    project: Project,
    annotation: Annotation,
    matte: Candidate,
    given: Alpha,
    found: Candidates,
    state: State,
    author: str,
) -> Revision:
    record = METHODS.get(matte.method)
    layer = layer_at(project, annotation.head)
    alpha = quantise_alpha(layer.over(given, whole(given)))
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
    with changing(project, annotation.id):
        revision = project.annotations.append(annotation.id, annotation.head, draft, state)
    remember(revision.hash, trimap)
    return revision
