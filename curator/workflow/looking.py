"""Looking at the hotspots of a run of matting methods, and noting the run itself."""

from __future__ import annotations

from curator.errors import NotFoundError
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow import hotspots
from curator.workflow.candidate import Candidates
from curator.workflow.matte import cached_candidates


def note_run(project: Project, annotation_id: int, found: Candidates, author: str) -> None:
    """Keep that somebody ran methods, and what there is to look at since."""
    if not project.writable:
        return
    names = [matte.method for matte in found.mattes if matte.alpha is not None]
    project.work.add_run(annotation_id, found.revision, names, author)
    if found.spread is not None:
        hotspots.expect(project, annotation_id, found.revision, _alphas(found), found.hotspots)


def looked_at(project: Project, annotation_id: int, found: Candidates) -> tuple[bool, ...]:
    """For each hotspot of a run, whether it was looked at with its alpha as it is now."""
    if found.spread is None:
        return ()
    return hotspots.looked(project, annotation_id, _alphas(found), found.hotspots)


def look_at(
    project: Project, annotation_id: int, revision: str, number: int, author: str
) -> tuple[bool, ...]:
    """Keep that somebody looked at a hotspot; says for each of the run whether it was looked at.

    Raises
    ------
    NotFoundError
        If the run is forgotten, or has no hotspot of that number (0 is the first).
    """
    found = cached_candidates(project, annotation_id, revision)
    if not 0 <= number < len(found.hotspots):
        raise NotFoundError(f"There is no hotspot {number + 1}: there are {len(found.hotspots)}.")
    hotspots.look(project, annotation_id, _alphas(found), found.hotspots[number], author)
    hotspots.expect(project, annotation_id, revision, _alphas(found), found.hotspots)
    return looked_at(project, annotation_id, found)


def _alphas(found: Candidates) -> list[Alpha]:
    return [matte.alpha for matte in found.mattes if matte.alpha is not None]
