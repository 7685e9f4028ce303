"""Mattes of a whole project, one annotation after the other, without anybody looking on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from curator.errors import CancelledError, CuratorError
from curator.imaging.encode import decode_alpha
from curator.records import Annotation, Problem, State
from curator.registry import METHODS
from curator.settings import author as account
from curator.store.project import Project
from curator.types import Image
from curator.workflow import hotspots as looking
from curator.workflow import refining
from curator.workflow.candidate import Candidate
from curator.workflow.given import of_methods
from curator.workflow.jobs import Job
from curator.workflow.matte import keep, run, title_of
from curator.workflow.refining import FCN, MATTE
from curator.workflow.solving import once, photo_of

_OPEN: tuple[State, ...] = ("proposed", "in progress", "rejected")


@dataclass(frozen=True)
class MatteSummary:
    """How many annotations were matted, how many left as they are, what went wrong.

    `disagreement` holds, for each annotation matted with several methods, its id, the name of its photo
    and the summed spread between them: those to look at first come first.
    """

    matted: int
    skipped: int
    problems: tuple[Problem, ...]
    disagreement: tuple[tuple[int, str, float], ...]


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

    Where `fcn` comes first, the mattes that methods made are refined, and ranked by how far that
    changed them; what has no matte gets that of `closed-form` refined.

    Raises
    ------
    UnknownNameError, ParameterError
        If there is no such method or parameter.
    UnavailableError
        If the refining network was asked for and its weights are not there.
    """
    names = tuple(methods or (MATTE,))
    for name in names:
        title_of(name)
    if FCN in names:
        refining.version()
    parameters = of_methods(settings, (*names, MATTE) if FCN in names else names)
    job = job or Job("matte")
    annotations = project.annotations.all()
    done, skipped = 0, 0
    photos = _Photos(project)
    problems: list[Problem] = []
    spreads: list[tuple[int, str, float]] = []
    for number, annotation in enumerate(annotations):
        photo = project.photos.get(annotation.photo_id)
        job.step(number, len(annotations), photo.name)
        if not _is_wanted(project, annotation, names[0]):
            skipped += 1
            continue
        try:
            spread = _matte(project, annotation, names, photos, parameters, author or account())
        except CancelledError:
            raise
        except CuratorError as error:
            problems.append(Problem(f"{photo.name}, subject {annotation.subject}", str(error)))
            continue
        done += 1
        if spread is not None:
            spreads.append((annotation.id, photo.name, spread))
    job.step(len(annotations), len(annotations))
    ranked = tuple(sorted(spreads, key=lambda each: -each[2]))
    return MatteSummary(done, skipped, tuple(problems), ranked)


def _matte(
    project: Project,
    annotation: Annotation,
    names: Sequence[str],
    photos: _Photos,
    parameters: Mapping[str, Any],
    author: str,
) -> float | None:
    """Make the first method's matte the annotation's; the spread, in pixels, between all of them."""
    solving = once(photos.of(annotation))
    chosen = _chosen(project, annotation)
    found = run(project, annotation, names, solving, parameters, chosen=chosen)
    state: State = "proposed" if annotation.state == "proposed" else "in progress"
    made = keep(project, annotation, found, names[0], state, author, solving)
    if found.spread is None:
        return None
    alphas = [each.alpha for each in found.mattes if each.alpha is not None]
    looking.expect(project, annotation.id, made.hash, alphas, found.hotspots)
    return float(found.spread.sum())


def _is_wanted(project: Project, annotation: Annotation, first: str) -> bool:
    head = project.revisions.get(annotation.head)
    # Nothing that somebody painted or brought along is refined unasked.
    refines = first == FCN and head.kind == "matte"
    return annotation.state in _OPEN and (head.alpha_blob is None or refines)


def _chosen(project: Project, annotation: Annotation) -> Candidate | None:
    """The matte that a method made of the current trimap."""
    head = project.revisions.get(annotation.head)
    if head.alpha_blob is None or head.method not in METHODS.names():
        return None
    alpha = decode_alpha(project.blobs.read(head.alpha_blob), "the matte that was chosen")
    return Candidate(head.method, title_of(head.method), head.parameters, 0.0, alpha, None)


class _Photos:
    """The photo of the annotation that is matted: the next one is often of the same."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: tuple[int, Callable[[], Image]] | None = None

    def of(self, annotation: Annotation) -> Callable[[], Image]:
        if self._known is None or self._known[0] != annotation.photo_id:
            self._known = annotation.photo_id, photo_of(self._project, annotation)
        return self._known[1]
