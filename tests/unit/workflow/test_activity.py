"""The work on photos: what counts, what counts once, and what it adds up to."""

from __future__ import annotations

import math

import pytest

from curator.errors import InputError, NotFoundError
from curator.records import Annotation, Rectangle, Stroke
from curator.store.project import Project
from curator.workflow import annotate, matte
from curator.workflow.activity import Effort, effort, report_time, together
from curator.workflow.propose import propose_rectangle
from curator.workflow.refine import refine


def test_nobody_has_worked_on_what_was_only_proposed(project: Project, annotation: Annotation) -> None:
    assert effort(project) == ()


def test_time_strokes_runs_and_mattes_are_counted(project: Project, annotation: Annotation) -> None:
    for number in range(3):
        head = project.annotations.get(annotation.id).head
        stroke = Stroke("unknown", 2.0, ((10.0 + number, 10.0), (30.0, 30.0)))
        last = annotate.add_stroke(project, annotation.id, head, stroke, "ann", f"a-stroke-{number}")
    back = annotate.undo(project, annotation.id, last.hash, "ann")
    propose_rectangle(project, annotation.id, back.hash, Rectangle(8, 8, 50, 70), "ann")
    head = project.annotations.get(annotation.id).head
    matte.choose(project, annotation.id, head, "closed-form", "ann")
    project.work.add_run(annotation.id, head, ["knn", "shared"], "ann")
    for token in ("report-one", "report-two", "report-two"):
        report_time(project, annotation.id, token, 12.5, "ann")
    (found,) = effort(project)
    name = project.photos.get(annotation.photo_id).name
    assert found == Effort(name, seconds=25.0, strokes=3, corrections=1, runs=1, mattes=1)
    assert together([found, found]) == Effort("", 50.0, 6, 2, 2, 2)


@pytest.mark.usefixtures("says_hat")
def test_a_refinement_is_a_matte_and_no_drawing(project: Project, annotation: Annotation) -> None:
    chosen = matte.choose(project, annotation.id, annotation.head, "closed-form", "ann")
    refine(project, annotation.id, chosen.hash, "ann")
    report_time(project, annotation.id, "a-report", 1.0, "ann")
    (found,) = effort(project)
    assert (found.mattes, found.corrections, found.strokes) == (2, 0, 0)


@pytest.mark.parametrize("seconds", [-1.0, 121.0, math.nan, math.inf])
def test_a_report_that_cannot_be_is_refused(
    project: Project, annotation: Annotation, seconds: float
) -> None:
    with pytest.raises(InputError, match="0 to 120"):
        report_time(project, annotation.id, "a-report", seconds, "ann")
    assert project.work.seconds() == {}


def test_time_needs_an_annotation(project: Project) -> None:
    with pytest.raises(NotFoundError):
        report_time(project, 7, "a-report", 1.0, "ann")
