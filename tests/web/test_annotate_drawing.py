"""Drawing with the mouse and the keys: what is seen is what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.types import Trimap
from curator.workflow.annotate import trimap_of
from tests.web.annotating import (
    ask,
    drag,
    on_page,
    open_annotation,
    shown_overlay,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import HEIGHT, WIDTH, Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

COLOURS = {255: (28, 158, 143), 128: (245, 196, 66), 0: (214, 69, 93)}


def stored(served: Served, annotation: int = 1) -> Trimap:
    return trimap_of(served.project, annotation)


def coloured(overlay: np.ndarray, trimap: Trimap) -> bool:
    """Whether every pixel of the overlay has its label's colour, to the rounding of its opacity."""
    table = np.zeros((256, 3), np.int16)
    for label, colour in COLOURS.items():
        table[label] = colour
    return bool((np.abs(overlay[:, :, :3].astype(np.int16) - table[trimap]) <= 2).all())


def test_it_opens_with_the_stored_trimap(served: Served, page: Page) -> None:
    open_annotation(page, served)
    assert np.array_equal(shown_trimap(page), stored(served))
    assert coloured(shown_overlay(page), stored(served))
    assert page.locator(".cu-name").inner_text() == "00000.png"
    assert page.locator(".cu-badge").inner_text() == "proposed"


def test_strokes_of_every_brush_are_stored_as_seen(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = stored(served)
    for key, radius, points in [
        ("f", 4.5, [(20, 20), (50, 31), (33, 60)]),
        ("b", 7, [(60, 80), (61, 120)]),
        ("u", 0.5, [(5, 5), (110, 150)]),
        ("f", 30, [(118, 2), (119, 3)]),
        ("b", 3, [(-6, 80), (40, 85), (-6, 90)]),
    ]:
        page.keyboard.press(key)
        ask(page, f"editor.setRadius({radius})")
        drag(page, *points)
    wait_saved(page)
    after = stored(served)
    assert not np.array_equal(before, after)
    assert np.array_equal(shown_trimap(page), after)
    assert coloured(shown_overlay(page), after)
    head = served.project.annotations.get(1).head
    steps = served.project.revisions.chain(head)[1:]
    assert [step.stroke.label for step in steps if step.stroke] == [
        "foreground", "background", "unknown", "foreground", "background",
    ]  # fmt: skip
    assert page.locator(".cu-badge").inner_text() == "in progress"


def test_the_zoomed_canvas_draws_where_the_pointer_is(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.mouse.move(*on_page(page, 60, 40))
    for _ in range(5):
        page.mouse.wheel(0, -300)
    page.keyboard.press("f")
    ask(page, "editor.setRadius(0.5)")
    page.mouse.move(*on_page(page, 55.5, 40.5))
    page.mouse.down()
    page.mouse.up()
    wait_saved(page)
    after = stored(served)
    # A brush of one pixel in the middle of a pixel paints that pixel.
    assert after[40, 55] == 255
    assert np.array_equal(shown_trimap(page), after)


def test_a_screen_of_two_pixels_a_pixel_draws_as_exactly(served: Served, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, device_scale_factor=2)
    page = context.new_page()
    open_annotation(page, served)
    ask(page, "editor.viewport.place({x: 50, y: 40}, 40)")
    page.keyboard.press("f")
    ask(page, "editor.setRadius(0.5)")
    page.mouse.move(*on_page(page, 53.5, 41.5))
    page.mouse.down()
    page.mouse.up()
    wait_saved(page)
    assert stored(served)[41, 53] == 255
    assert np.array_equal(shown_trimap(page), stored(served))
    context.close()


def test_wheel_zooms_about_the_pointer_and_space_pans(served: Served, page: Page) -> None:
    open_annotation(page, served)
    x, y = on_page(page, 50, 50)
    page.mouse.move(x, y)
    for _ in range(4):
        page.mouse.wheel(0, -200)
    wait_until(page, "editor.viewport.scale > 8")
    assert on_page(page, 50, 50) == pytest.approx((x, y), abs=2.5)
    before = stored(served)
    page.keyboard.down("Space")
    page.mouse.down()
    page.mouse.move(x + 60, y + 30, steps=5)
    page.mouse.up()
    page.keyboard.up("Space")
    assert on_page(page, 50, 50) == pytest.approx((x + 60, y + 30), abs=2.5)
    assert np.array_equal(shown_trimap(page), before)
    page.keyboard.press("1")
    assert ask(page, "editor.viewport.scale") == 1
    page.keyboard.press("0")
    left, top = on_page(page, 0, 0)
    right, bottom = on_page(page, WIDTH, HEIGHT)
    canvas = page.locator(".cu-canvas").bounding_box()
    assert canvas is not None
    assert left >= canvas["x"]
    assert top >= canvas["y"]
    assert right <= canvas["x"] + canvas["width"]
    assert bottom <= canvas["y"] + canvas["height"]


def test_undo_and_redo_have_no_limit(served: Served, page: Page) -> None:
    open_annotation(page, served)
    states = [shown_trimap(page)]
    for number in range(12):
        page.keyboard.press("fbu"[number % 3])
        drag(page, (10 + 8 * number, 30), (20 + 8 * number, 120))
        states.append(shown_trimap(page))
    for state in reversed(states[:-1]):
        page.keyboard.press("Control+z")
        assert np.array_equal(shown_trimap(page), state)
    wait_saved(page)
    assert np.array_equal(stored(served), states[0])
    for state in states[1:]:
        page.keyboard.press("Control+Shift+Z")
        assert np.array_equal(shown_trimap(page), state)
    wait_saved(page)
    assert np.array_equal(stored(served), states[-1])


def test_undo_reaches_what_another_day_drew(served: Served, page: Page) -> None:
    open_annotation(page, served)
    first = shown_trimap(page)
    page.keyboard.press("u")
    drag(page, (30, 60), (90, 60))
    drag(page, (30, 90), (90, 90))
    wait_saved(page)
    second = shown_trimap(page)
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    assert np.array_equal(shown_trimap(page), second)
    page.keyboard.press("Control+z")
    wait_saved(page)
    page.keyboard.press("Control+z")
    wait_saved(page)
    assert np.array_equal(shown_trimap(page), first)
    assert np.array_equal(stored(served), first)
    page.keyboard.press("Control+Shift+Z")
    wait_saved(page)
    page.keyboard.press("Control+Shift+Z")
    wait_saved(page)
    assert np.array_equal(shown_trimap(page), second)
    assert np.array_equal(stored(served), second)


def test_a_new_stroke_ends_what_could_be_redone(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    drag(page, (30, 60), (90, 60))
    page.keyboard.press("Control+z")
    drag(page, (60, 20), (60, 140))
    wait_saved(page)
    after = shown_trimap(page)
    page.keyboard.press("Control+Shift+Z")
    page.get_by_text("There is nothing to redo.").wait_for()
    assert np.array_equal(shown_trimap(page), after)
    assert np.array_equal(stored(served), after)


def test_keys_choose_brush_and_size(served: Served, page: Page) -> None:
    open_annotation(page, served)
    for key, tool in [("b", "background"), ("u", "unknown"), ("f", "foreground"), ("r", "rectangle")]:
        page.keyboard.press(key)
        assert ask(page, "editor.tool") == tool
        pressed = page.locator(".cu-tool[aria-pressed=true]")
        assert pressed.get_attribute("data-tool") == tool
    before = ask(page, "editor.settings.radius")
    page.keyboard.press("]")
    assert ask(page, "editor.settings.radius") > before
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert ask(page, "editor.settings.radius") < before
    for _ in range(60):
        page.keyboard.press("[")
    assert ask(page, "editor.settings.radius") == 0.5


def test_the_ring_is_as_wide_as_what_is_painted(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    ask(page, "editor.setRadius(20)")
    x, y = on_page(page, 60.5, 110.5)
    page.mouse.move(x, y)
    ring = page.locator(".cu-ring").bounding_box()
    assert ring is not None
    scale = ask(page, "editor.viewport.scale / editor.painter.ratio")
    assert ring["width"] == pytest.approx(40 * scale, abs=1)
    assert ring["x"] + ring["width"] / 2 == pytest.approx(x, abs=1)
    assert ring["y"] + ring["height"] / 2 == pytest.approx(y, abs=1)


def test_shift_draws_a_straight_line_from_the_last_stroke(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("f")
    ask(page, "editor.setRadius(2)")
    drag(page, (5.5, 20.5), (10.5, 20.5))
    page.keyboard.down("Shift")
    page.mouse.move(*on_page(page, 100.5, 20.5))
    page.mouse.down()
    page.mouse.up()
    page.keyboard.up("Shift")
    wait_saved(page)
    after = stored(served)
    assert (after[20, 5:101] == 255).all()
    assert np.array_equal(shown_trimap(page), after)


def test_a_gesture_longer_than_a_stroke_may_be_is_stored_in_parts(served: Served, page: Page) -> None:
    open_annotation(page, served)
    ask(
        page,
        "(() => { editor.choose('unknown'); editor.setRadius(1); editor.drawing.begin({x: 10, y: 10});"
        "for (let i = 1; i < 20_050; i += 1)"
        "  editor.drawing.extend({x: 60 + 40 * Math.sin(i / 7), y: 80 + 60 * Math.cos(i / 11)});"
        "editor.drawing.end(); })()",
    )
    wait_saved(page)
    head = served.project.annotations.get(1).head
    strokes = [step.stroke for step in served.project.revisions.chain(head) if step.stroke]
    assert len(strokes[0].points) == 20_000
    assert len(strokes) <= 2
    assert np.array_equal(shown_trimap(page), stored(served))


def test_keys_are_left_alone_while_somebody_types(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    page.get_by_role("button", name="Your name").click()
    page.keyboard.type("fob")
    page.keyboard.press("Enter")
    assert ask(page, "editor.tool") == "unknown"
    drag(page, (30, 60), (90, 60))
    wait_saved(page)
    head = served.project.annotations.get(1).head
    assert served.project.revisions.get(head).author == "fob"
