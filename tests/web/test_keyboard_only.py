"""The whole work of an annotator without a pointer: open, draw, look, choose, submit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.types import Trimap
from curator.workflow.annotate import trimap_of
from tests.web.annotating import (
    ask,
    open_address,
    open_annotation,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import PORTRAITS, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def stored(served: Served, annotation: int = 1) -> Trimap:
    return trimap_of(served.project, annotation)


def cursor(page: Page) -> tuple[int, int]:
    x, y = page.locator(".cu-cursor").inner_text().replace(",", "").split()[:2]
    return int(x), int(y)


def go_to(page: Page, x: int, y: int) -> None:
    """Walk there, a pixel at a time."""
    now = cursor(page)
    for way, back, by in (("Right", "Left", x - now[0]), ("Down", "Up", y - now[1])):
        for _ in range(abs(by)):
            page.keyboard.press(f"Shift+Arrow{way if by > 0 else back}")
    assert cursor(page) == (x, y)


def test_a_photo_is_annotated_and_submitted_with_keys_alone(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/annotate?photo={PORTRAITS}")
    wait_until(page, "editor.photo && !editor.working")
    page.keyboard.press("Enter")
    wait_until(page, "editor.annotation && !editor.working")
    number = ask(page, "editor.annotation.id")
    before = shown_trimap(page)

    page.keyboard.press("f")
    for _ in range(8):
        page.keyboard.press("[")
    page.keyboard.press("q")
    assert "Space puts the pen down" in page.locator(".cu-bykeys").inner_text()
    go_to(page, 20, 20)
    page.keyboard.press("Space")
    go_to(page, 40, 20)
    page.keyboard.press("Space")
    wait_saved(page)
    after = stored(served, number)
    assert (after[20, 20:41] == 255).all()
    np.testing.assert_array_equal(shown_trimap(page), after)
    assert not np.array_equal(after, before)

    page.keyboard.press("Escape")
    page.locator(".cu-bykeys").wait_for(state="hidden")
    page.keyboard.press("t")
    assert ask(page, "editor.settings.mode") == "trimap"
    page.keyboard.press("m")
    page.locator(".cu-card").first.wait_for()
    page.keyboard.press("2")
    wait_saved(page)
    assert page.locator(".cu-card").first.get_by_text("In use").is_visible()
    page.keyboard.press("a")
    assert ask(page, "editor.settings.mode") == "alpha"
    page.keyboard.press("Control+Enter")
    page.get_by_text("Submitted, waiting for its review").wait_for()
    assert served.project.annotations.get(number).state == "submitted"


def test_the_cursor_draws_with_every_kind_of_tool(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("q")
    page.keyboard.press("Shift+S")
    page.keyboard.press("u")
    for point in [(10, 10), (40, 12), (20, 40)]:
        go_to(page, *point)
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    wait_saved(page)
    head = served.project.revisions.get(served.project.annotations.get(1).head)
    assert head.kind == "polygon"
    assert head.parameters["points"] == [[10.5, 10.5], [40.5, 12.5], [20.5, 40.5]]
    np.testing.assert_array_equal(shown_trimap(page), stored(served))

    page.keyboard.press("e")
    go_to(page, 20, 40)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_saved(page)
    assert ask(page, "editor.gestures?.doing ?? null") is None
    np.testing.assert_array_equal(shown_trimap(page), stored(served))

    page.keyboard.press("r")
    page.keyboard.press("Space")
    page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Use the rectangle").wait_for()
    page.keyboard.press("Escape")
    assert ask(page, "editor.selection") is None


def test_a_stroke_of_the_cursor_is_straight_dropped_or_ended(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    ask(page, "editor.setRadius(0.5)")
    page.keyboard.press("q")
    before = stored(served)
    go_to(page, 30, 30)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert not np.array_equal(shown_trimap(page), before)
    page.keyboard.press("Escape")
    assert page.locator(".cu-bykeys").is_visible()
    np.testing.assert_array_equal(shown_trimap(page), before)
    go_to(page, 30, 30)
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    go_to(page, 60, 30)
    page.keyboard.press("Shift+Space")
    page.keyboard.press("Space")
    wait_saved(page)
    after = stored(served)
    assert (after[30, 30:61] == 128).all()
    np.testing.assert_array_equal(shown_trimap(page), after)


def test_the_cursor_stays_in_view_and_on_the_photo(served: Served, page: Page) -> None:
    open_annotation(page, served)
    ask(page, "editor.viewport.place({x: 60, y: 80}, 30)")
    page.keyboard.press("q")
    for _ in range(30):
        page.keyboard.press("Control+ArrowRight")
    assert cursor(page)[0] == 119
    assert ask(page, "editor.viewport.toCanvas({x: 119.5, y: 80}).x <= editor.viewport.width")
    page.keyboard.press("z")
    page.keyboard.down("z")
    page.locator(".cu-loupe").wait_for()
    page.keyboard.up("z")


def test_every_control_shows_that_it_has_the_focus(served: Served, page: Page) -> None:
    open_address(page, served, "/annotate?annotation=1")
    page.locator(".cu-canvas").focus()
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
                const node = document.activeElement;
                if (!node.closest(".curator-editor")) return null;
                const {outlineStyle, outlineWidth} = getComputedStyle(node);
                const name = node.getAttribute("aria-label") || node.textContent || node.title;
                return [name.trim(), outlineStyle !== "none" && parseFloat(outlineWidth) >= 1];
            }"""
        )
        if found is None:
            continue
        assert found[1], f"{found[0]} shows no focus"
        if found[0] in reached and len(reached) > 20:
            break
        reached.add(found[0])
    assert len(reached) > 25
