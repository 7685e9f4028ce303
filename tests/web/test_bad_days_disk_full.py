"""A disk without room: the page says so, nothing that was there is lost, and it goes on with room."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest
from sqlalchemy import event

from curator.store.project import Project
from curator.workflow.annotate import trimap_of
from curator.workflow.verify import verify
from tests.web.annotating import (
    ask,
    drag,
    open_annotation,
    save_now,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served
from tests.web.routes import FLOOD, everything

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@contextmanager
def no_room(project: Project) -> Iterator[None]:
    """No further page for the database: SQLite itself fails, as it does on a full disk."""
    engine = project._database._engine

    def limit(connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "begin", limit, insert=True)
    try:
        yield
    finally:
        event.remove(engine, "begin", limit)
        # A connection keeps its limit: begin with new ones.
        engine.dispose()


def scribble(page: Page, y: int) -> None:
    """A stroke of so many points that it does not fit into what the database has left."""
    ask(
        page,
        "(() => { editor.choose('unknown'); editor.setRadius(2);"
        f"editor.drawing.begin({{x: 20, y: {y}}});"
        "for (let i = 1; i < 3000; i += 1)"
        f"  editor.drawing.extend({{x: 60 + 40 * Math.sin(i / 7), y: {y} + 9 * Math.cos(i / 11)}});"
        "editor.drawing.end(); })()",
    )


def strokes(served: Served) -> int:
    head = served.project.annotations.get(1).head
    return sum(step.kind == "stroke" for step in served.project.revisions.chain(head))


def test_strokes_wait_for_room_through_a_reload(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("b")
    drag(page, (20, 30), (100, 30))
    wait_saved(page)
    with no_room(served.project):
        scribble(page, 60)
        page.get_by_text("is full. Nothing was half saved. Free some room").wait_for()
        assert page.locator(".cu-status").get_attribute("data-status") == "failed"
        scribble(page, 110)
        drawn = shown_trimap(page)
        assert strokes(served) == 1
        assert served.project.damage() == ()
        page.reload()
        wait_until(page, "editor.photo && editor.queue.status === 'failed'")
        assert ask(page, "editor.queue.steps.length") == 2
        assert np.array_equal(shown_trimap(page), drawn)
    save_now(page)
    wait_saved(page)
    assert strokes(served) == 3
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    assert verify(served.project).faults == ()


def test_what_needs_a_file_is_stored_whole_or_not_at_all(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = served.address + "/api/annotations/1/corrections"
    body = FLOOD | {"base": served.project.annotations.get(1).head} | unknown_pixel(served)
    before = everything(served.project)
    beside = set(served.project.folder.rglob("*"))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = httpx.post(path, json=body, timeout=60)
    assert (answer.status_code, answer.json()["error"]) == (507, "DiskFullError")
    assert "Free some room" in answer.json()["message"]
    assert everything(served.project) == before
    assert {path for path in served.project.folder.rglob("*") if path.is_file()} <= beside
    assert httpx.post(path, json=body, timeout=60).status_code == 200
    assert verify(served.project).faults == ()


def unknown_pixel(served: Served) -> dict[str, int]:
    row, column = np.argwhere(trimap_of(served.project, 1) == 128)[0]
    return {"x": int(column), "y": int(row)}
