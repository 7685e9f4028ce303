"""Gestures of 100,000 points: sent in parts or thinned out, and what is seen is stored."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.records import Revision
from curator.workflow.annotate import trimap_of
from tests.web.annotating import ask, open_annotation, shown_trimap, wait_saved
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

POINTS = 100_000


def move_on(page: Page, tool: str, radius: float = 1) -> None:
    """Move a tool without end, as a hand that never lifts would; then lift it."""
    ask(
        page,
        f"(() => {{ editor.choose('{tool}'); editor.setRadius({radius});"
        "const {tools, drawing} = editor;"
        "const brush = tools.active;"
        "const to = brush ? (at, event) => brush.move(at, event) : (at) => drawing.extend(at);"
        "const event = new PointerEvent('pointermove');"
        "brush ? brush.down({x: 60, y: 80}, event) : drawing.begin({x: 60, y: 80}, false);"
        f"for (let i = 1; i < {POINTS}; i += 1) {{"
        f"  const away = 20 + (30 * i) / {POINTS};"
        "  to({x: 60 + away * Math.sin(i / 500), y: 80 + 1.5 * away * Math.cos(i / 500)}, event);"
        "}"
        "brush ? brush.up() : drawing.end(); })()",
    )


def drawn(served: Served) -> list[Revision]:
    head = served.project.annotations.get(1).head
    return list(served.project.revisions.chain(head))[1:]


def test_a_brush_sends_them_in_parts_that_meet(served: Served, page: Page) -> None:
    open_annotation(page, served)
    move_on(page, "unknown", 3)
    wait_saved(page)
    strokes = [step.stroke for step in drawn(served) if step.stroke]
    assert len(strokes) >= 2
    assert all(len(stroke.points) <= 20_000 for stroke in strokes)
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 1))
    for before, after in itertools.pairwise(strokes):
        assert before.points[-1] == after.points[0]


def test_a_lasso_thins_its_line_out_and_fills_what_is_seen(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    move_on(page, "lasso")
    assert not np.array_equal(shown_trimap(page), before)
    wait_saved(page)
    (filled,) = drawn(served)
    assert 3 <= len(filled.parameters["points"]) <= 20_000
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 1))


def test_the_band_changes_in_parts(served: Served, page: Page) -> None:
    open_annotation(page, served)
    move_on(page, "widen", 3)
    wait_saved(page)
    assert all(len(step.parameters["points"]) <= 20_000 for step in drawn(served))
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 1))
