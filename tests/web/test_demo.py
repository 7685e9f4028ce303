"""The demo: its truths are exact, it is ready to work on, it is made once, and worth a look.

The picture that a visitor of the README sees is kept under tests/artifacts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.errors import InputError
from curator.imaging.encode import decode_alpha
from curator.store.project import Project
from curator.types import UNKNOWN
from curator.workflow.annotate import trimap_of
from curator.workflow.demo import make_demo
from curator.workflow.demo_portraits import LOOKS, draw
from curator.workflow.evaluate import evaluate
from tests.web.annotating import drag, open_address, seen, wait_saved
from tests.web.conftest import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARTIFACTS = Path(__file__).parents[1] / "artifacts"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CURATOR_AUTHOR", "anna")
        make_demo(folder, lambda message: None)
        yield folder


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


def test_portraits_have_hair_between_sure_inside_and_sure_outside(demo: Path) -> None:
    for path in (demo / "truth").iterdir():
        alpha = decode_alpha(path.read_bytes(), path.name)
        soft = ((alpha > 0) & (alpha < 1)).mean()
        assert 0.02 < soft < 0.15
        assert (alpha == 1).mean() > 0.3
        assert (alpha == 0).mean() > 0.3


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
    drawn = draw(LOOKS[-1])
    stored = decode_alpha((demo / "truth" / f"{drawn.name}.png").read_bytes(), drawn.name)
    np.testing.assert_array_equal(stored, drawn.alpha)

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


@pytest.mark.browser
def test_it_is_worth_a_look(browser: Browser, demo: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(demo, tmp_path / "demo")
    page = browser.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1)
    with Project.open(folder) as project, serving(project) as address:
        photo = next(photo for photo in project.photos.all() if photo.name.startswith("lena"))
        (annotation,) = project.annotations.of_photo(photo.id)
        served = Served(address, project)
        open_address(page, served, f"/annotate?annotation={annotation.id}")
        # Only what curator drew itself is in the picture: the astronaut is NASA's.
        page.get_by_role("button", name="Filmstrip").click()
        page.keyboard.press("u")
        drag(page, (photo.width * 0.18, photo.height * 0.4), (photo.width * 0.16, photo.height * 0.49))
        wait_saved(page)
        page.keyboard.press("m")
        page.locator(".cu-card").nth(2).wait_for(timeout=120_000)
        assert seen(page).std() > 20
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / "annotate.png")
    page.close()
