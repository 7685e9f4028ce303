"""On a screen of 4K that nobody has told to magnify, controls are large and the pointer still hits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web.annotating import ask, on_page, open_annotation, shown_trimap
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def large(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 3840, "height": 2160})
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def test_the_editor_is_larger_around_a_canvas_that_is_as_exact(served: Served, large: Page) -> None:
    open_annotation(large, served)
    tool = large.locator(".cu-tool-foreground").bounding_box()
    assert tool is not None
    assert tool["height"] == pytest.approx(54, abs=1)
    large.keyboard.press("f")
    ask(large, "editor.setRadius(0.5)")
    before = shown_trimap(large)
    large.mouse.click(*on_page(large, 3.5, 150.5))
    after = shown_trimap(large)
    assert [tuple(place) for place in (before != after).nonzero()[0:2]] == [(150,), (3,)]
    slider = large.get_by_label("Overlay opacity").bounding_box()
    assert slider is not None
    large.mouse.click(slider["x"] + 0.8 * slider["width"], slider["y"] + slider["height"] / 2)
    assert ask(large, "editor.settings.opacity") == pytest.approx(0.8, abs=0.06)


def test_the_list_of_a_dropdown_lies_below_it(served: Served, large: Page) -> None:
    large.goto(f"{served.address}/export")
    large.locator("#export-command code").wait_for()
    field = large.get_by_label("State")
    field.click()
    box = large.locator("#export-state .container > .wrap").bounding_box()
    options = large.locator("#export-state [role=listbox]").bounding_box()
    assert box is not None
    assert options is not None
    assert options["x"] == pytest.approx(box["x"], abs=4)
    assert options["y"] == pytest.approx(box["y"] + box["height"], abs=6)
    assert options["width"] == pytest.approx(box["width"], abs=6)
