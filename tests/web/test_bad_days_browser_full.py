"""A browser without room for unsaved strokes: the page says so, and holds who would close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.workflow.annotate import trimap_of
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

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

pytestmark = pytest.mark.browser

STROKES = "**/api/annotations/*/strokes"
FILL = """() => {
    for (let size = 1 << 20; size >= 1; size >>= 1)
        for (let number = 0; number < 99; number += 1)
            try { localStorage.setItem(`full.${size}.${number}`, "x".repeat(size)); } catch { break; }
}"""


def test_strokes_that_are_not_kept_are_named_and_guarded(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.route(STROKES, lambda route: route.abort())
    page.evaluate(FILL)
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    wait_until(page, "editor.queue.status === 'offline'")
    status = page.locator(".cu-status")
    status.get_by_text("This browser has no room to keep them: leave this tab open").wait_for()
    assert "kept in this browser" not in status.inner_text()

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    wait_until(page, "editor.queue.status === 'offline'")
    assert asked == ["beforeunload"]
    assert not page.is_closed()

    drawn = shown_trimap(page)
    page.unroute(STROKES)
    save_now(page)
    wait_saved(page)
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    # There is nothing to hold anybody for now.
    ask(page, "localStorage.clear()")
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    assert asked == ["beforeunload"]
