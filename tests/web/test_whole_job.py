"""The whole job once, as a new user does it: from a folder of photos to ground truth and a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curator.store.project import Project
from curator.workflow.ingest import import_photos
from curator.workflow.verify import verify
from tests.web.annotating import drag, open_annotation, wait_saved, wait_until
from tests.web.conftest import PORTRAITS, Served, serving
from tests.web.pages import text_of, wait_pictures, wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def bring_in(page: Page, address: str, folder: Path) -> None:
    """Import a folder in the PFCN layout, and propose."""
    page.goto(address)
    wait_text(page, "#library-grid", "This project has no photos yet")
    page.get_by_label("Folder").fill(str(folder))
    page.get_by_label("Layout").click()
    page.get_by_role("option", name="PFCN").click()
    page.get_by_role("button", name="Import folder").click()
    wait_text(page, "#library-state", f"Not proposed {PORTRAITS}")
    page.get_by_role("button", name="Propose all").click()
    wait_text(page, "#library-state", "Not proposed 0")


def correct_and_submit(page: Page, served: Served, annotation: int) -> None:
    """Draw a stroke, matte three ways, choose one, hand it in."""
    open_annotation(page, served, annotation)
    page.keyboard.press("u")
    drag(page, (55, 20), (70, 24))
    wait_saved(page)
    page.keyboard.press("m")
    page.locator(".cu-card").nth(2).wait_for(timeout=120_000)
    page.get_by_role("button", name="Choose Closed-form").first.click()
    wait_until(page, "editor.annotation.has_alpha")
    page.get_by_role("button", name="Submit").first.click()
    page.wait_for_function(
        "(id) => { const editor = document.querySelector('.curator-editor').editor;"
        "return editor.annotation.state === 'submitted' || editor.annotation.id !== id; }",
        arg=annotation,
    )


def accept_all(page: Page, address: str) -> None:
    page.goto(address + "/review")
    wait_pictures(page, ".c-film img:not([hidden])")
    for number in range(PORTRAITS):
        page.locator("#review-accept").click()
        wait_text(page, "#review-tab", f"Accepted {number + 1}")


def export(page: Page, address: str, label: str, layout: str, target: Path) -> None:
    page.goto(address + "/export")
    page.locator("#export-command code").wait_for()
    page.get_by_label(label).check()
    wait_text(page, "#export-command code", f"--format {layout}")
    page.get_by_label("Folder").fill(str(target))
    wait_text(page, "#export-command code", str(target))
    page.locator("#export-go").click()
    # By its folder: the page still says how the export before it ended.
    wait_text(page, ".c-banner.is-good", str(target))
    assert f"Exported {PORTRAITS} annotations" in text_of(page, ".c-banner.is-good")


def evaluate(page: Page, address: str, truth: Path, predictions: Path, out: Path) -> float:
    page.goto(address + "/evaluate")
    page.locator("#evaluate-command code").wait_for()
    page.get_by_role("textbox", name="Truths A folder").fill(str(truth))
    page.get_by_label("Predictions").fill(str(predictions))
    page.get_by_label("Report folder").fill(str(out))
    wait_text(page, "#evaluate-command code", str(out))
    page.locator("#evaluate-go").click()
    row = page.locator(".c-scores tr", has_text="Foreground IoU").first
    row.wait_for()
    return float(next(word for word in row.inner_text().split() if word[0].isdigit()))


def test_from_photos_to_ground_truth_and_a_report(
    page: Page, project: Project, portraits: Path, tmp_path: Path
) -> None:
    for kind in ("images", "masks"):
        for number in range(PORTRAITS - 1, -1, -1):
            place = portraits / kind / f"{number:05d}.png"
            place.rename(place.with_name(f"{number + 1:05d}.png"))
    with serving(project) as address:
        served = Served(address, project)
        bring_in(page, address, portraits)
        for annotation in project.annotations.all():
            correct_and_submit(page, served, annotation.id)
        accept_all(page, address)
        export(page, address, "COCO+", "coco-plus", tmp_path / "coco-plus")
        export(page, address, "PFCN", "pfcn", tmp_path / "pfcn")
        truth, alphas = portraits / "masks", tmp_path / "coco-plus" / "alphas"
        named = tmp_path / "named"
        named.mkdir()
        for path in alphas.iterdir():
            path.rename(named / f"{path.stem.rpartition('_')[0]}.png")
        score = evaluate(page, address, truth, named, tmp_path / "report")
        assert score > 0.95
        assert "report.html" in {path.name for path in (tmp_path / "report").iterdir()}
        assert "Evaluated" in text_of(page, ".c-banner.is-good")
    assert verify(project).faults == ()
    with Project.create(tmp_path / "again") as again:
        summary = import_photos(again, tmp_path / "pfcn", "pfcn")
        assert (len(summary.photos), summary.problems) == (PORTRAITS, ())
        assert [each.state for each in again.annotations.all()] == ["accepted"] * PORTRAITS
