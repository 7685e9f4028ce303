"""Proposals: subjects kept apart, worked-on annotations left alone, kernels as Orrite scales them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from curator.errors import NoPersonError, ParameterError, UnavailableError, UnknownNameError
from curator.records import Annotation, Photo, Prompt, Rectangle, Stroke, SubjectMask
from curator.registry import SOURCES
from curator.store.project import Project
from curator.types import PersonMask
from curator.workflow.annotate import add_stroke, trimap_of
from curator.workflow.asking import ask
from curator.workflow.choices import Choices
from curator.workflow.kernels import Kernels
from curator.workflow.propose import (
    propose_all,
    propose_photo,
    propose_rectangle,
    start_blank,
)


def box(x: int, y: int, width: int, height: int) -> PersonMask:
    mask = np.zeros((40, 40), np.float32)
    mask[y : y + height, x : x + width] = 1
    return mask


def test_the_kernel_is_the_papers_at_600_by_800_and_half_where_trusted() -> None:
    assert Kernels().scaled([1.0, 2.0], 600, 800) == [35.0, 17.5]
    # Twice as long on each side: four times the area, twice the kernel.
    assert Kernels().scaled([1.0, 2.0], 1200, 1600) == [70.0, 35.0]
    assert Kernels(20.0).scaled([1.0, 2.0], 600, 800) == [20.0, 10.0]
    assert Kernels(20.0, 5.0).scaled([1.0, 2.0], 600, 800) == [20.0, 5.0]


@pytest.mark.parametrize("value", [0.0, -3.0, float("nan"), float("inf"), 1e6])
def test_a_kernel_out_of_its_range_is_refused(value: float) -> None:
    with pytest.raises(ParameterError, match="from 1 to 1000"):
        Kernels(value)
    with pytest.raises(ParameterError, match="from 1 to 1000"):
        Kernels(35.0, value)


def test_a_source_that_finds_nobody_leaves_the_word_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nobody(*_: object) -> None:
        raise NoPersonError("There is nobody.")

    blind = replace(SOURCES.get("selfie"), name="blind", function=nobody)  # type: ignore[arg-type]
    SOURCES.names()
    monkeypatch.setattr(SOURCES, "_records", {**SOURCES._records, "blind": blind})
    mask = SubjectMask(box(3, 3, 9, 9))
    image = np.zeros((40, 40, 3), np.uint8)
    ((said,),) = ask(image, Prompt(masks=(mask,)), ["blind", "annotation"])
    assert said.source.name == "annotation"
    assert (said.mask.mask == mask.mask).all()
    with pytest.raises(NoPersonError, match="nobody"):
        ask(image, Prompt(), ["blind"])


def test_an_imported_mask_is_what_is_proposed(project: Project, annotation: Annotation) -> None:
    trimap = trimap_of(project, annotation.id)
    assert annotation.state == "proposed"
    assert trimap[52, 36] == 255
    assert trimap[2, 2] == 0
    assert trimap[52, 36 + 24] == 128


def test_proposing_again_changes_nothing(project: Project, annotation: Annotation) -> None:
    summary = propose_all(project, Choices(("annotation",)))
    assert (summary.proposed, summary.skipped, summary.problems) == (0, 1, ())
    assert len(project.revisions.of_annotation(annotation.id)) == 1


def test_another_kernel_is_another_proposal(project: Project, annotation: Annotation) -> None:
    before = (trimap_of(project, annotation.id) == 128).sum()
    assert propose_all(project, Choices(("annotation",), Kernels(70.0))).proposed == 1
    assert (trimap_of(project, annotation.id) == 128).sum() > before
    assert len(project.revisions.of_annotation(annotation.id)) == 2


def test_what_somebody_drew_on_is_left_alone(project: Project, annotation: Annotation) -> None:
    dot = Stroke("foreground", 2.0, ((5.0, 5.0),))
    made = add_stroke(project, annotation.id, annotation.head, dot, "ann", "t")
    assert propose_all(project, Choices(("annotation",), Kernels(70.0))).proposed == 0
    assert project.annotations.get(annotation.id).head == made.hash


def test_a_source_that_is_not_there_stops_before_anything_changes(
    project: Project,
    photo: Photo,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(UnavailableError, match="weights fetch selfie"):
        propose_all(project, Choices(("selfie",)))
    assert project.annotations.all() == ()


def test_an_unknown_source_lists_those_there_are(project: Project, photo: Photo) -> None:
    with pytest.raises(UnknownNameError, match="grabcut"):
        propose_photo(project, photo.id, Choices(("maskrcnn2",)))


def test_a_rectangle_proposes_anew_and_can_be_undone(project: Project, annotation: Annotation) -> None:
    made = propose_rectangle(project, annotation.id, annotation.head, Rectangle(8, 24, 58, 60), "ann")
    trimap = trimap_of(project, annotation.id)
    assert made.kind == "rectangle"
    assert made.parent == annotation.head
    assert trimap[52, 36] == 255
    assert trimap[4, 4] == 0


def test_a_blank_start_leaves_everything_to_the_annotator(project: Project, photo: Photo) -> None:
    made = start_blank(project, photo.id, "ann")
    assert set(np.unique(trimap_of(project, made.id))) == {128}
