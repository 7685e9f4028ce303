"""What is deleted under an open tab: the page says what is gone, and strokes are not lost silently."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.store.project import Project
from curator.workflow import pictures, sessions
from curator.workflow.annotate import trimap_of
from curator.workflow.cache import Bounded
from tests.web.annotating import (
    ask,
    drag,
    on_page,
    open_annotation,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))
    monkeypatch.setattr(pictures, "_files", Bounded(10**9, len))


def photo_file(project: Project, photo: int = 1) -> Path:
    sha256 = project.photos.get(photo).sha256
    return project.folder / "blobs" / sha256[:2] / sha256


def strokes(served: Served) -> int:
    head = served.project.annotations.get(1).head
    return sum(step.kind == "stroke" for step in served.project.revisions.chain(head))


def test_without_the_photos_file_strokes_are_stored_and_the_rest_says_why(
    served: Served, page: Page
) -> None:
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    photo_file(served.project).unlink()
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    wait_saved(page)
    assert strokes(served) == 1
    # The matte goes on with the photo as it was opened.
    wait_until(page, "editor.live.status === 'exact'")
    # What must look at the photo cannot: it says what is missing, and leaves no trace.
    ask(page, "editor.tools.pick('foreground'), editor.choose('flood')")
    page.mouse.click(*on_page(page, 60, 60))
    decide = page.get_by_role("alertdialog")
    decide.get_by_text("is missing from").wait_for()
    decide.get_by_text("Restore it from a backup").wait_for()
    decide.get_by_role("button", name="drop mine").click()
    wait_saved(page)
    assert decide.count() == 0
    assert strokes(served) == 1
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 1))
    ask(page, "editor.choose('background')")
    drag(page, (20, 90), (100, 90))
    wait_saved(page)
    assert strokes(served) == 2


def test_a_page_whose_photo_is_gone_says_so(served: Served, page: Page) -> None:
    photo_file(served.project).unlink()
    page.goto(f"{served.address}/annotate?annotation=1")
    page.get_by_role("heading", name="This cannot be shown").wait_for()
    page.get_by_text("Restore it from a backup").first.wait_for()
    assert not ask(page, "editor.editable")


def test_strokes_outlive_the_annotation_they_were_drawn_on(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    wait_saved(page)
    database = served.project.folder / "project.db"
    kept = take_away(database)
    drag(page, (20, 90), (100, 90))
    decide = page.get_by_role("alertdialog")
    decide.get_by_text("There is no annotation 1 in this project.").wait_for()
    decide.get_by_text("1 stroke of yours is not saved yet, and kept in this browser.").wait_for()
    assert not ask(page, "editor.editable")
    drawn = shown_trimap(page)
    decide.get_by_role("button", name="Try again").click()
    page.locator(".cu-message").get_by_text("There is no annotation 1").wait_for()
    wait_until(page, "!editor.working && editor.saving.conflict")
    assert np.array_equal(shown_trimap(page), drawn)
    # Somebody restored the backup.
    give_back(database, kept)
    decide.get_by_role("button", name="Try again").click()
    wait_saved(page)
    assert decide.count() == 0
    assert strokes(served) == 2
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    assert np.array_equal(shown_trimap(page), drawn)


def test_a_reload_keeps_strokes_whose_annotation_is_gone(served: Served, page: Page) -> None:
    open_annotation(page, served)
    database = served.project.folder / "project.db"
    kept = take_away(database)
    page.keyboard.press("u")
    drag(page, (20, 90), (100, 90))
    page.get_by_role("alertdialog").get_by_text("There is no annotation 1").wait_for()
    drawn = shown_trimap(page)
    page.reload()
    page.get_by_text("There is no annotation 1 in this project.").first.wait_for()
    give_back(database, kept)
    open_annotation(page, served)
    wait_saved(page)
    assert strokes(served) == 1
    assert np.array_equal(trimap_of(served.project, 1), drawn)


def take_away(database: Path) -> tuple[object, ...]:
    """Delete annotation 1, as nothing of ours does."""
    with sqlite3.connect(database, timeout=30) as connection:
        row = connection.execute("SELECT * FROM annotation WHERE id = 1").fetchone()
        connection.execute("DELETE FROM annotation WHERE id = 1")
    connection.close()
    return tuple(row)


def give_back(database: Path, row: tuple[object, ...]) -> None:
    marks = ", ".join("?" * len(row))
    with sqlite3.connect(database, timeout=30) as connection:
        connection.execute(f"INSERT INTO annotation VALUES ({marks})", row)
    connection.close()
