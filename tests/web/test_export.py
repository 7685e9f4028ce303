"""Export in a real browser: what it writes, what it says, and the command line it offers."""

from __future__ import annotations

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
