"""The mattes of several methods side by side: run them, look at them, choose or refine one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from curator.errors import ConflictError, NotFoundError
from curator.store.project import Project
from curator.web.annotations import annotation_json
from curator.web.answers import Author, OpenProject, kept
from curator.web.running import RunningJobs
from curator.web.strokes import Change, Settings
from curator.workflow import looking, matte, pictures
from curator.workflow.candidate import Candidate, Candidates
from curator.workflow.editable import next_state
from curator.workflow.jobs import Job
from curator.workflow.refine import refine as refine_matte

router = APIRouter(prefix="/api")

#: A run takes all cores and, of a large photo, much memory: one at a time.
_one_at_a_time = threading.Lock()
_LOOK_EVERY = 0.2


class MatteRun(Change):
    """Which methods to run, all when none is named, and with which parameters."""

    methods: list[str] | None = None
    settings: Settings = Field(default_factory=list)


class Refinement(Change):
    """The method whose matte is refined where none is in use, and the parameters of methods."""

    method: str | None = Field(default=None, max_length=80)
    settings: Settings = Field(default_factory=list)


class Looked(BaseModel):
    """A hotspot of a run that somebody looked at; 0 is the first."""

    revision: str = Field(max_length=64)
    number: int


class Choice(Change):
    """The method whose matte is chosen, and its parameters."""

    method: str
    settings: Settings = Field(default_factory=list)


@router.post("/annotations/{annotation_id}/matte", status_code=202)
def run(
    request: Request, project: OpenProject, annotation_id: int, wanted: MatteRun, author: Author
) -> dict[str, Any]:
    """Start the methods on the current trimap; answers with a job to look at."""
    if project.annotations.get(annotation_id).head != wanted.base:
        raise ConflictError("The annotation was saved in another window: load it again, then matte.")

    def work(job: Job[Any]) -> dict[str, Any]:
        with _turn(job):
            found = matte.candidates(project, annotation_id, wanted.methods, job, wanted.settings)
        looking.note_run(project, annotation_id, found, author)
        return candidates_json(project, annotation_id, found)

    key = (annotation_id, wanted.base, tuple(wanted.methods or ()), tuple(wanted.settings))
    return _job_json(request, _jobs(request).start(key, "Matting", work))


@router.post("/annotations/{annotation_id}/refine", status_code=202)
def refine(
    request: Request, project: OpenProject, annotation_id: int, wanted: Refinement, author: Author
) -> dict[str, Any]:
    """Start to refine the matte by the trained network; answers with a job to look at."""
    annotation = project.annotations.get(annotation_id)
    next_state(annotation)
    if annotation.head != wanted.base:
        raise ConflictError("The annotation was saved in another window: load it again, then refine.")

    def work(job: Job[Any]) -> dict[str, Any]:
        with _turn(job):
            method, settings = wanted.method, wanted.settings
            refine_matte(project, annotation_id, wanted.base, author, method, settings, job)
        return annotation_json(project, annotation_id)

    key = ("refine", annotation_id, wanted.base)
    return _job_json(request, _jobs(request).start(key, "Refining", work))


@router.get("/jobs/{name}")
def job(request: Request, name: str) -> dict[str, Any]:
    """How far a job is, and what it came to."""
    return _job_json(request, name)


@router.post("/jobs/{name}/cancel")
def cancel(request: Request, name: str) -> dict[str, Any]:
    """Ask a job to stop at its next step."""
    _jobs(request).get(name).cancel()
    return _job_json(request, name)


@router.get("/annotations/{annotation_id}/candidates")
def candidates(project: OpenProject, annotation_id: int) -> dict[str, Any]:
    """The mattes of the current revision that are still at hand; `revision` is null without."""
    head = project.annotations.get(annotation_id).head
    try:
        found = matte.cached_candidates(project, annotation_id, head)
    except NotFoundError:
        return {"revision": None}
    return candidates_json(project, annotation_id, found)


@router.get("/annotations/{annotation_id}/candidates/{method}.png")
def candidate(
    request: Request,
    project: OpenProject,
    annotation_id: int,
    method: str,
    revision: str,
    digest: str,
    form: pictures.Form = "alpha",
) -> Response:
    """One method's matte: its alpha, its cut-out or a thumbnail."""
    return kept(
        request,
        f"{revision}-{digest}-{form}",
        "image/jpeg" if form == "thumbnail" else "image/png",
        lambda: pictures.candidate_file(project, annotation_id, revision, method, form, digest),
        for_good=True,
    )


@router.get("/annotations/{annotation_id}/disagreement.png")
def disagreement(
    request: Request, project: OpenProject, annotation_id: int, revision: str, digest: str
) -> Response:
    """How far the methods are apart at each pixel: 16-bit grey."""
    return kept(
        request,
        f"{revision}-{digest}-disagreement",
        "image/png",
        lambda: pictures.disagreement_file(project, annotation_id, revision, digest),
        for_good=True,
    )


@router.post("/annotations/{annotation_id}/choose")
def choose(project: OpenProject, annotation_id: int, choice: Choice, author: Author) -> dict[str, Any]:
    """Make one method's matte the annotation's."""
    matte.choose(project, annotation_id, choice.base, choice.method, author, choice.settings)
    return annotation_json(project, annotation_id)


@router.post("/annotations/{annotation_id}/hotspots/looked")
def look(project: OpenProject, annotation_id: int, spot: Looked, author: Author) -> dict[str, Any]:
    """Keep that a hotspot was looked at."""
    looked = looking.look_at(project, annotation_id, spot.revision, spot.number, author)
    return {"looked": looked}


def candidates_json(project: Project, annotation_id: int, found: Candidates) -> dict[str, Any]:
    """The candidates as the editor needs them: names, times, addresses, hotspots."""
    path = f"/api/annotations/{annotation_id}"
    looked = looking.looked_at(project, annotation_id, found)
    spread = f"{path}/disagreement.png?revision={found.revision}&digest={found.digest}"
    return {
        "revision": found.revision,
        "candidates": [_candidate_json(path, found.revision, each) for each in found.mattes],
        "disagreement": None if found.spread is None else spread,
        "hotspots": [
            {
                "x": spot.x,
                "y": spot.y,
                "width": spot.width,
                "height": spot.height,
                "weight": spot.weight,
                "peak_x": spot.peak_x,
                "peak_y": spot.peak_y,
                "looked": seen,
            }
            for spot, seen in zip(found.hotspots, looked, strict=True)
        ],
    }


def _candidate_json(path: str, revision: str, candidate: Candidate) -> dict[str, Any]:
    address = f"{path}/candidates/{candidate.method}.png?revision={revision}&digest={candidate.digest}"
    return {
        "method": candidate.method,
        "title": candidate.title,
        "parameters": candidate.parameters,
        "seconds": candidate.seconds,
        "problem": candidate.problem,
        "picture": f"{address}&form=levels",
        "cutout": f"{address}&form=cutout",
        "thumbnail": f"{address}&form=thumbnail",
    }


@contextmanager
def _turn(job: Job[Any]) -> Iterator[None]:
    while not _one_at_a_time.acquire(timeout=_LOOK_EVERY):
        job.step(0, 0, "Waiting for another run")
    try:
        yield
    finally:
        _one_at_a_time.release()


def _jobs(request: Request) -> RunningJobs:
    jobs: RunningJobs = request.app.state.jobs
    return jobs


def _job_json(request: Request, name: str) -> dict[str, Any]:
    job = _jobs(request).get(name)
    return {
        "id": name,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "message": job.message,
        "error": job.error,
        "result": job.result if job.state == "finished" else None,
    }
