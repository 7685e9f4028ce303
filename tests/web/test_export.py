"""Export in a real browser: what it writes, what it says, and the command line it offers."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pycocotools.coco import COCO
from typer.testing import CliRunner

from curator.cli import cli
from curator.workflow import review
from tests.web.conftest import Served
from tests.web.pages import submit_all, text_of, wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def accepted(served: Served) -> Served:
    for annotation in submit_all(served.project):
        review.accept(served.project, annotation.id, annotation.head, "", "Rita")
    return served


def _open(page: Page, served: Served, target: Path) -> None:
    page.goto(served.address + "/export")
    page.locator("#export-command code").wait_for()
    page.get_by_label("COCO+").check()
    page.get_by_label("Folder").fill(str(target))
    wait_text(page, "#export-command code", str(target))


def test_export_writes_what_pycocotools_reads(page: Page, accepted: Served, tmp_path: Path) -> None:
    target = tmp_path / "out put"
    _open(page, accepted, target)
    wait_text(page, "#export-tally", "2 accepted annotations to export")
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-good", "Exported 2 annotations of 2 photos")
    assert str(target) in text_of(page, ".c-banner")
    (written,) = (target / "annotations").glob("instances_*.json")
    assert len(COCO(written).getAnnIds()) == 2


def test_the_offered_command_line_does_the_same(page: Page, accepted: Served, tmp_path: Path) -> None:
    target = tmp_path / "out put"
    _open(page, accepted, target)
    words = shlex.split(text_of(page, "#export-command code"))
    assert words[:2] == ["curator", "export"]
    done = CliRunner().invoke(cli, words[1:])
    assert done.exit_code == 0, done.output
    assert len(list((target / "alphas").glob("*.png"))) == 2


def test_what_cannot_be_exported_is_said_and_nothing_is_left(
    page: Page, served: Served, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    _open(page, served, target)
    wait_text(page, "#export-tally", "0 accepted annotations to export")
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-bad", "There is no accepted annotation")
    assert "Traceback" not in text_of(page, "body")
    assert not target.exists()

    used = tmp_path / "used"
    used.mkdir()
    (used / "mine.txt").write_text("keep")
    submit_all(served.project)
    page.get_by_label("State").click()
    page.get_by_role("option", name="Submitted").click()
    wait_text(page, "#export-tally", "2 submitted annotations to export")
    page.get_by_label("Folder").fill(str(used))
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-bad", "is not empty")
    assert [path.name for path in used.iterdir()] == ["mine.txt"]


def test_an_empty_folder_means_the_one_that_is_named(
    page: Page, accepted: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page.goto(accepted.address + "/export")
    page.get_by_label("PFCN").check()
    for name in ("project-pfcn", "project-pfcn-2"):
        page.get_by_placeholder(f"If empty: exports/{name}", exact=True).wait_for()
        wait_text(page, "#export-command code", f" exports/{name} --format pfcn")
        page.locator("#export-go").click()
        page.locator(".c-banner.is-good .c-path", has_text=re.compile(rf"/exports/{name}$")).wait_for()
        assert (tmp_path / "exports" / name / "images_data_crop").is_dir()
    page.get_by_placeholder("If empty: exports/project-pfcn-3", exact=True).wait_for()


def test_a_second_end_is_told_from_the_first(page: Page, accepted: Served, tmp_path: Path) -> None:
    target = tmp_path / "out"
    _open(page, accepted, target)
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-good", str(target))
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-bad", f"{target} is not empty")
    ended = page.locator(".c-banner time").get_attribute("datetime")
    page.locator("#export-go").click()
    page.locator(f".c-banner.is-bad time:not([datetime='{ended}'])").wait_for()
    assert page.locator(".c-banner").count() == 1


def test_a_double_click_exports_once(
    page: Page, accepted: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page.goto(accepted.address + "/export")
    page.locator("#export-command code").wait_for()
    button = page.locator("#export-go").bounding_box()
    assert button is not None
    place = button["x"] + button["width"] / 2, button["y"] + button["height"] / 2
    page.mouse.click(*place)
    # The second click of the two comes when the work is done already.
    page.locator(".c-banner.is-good").wait_for()
    ended = page.locator(".c-banner time").get_attribute("datetime")
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.locator("#export-state input").focus()
    page.get_by_label("PFCN").check()
    wait_text(page, "#export-command code", "--format pfcn")
    assert page.locator(".c-banner time").get_attribute("datetime") == ended
    assert [path.name for path in (tmp_path / "exports").iterdir()] == ["project-coco-plus"]
