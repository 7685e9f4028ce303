"""Lasso, polygon, fill by colour, the band wider and narrower: what is seen is what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from curator.trimap.corrections import Correction, apply_correction
from curator.trimap.flood import Flood
from curator.trimap.polygon import Polygon
from curator.trimap.widen import BandChange
from curator.types import Image, Trimap
from curator.workflow.annotate import trimap_of
from curator.workflow.verify import verify
from tests.pictures import portrait
from tests.web.annotating import (
    ask,
    drag,
    on_page,
    open_annotation,
    seen,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import HEIGHT, WIDTH, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def stored(served: Served) -> Trimap:
    return trimap_of(served.project, 1)


def corrected(trimap: Trimap, correction: Correction) -> Trimap:
    def no_photo() -> Image:
        raise AssertionError("only a fill by colour looks at the photo")

    return apply_correction(trimap, correction, no_photo)[0]


def click(page: Page, x: float, y: float) -> None:
    page.mouse.click(*on_page(page, x, y))


def last(served: Served) -> dict[str, Any]:
    """The record of the newest revision."""
    return dict(served.project.revisions.get(served.project.annotations.get(1).head).parameters)


def test_the_lasso_fills_what_it_is_dragged_around(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    page.keyboard.press("s")
    page.keyboard.press("b")
    assert ask(page, "editor.tool") == "lasso"
    drag(page, (20, 20), (90, 24), (80, 100), (30, 70), (95, 60))
    after = shown_trimap(page)
    wait_saved(page)
    record = last(served)
    assert record["label"] == "background"
    points = tuple((x, y) for x, y in record["points"])
    np.testing.assert_array_equal(after, corrected(before, Polygon("background", points)))
    np.testing.assert_array_equal(stored(served), after)
    assert after[40, 70] == 0
    assert (after != before).any()
    page.keyboard.press("Control+z")
    np.testing.assert_array_equal(shown_trimap(page), before)
    wait_saved(page)
    np.testing.assert_array_equal(stored(served), before)
    page.keyboard.press("Control+Shift+Z")
    wait_saved(page)
    np.testing.assert_array_equal(shown_trimap(page), after)
    np.testing.assert_array_equal(stored(served), after)


def test_a_lasso_that_goes_nowhere_sends_nothing(served: Served, page: Page) -> None:
    open_annotation(page, served)
    head = served.project.annotations.get(1).head
    page.keyboard.press("s")
    click(page, 40, 40)
    wait_saved(page)
    assert served.project.annotations.get(1).head == head


def test_a_polygon_is_closed_by_enter_and_gives_corners_back(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    page.keyboard.press("Shift+S")
    assert page.locator(".cu-options h2").inner_text() == "Polygon fill"
    for x, y in [(10, 10), (60, 12), (110, 150), (62, 70)]:
        click(page, x, y)
    np.testing.assert_array_equal(shown_trimap(page), before)
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+z")
    click(page, 20, 90)
    page.keyboard.press("Enter")
    after = shown_trimap(page)
    wait_saved(page)
    points = last(served)["points"]
    np.testing.assert_allclose(points, [(10, 10), (60, 12), (20, 90)], atol=0.6)
    assert after[20, 25] == 255
    assert after[60, 25] == 255
    np.testing.assert_array_equal(stored(served), after)
    assert not np.array_equal(after, before)


def test_a_polygon_is_closed_by_its_first_corner_and_by_a_double_click(
    served: Served, page: Page
) -> None:
    open_annotation(page, served)
    page.keyboard.press("Shift+S")
    page.keyboard.press("u")
    for x, y in [(10, 10), (60, 12), (30, 60), (10, 10)]:
        click(page, x, y)
    wait_saved(page)
    assert shown_trimap(page)[20, 30] == 128
    page.keyboard.press("f")
    for x, y in [(70, 100), (110, 100)]:
        click(page, x, y)
    page.mouse.dblclick(*on_page(page, 90, 140))
    wait_saved(page)
    assert len(last(served)["points"]) == 3
    assert shown_trimap(page)[110, 90] == 255
    np.testing.assert_array_equal(stored(served), shown_trimap(page))


def test_escape_drops_the_polygon_then_goes_back_to_the_brush(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    page.keyboard.press("Shift+S")
    page.keyboard.press("b")
    for x, y in [(10, 10), (60, 12), (30, 60)]:
        click(page, x, y)
    plain = seen(page)
    page.keyboard.press("Escape")
    assert not np.array_equal(seen(page), plain)
    assert ask(page, "editor.tool") == "polygon"
    page.keyboard.press("Escape")
    assert ask(page, "editor.tool") == "background"
    np.testing.assert_array_equal(shown_trimap(page), before)


@pytest.mark.parametrize(("key", "change"), [("e", "widen"), ("Shift+E", "narrow")])
def test_the_band_changes_under_the_brush_alone(
    served: Served, page: Page, key: str, change: str
) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    page.keyboard.press(key)
    ask(page, "editor.setRadius(14), editor.set({band: 4})")
    drag(page, (30, 60), (90, 70), (60, 120))
    after = shown_trimap(page)
    assert not np.array_equal(after, before)
    wait_saved(page)
    record = last(served)
    points = tuple((x, y) for x, y in record["points"])
    made = BandChange(change, 4, 14.0, points)  # type: ignore[arg-type]
    np.testing.assert_array_equal(after, corrected(before, made))
    np.testing.assert_array_equal(stored(served), after)
    page.keyboard.press("Control+z")
    wait_saved(page)
    np.testing.assert_array_equal(shown_trimap(page), before)


@pytest.mark.parametrize(("key", "change"), [("}", "widen"), ("{", "narrow")])
def test_the_band_changes_everywhere(served: Served, page: Page, key: str, change: str) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    ask(page, "editor.set({band: 5})")
    page.keyboard.press(key)
    wait_until(page, "editor.queue.steps.length || editor.annotation.parent")
    after = shown_trimap(page)
    np.testing.assert_array_equal(after, corrected(before, BandChange(change, 5)))  # type: ignore[arg-type]
    assert not np.array_equal(after, before)
    wait_saved(page)
    np.testing.assert_array_equal(stored(served), after)
    page.keyboard.press("Control+z")
    wait_saved(page)
    np.testing.assert_array_equal(shown_trimap(page), before)


def test_a_fill_by_colour_settles_the_band_and_is_undone(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    image = portrait(HEIGHT, WIDTH, seed=0).image
    y, x = (int(value) for value in np.argwhere(before == 128)[100])
    page.keyboard.press("Shift+F")
    page.keyboard.press("b")
    ask(page, "editor.set({tolerance: 40})")
    click(page, x + 0.5, y + 0.5)
    wait_until(page, f"editor.trimap.data[{y} * editor.trimap.width + {x}] === 0")
    wait_saved(page)
    expected = apply_correction(before, Flood("background", x, y, 40), lambda: image)[0]
    np.testing.assert_array_equal(stored(served), expected)
    np.testing.assert_array_equal(shown_trimap(page), expected)
    page.keyboard.press("f")
    assert ask(page, "editor.tools.label") == "foreground"
    page.keyboard.press("u")
    page.get_by_text("settles unknown pixels").wait_for()
    page.keyboard.press("Control+z")
    wait_saved(page)
    wait_until(page, f"editor.trimap.data[{y} * editor.trimap.width + {x}] === 128")
    np.testing.assert_array_equal(shown_trimap(page), before)
    np.testing.assert_array_equal(stored(served), before)


def test_a_fill_outside_of_the_band_says_where_to_click(served: Served, page: Page) -> None:
    open_annotation(page, served)
    head = served.project.annotations.get(1).head
    page.keyboard.press("Shift+F")
    click(page, 2, 2)
    page.get_by_text("Click inside the unknown band").wait_for()
    assert served.project.annotations.get(1).head == head


def test_corrections_wait_for_the_server_and_outlive_a_reload(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    page.route("**/corrections", lambda route: route.abort())
    page.keyboard.press("s")
    drag(page, (10, 10), (60, 12), (30, 60))
    y, x = (int(value) for value in np.argwhere(shown_trimap(page) == 128)[-50])
    page.keyboard.press("Shift+F")
    click(page, x + 0.5, y + 0.5)
    page.get_by_text("This is kept").wait_for()
    page.keyboard.press("}")
    wait_until(page, "editor.queue.steps.length === 3")
    np.testing.assert_array_equal(stored(served), before)
    page.unroute("**/corrections")
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    wait_saved(page)
    head = served.project.annotations.get(1).head
    kinds = [step.kind for step in served.project.revisions.chain(head)][1:]
    assert kinds == ["polygon", "flood", "band"]
    np.testing.assert_array_equal(shown_trimap(page), stored(served))
    assert verify(served.project).faults == ()


def test_a_correction_that_is_refused_is_taken_back(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)
    page.route("**/corrections", lambda route: route.fulfill(
        status=400, content_type="application/json",
        body='{"error": "StrokeError", "message": "That cannot be drawn."}',
    ))  # fmt: skip
    page.keyboard.press("s")
    drag(page, (10, 10), (60, 12), (30, 60))
    page.get_by_text("That cannot be drawn.").wait_for()
    wait_saved(page)
    np.testing.assert_array_equal(shown_trimap(page), before)


def test_every_tool_has_its_key_in_the_help(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("?")
    text = page.locator(".cu-help").inner_text()
    for words in ("Lasso", "Polygon", "Fill by colour", "Widen the band", "Narrow it"):
        assert words in text
