"""Mattes of a whole project: which annotations get one, which stay, which to look at first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curator.errors import AlphaError, UnavailableError, UnknownNameError
from curator.matting.painting import SoftStroke
from curator.records import Annotation, Stroke
from curator.store.project import Project
from curator.types import Alpha, Image, PersonMask
from curator.workflow import refining
from curator.workflow.annotate import add_stroke, alpha_of, submit, trimap_of
from curator.workflow.bulk import matte_all
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.matte import choose
from curator.workflow.paint import Painting, paint
from curator.workflow.propose import propose_all
from curator.workflow.verify import verify
from tests.unit.workflow.conftest import DECIDE, eg1800, hat


def head(project: Project, annotation: Annotation) -> str:
    return project.annotations.get(annotation.id).head


def test_all_in_work_are_matted_once(project: Project, annotation: Annotation) -> None:
    first = matte_all(project, ["closed-form", "shared"])
    assert (first.matted, first.skipped, first.problems) == (1, 0, ())
    assert [number for number, _, _ in first.disagreement] == [annotation.id]
    assert project.annotations.get(annotation.id).state == "proposed"
    assert matte_all(project).skipped == 1


@pytest.mark.usefixtures("says_hat")
def test_mattes_are_refined_between_matting_and_review(
    project: Project, annotation: Annotation
) -> None:
    matte_all(project, ["shared"])
    before = alpha_of(project, annotation.id)
    done = matte_all(project, ["fcn"], "bob")
    assert (done.matted, done.skipped, done.problems) == (1, 0, ())
    made = project.revisions.get(head(project, annotation))
    assert (made.kind, made.method, made.author) == ("refined", "shared", "bob")
    assert trimap_of(project, annotation.id)[20, 36] == 255
    assert project.annotations.get(annotation.id).state == "proposed"
    # Those that changed most come first: the sum is of what the refinement changed.
    ((number, name, spread),) = done.disagreement
    changed = float(np.abs(alpha_of(project, annotation.id) - before).sum())
    photo = project.photos.get(annotation.photo_id)
    assert (number, name) == (annotation.id, photo.name)
    assert spread == pytest.approx(changed, abs=0.1)
    assert matte_all(project, ["fcn"]).skipped == 1
    assert verify(project).faults == ()


@pytest.mark.usefixtures("says_hat")
def test_without_a_matte_one_is_made_and_refined(project: Project, annotation: Annotation) -> None:
    done = matte_all(project, ["fcn"], settings=["closed-form.epsilon=0.01"])
    assert (done.matted, len(done.disagreement)) == (1, 1)
    made = project.revisions.get(head(project, annotation))
    assert (made.kind, made.method, made.parent) == ("refined", "closed-form", annotation.head)
    assert made.parameters["matte_parameters"] == {"epsilon": 0.01, "radius": 1}


@pytest.mark.usefixtures("says_hat")
def test_beside_other_methods_it_is_compared(project: Project, annotation: Annotation) -> None:
    done = matte_all(project, ["closed-form", "fcn"])
    made = project.revisions.get(head(project, annotation))
    assert (made.kind, made.inputs["compared"]) == ("matte", ["closed-form", "fcn"])
    assert done.disagreement[0][2] > 300


@pytest.mark.usefixtures("says_hat")
def test_what_people_painted_or_handed_in_is_not_refined(project: Project, tmp_path: Path) -> None:
    import_photos(project, eg1800(tmp_path / "eg", 3), "pfcn")
    propose_all(project, Choices(("annotation",)))
    painted, submitted, drawn = project.annotations.all()
    for each in (painted, submitted, drawn):
        choose(project, each.id, each.head, "shared", "ann")
    brush = Painting(SoftStroke(2.0, 1.0, ((36.5, 28.5),)), 0.25, "shared")
    paint(project, painted.id, head(project, painted), brush, "ann", "t")
    submit(project, submitted.id, head(project, submitted), "ann")
    dab = Stroke("background", 2.5, ((36.5, 15.5),))
    add_stroke(project, drawn.id, head(project, drawn), dab, "ann", "t")
    done = matte_all(project, ["fcn"])
    assert (done.matted, done.skipped) == (1, 2)
    kinds = [project.revisions.get(head(project, each)).kind for each in (painted, submitted, drawn)]
    assert kinds == ["alpha", "matte", "refined"]
    assert trimap_of(project, drawn.id)[15, 36] == 0
    assert project.annotations.get(drawn.id).state == "in progress"


@pytest.mark.usefixtures("says_hat")
def test_one_that_cannot_be_refined_is_named_and_the_others_go_on(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_photos(project, eg1800(tmp_path / "eg", 2), "pfcn")
    propose_all(project, Choices(("annotation",)))
    asked: list[Alpha] = []

    def once(_photo: Image, alpha: Alpha) -> PersonMask:
        asked.append(alpha)
        if len(asked) == 1:
            raise AlphaError("There is nobody in this matte.")
        return hat().astype(np.float32)

    monkeypatch.setattr(DECIDE, once)
    done = matte_all(project, ["fcn"])
    assert (done.matted, done.skipped) == (1, 0)
    (problem,) = done.problems
    assert problem.name.startswith("00000.png")
    assert "There is nobody in this matte." in problem.message


def test_nothing_begins_without_the_weights_or_with_a_wrong_name(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise UnavailableError("The weights are not there: install curator anew.")

    monkeypatch.setattr(refining, "version", missing)
    with pytest.raises(UnavailableError, match="install curator anew"):
        matte_all(project, ["closed-form", "fcn"])
    with pytest.raises(UnknownNameError, match=r"'fcnn'; there are: blend, .*shared, fcn\."):
        matte_all(project, ["fcnn"])
    assert head(project, annotation) == annotation.head
