"""The background on which a matte looks worst: the server's colour, its reasons, its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.workflow import matte, worst
from curator.workflow.annotate import alpha_of
from tests.web.annotating import ask, drag, open_annotation, seen, wait_saved, wait_until
from tests.web.conftest import HEIGHT, WIDTH, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

KNOWN = "editor.grounds.worst.settled && [...editor.pictures.pictures.values()].every(Boolean)"


def shown(page: Page) -> np.ndarray:
    """The photo's place on the canvas, one pixel of it a pixel of the screen."""
    page.locator(".cu-canvas").focus()
    page.keyboard.press("1")
    wait_until(page, KNOWN)
    pixels = seen(page)
    left, top = (int(each) for each in ask(page, "[editor.viewport.left, editor.viewport.top]"))
    return pixels[top : top + HEIGHT, left : left + WIDTH]


def test_the_matte_in_use_is_shown_on_its_worst_colour_with_the_reasons(
    served: Served, page: Page
) -> None:
    chosen = matte.choose(
        served.project, 1, served.project.annotations.get(1).head, "closed-form", "ann"
    )
    matte.candidates(served.project, 1, ["closed-form", "shared"])
    found = worst.worst_of_revision(served.project, 1, chosen.hash)
    assert found is not None
    open_annotation(page, served)
    page.keyboard.press("Shift+W")
    pixels = shown(page)
    alpha = alpha_of(served.project, 1)
    assert (pixels[alpha == 0] == found.colour).all()
    said = page.locator(".cu-worst").inner_text()
    assert "#{:02x}{:02x}{:02x}".format(*found.colour) in said
    assert f"At {found.pixels:,} pixels the methods disagree." in said
    assert f"{round(100 * found.contrast)} % here" in said
    page.get_by_role("button", name="Fly to where it shows most").click()
    wait_until(page, "editor.viewport.flight === 0 && editor.viewport.scale > 2")
    place = ask(page, f"editor.viewport.toCanvas({{x: {found.x}, y: {found.y}}})")
    size = ask(page, "[editor.viewport.width, editor.viewport.height]")
    assert 0 < place["x"] < size[0]
    assert 0 < place["y"] < size[1]


def test_of_the_live_matte_it_is_found_again_after_a_stroke(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    page.keyboard.press("Shift+W")
    wait_until(page, "editor.grounds.worst.settled")
    asked = ask(page, "editor.grounds.worst.asked")
    page.keyboard.press("b")
    drag(page, (60, 20), (60, 60))
    wait_saved(page)
    wait_until(page, "editor.live.status === 'exact'")
    wait_until(page, f"editor.grounds.worst.settled && editor.grounds.worst.asked !== {asked!r}")
    state = ask(page, "editor.live.state")
    assert f"state={state}" in ask(page, "editor.grounds.worst.asked")
    found = worst.worst_of_live(served.project, 1, "closed-form", state)
    assert found is not None
    assert ask(page, "editor.grounds.worst.found.colour") == "#{:02x}{:02x}{:02x}".format(*found.colour)


def test_a_hard_matte_has_no_worst_background_and_the_page_says_so(served: Served, page: Page) -> None:
    page.route("**/worst?*", lambda route: route.fulfill(json={"colour": None}))
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    page.keyboard.press("Shift+W")
    page.get_by_text("This matte is certain everywhere").wait_for()
