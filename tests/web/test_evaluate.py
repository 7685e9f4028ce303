"""Evaluate in a real browser: the numbers, the report, and what is wrong with the folders."""

from __future__ import annotations

import shlex
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from curator.cli import cli
from tests.web.conftest import Served
from tests.web.pages import text_of, wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def _write(folder: Path, person: int = 255, **columns: int) -> Path:
    """Masks of 20 x 10 pixels whose first columns are person."""
    folder.mkdir(parents=True)
    for stem, number in columns.items():
        mask = np.zeros((10, 20), np.uint8)
        mask[:, :number] = person
        Image.fromarray(mask).save(folder / f"{stem}.png")
    return folder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    truth = _write(tmp_path / "truth", anna=10, ben=10)
    good = _write(tmp_path / "good", anna=10, ben=10)
    poor = _write(tmp_path / "poor", anna=5, ben=8)
    return truth, good, poor


def _fill(page: Page, served: Served, truth: Path, predictions: list[Path], out: Path) -> None:
    page.goto(served.address + "/evaluate")
    page.locator("#evaluate-command code").wait_for()
    page.get_by_role("textbox", name="Truths A folder").fill(str(truth))
    page.get_by_label("Predictions").fill("\n".join(str(folder) for folder in predictions))
    page.get_by_label("Report folder").fill(str(out))
    wait_text(page, "#evaluate-command code", str(out))


def test_the_summary_and_the_report_come_into_the_page(
    page: Page, served: Served, folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    truth, good, poor = folders
    _fill(page, served, truth, [good, poor], tmp_path / "report")
    page.locator("#evaluate-go").click()
    row = page.locator(".c-scores tr", has_text="Foreground IoU").filter(has_text="whole image")
    row.wait_for()
    # Half and four fifths of the person are found, nothing else: IoU 0.5 and 0.8, mean 0.65.
    assert row.locator("td b").all_text_contents() == ["1.000", "0.6500"]
    assert "is-best" in (row.locator("td").nth(1).get_attribute("class") or "")
    report = page.frame_locator("iframe.c-report")
    report.get_by_role("heading", level=1).wait_for()
    assert "foreground IoU" in (report.get_by_role("heading", level=1).text_content() or "")

    address = page.locator("iframe.c-report").get_attribute("src") or ""
    with urllib.request.urlopen(served.address + address) as answer:
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    page.reload()
    page.locator(".c-scores").wait_for()


def test_only_reports_that_were_made_here_are_served(served: Served) -> None:
    for word in ("x", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{served.address}/reports/{word}")
        assert refused.value.code == 404


def test_a_missing_prediction_is_named(
    page: Page, served: Served, folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    truth, _good, poor = folders
    (poor / "ben.png").unlink()
    out = tmp_path / "report"
    _fill(page, served, truth, [poor], out)
    page.locator("#evaluate-go").click()
    wait_text(page, ".c-banner.is-bad", "ben")
    assert "Traceback" not in text_of(page, "body")
    assert not out.exists()


def test_the_offered_command_line_does_the_same(
    page: Page, served: Served, folders: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    truth, good, poor = folders
    split = tmp_path / "only anna.txt"
    split.write_text("anna\n")
    _fill(page, served, truth, [good, poor], tmp_path / "report")
    page.get_by_label("Split file").fill(str(split))
    wait_text(page, "#evaluate-command code", "only anna.txt")
    words = shlex.split(text_of(page, "#evaluate-command code"))
    done = CliRunner().invoke(cli, words[1:])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "report" / "report.html").is_file()


def test_empty_fields_mean_the_folders_of_the_project(
    page: Page, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = served.project.folder
    _write(own / "truth", anna=10)
    _write(own / "predictions" / "fast", anna=10)
    _write(own / "trimaps", 128, anna=10)
    page.goto(served.address + "/evaluate")
    page.get_by_placeholder("If empty: the project's fast").wait_for()
    wait_text(page, "#evaluate-command code", f"{own / 'truth'} {own / 'predictions' / 'fast'} --out")
    wait_text(page, "#evaluate-command code", f"--trimaps {own / 'trimaps'}")
    page.locator("#evaluate-go").click()
    wait_text(page, ".c-banner.is-good", str(tmp_path / "exports" / "project-evaluation"))
    wait_text(page, "#evaluate-command code", "project-evaluation-2")

    # The project's own predictions and trimaps do not belong to other truths.
    page.get_by_role("textbox", name="Truths A folder").fill(str(tmp_path / "other"))
    wait_text(page, "#evaluate-command code", f"{tmp_path / 'other'} PREDICTION_DIR --out")
    assert "--trimaps" not in text_of(page, "#evaluate-command code")
    page.locator("#evaluate-go").click()
    wait_text(page, ".c-notice", "Name a folder of predictions first.")
