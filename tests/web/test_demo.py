"""The demo: its truths are exact, it is ready to work on, and it is made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curator.errors import InputError
from curator.imaging.encode import decode_alpha
from curator.store.project import Project
from curator.types import UNKNOWN
from curator.workflow.annotate import trimap_of
from curator.workflow.demo import make_demo
from curator.workflow.demo_portraits import LOOKS, draw, portraits
from curator.workflow.evaluate import evaluate


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "project"
    make_demo(folder, lambda message: None)
    return folder


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_the_truth_is_what_two_backdrops_say(look) -> None:
    # Smith and Blinn (1996): the same subject before two known backdrops has
    # alpha = 1 - (C1 - C2) / (B1 - B2), whatever its colours are.
    dark, light = "#404040", "#c0c0c0"
    before_dark = draw(replace(look, backdrop=(dark,) * 3)).photo.astype(np.float64)
    made = draw(replace(look, backdrop=(light,) * 3))
    measured = 1 - (made.photo - before_dark).mean(axis=2) / (0xC0 - 0x40)
    # Each channel was rounded twice, to within half a step of 255.
    assert np.abs(measured - made.alpha).max() <= 1.01 / (0xC0 - 0x40)


def test_portraits_have_hair_between_sure_inside_and_sure_outside() -> None:
    for portrait in portraits():
        soft = ((portrait.alpha > 0) & (portrait.alpha < 1)).mean()
        assert 0.02 < soft < 0.15
        assert (portrait.alpha == 1).mean() > 0.3
        assert (portrait.alpha == 0).mean() > 0.3


def test_the_demo_is_a_project_with_a_proposal_for_every_photo(demo: Path) -> None:
    with Project.open(demo) as project:
        names = {photo.name for photo in project.photos.all()}
        assert names == {"amara.png", "astronaut.png", "lena.png", "maya.png", "theo.png"}
        annotations = project.annotations.all()
        assert len(annotations) == 5
        for annotation in annotations:
            trimap = trimap_of(project, annotation.id)
            assert 0 < (trimap == UNKNOWN).mean() < 0.5


def test_the_demo_can_be_evaluated_at_once(demo: Path, tmp_path: Path) -> None:
    assert {path.stem for path in (demo / "truth").iterdir()} == {look.name for look in LOOKS}
    lena = next(portrait for portrait in portraits() if portrait.name == "lena")
    stored = decode_alpha((demo / "truth" / "lena.png").read_bytes(), "lena")
    np.testing.assert_array_equal(stored, lena.alpha)

    predictions = sorted((demo / "predictions").iterdir())
    report = evaluate(demo / "truth", predictions, tmp_path / "report", demo / "trimaps")
    iou = report.table[
        (report.table["metric"] == "foreground-iou") & (report.table["region"] == "image")
    ]
    means = dict(zip(iou["method"], iou["mean"], strict=True))
    assert means["hard-edge"] == 1, "cut at one half, as foreground IoU does"
    assert 0.9 < means["feathered"] < 1


def test_a_second_call_changes_nothing(demo: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in demo.rglob("*") if path.suffix == ".png"}
    with Project.open(demo) as project:
        heads = [annotation.head for annotation in project.annotations.all()]
    said: list[str] = []
    make_demo(demo, said.append)
    assert said == []
    assert before == {path: path.stat().st_mtime_ns for path in before}
    with Project.open(demo) as project:
        assert [annotation.head for annotation in project.annotations.all()] == heads


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="not empty"):
        make_demo(tmp_path, lambda message: None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
