"""Pens and fingers: pressure, one finger draws, two move, a resting hand does nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from curator.trimap.corrections import apply_correction, from_parameters
from curator.types import Image, Trimap
from curator.workflow.annotate import trimap_of
from curator.workflow.verify import verify
from tests.web.annotating import (
    ask,
    on_page,
    open_annotation,
    seen,
    shown_trimap,
    wait_saved,
)
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = pytest.mark.browser

#: Such events a browser makes of a pen: the place, the pressure, and what was reported between.
_PEN = """([type, x, y, pressure, between]) => {
    const canvas = document.querySelector(".cu-canvas");
    const told = (x, y, pressure) => ({
        pointerId: 7, pointerType: "pen", isPrimary: true, bubbles: true, cancelable: true,
        clientX: x, clientY: y, pressure, button: type === "pointermove" ? -1 : 0,
        buttons: type === "pointerup" || !pressure ? 0 : 1,
    });
    canvas.setPointerCapture = () => {};
    const coalescedEvents = between.map((each) => new PointerEvent("pointermove", told(...each)));
    canvas.dispatchEvent(new PointerEvent(type, {...told(x, y, pressure), coalescedEvents}));
}"""


@pytest.fixture
def touched(browser: Browser, served: Served) -> Iterator[Page]:
    """The annotate page on a screen that is touched."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, has_touch=True)
    page = context.new_page()
    open_annotation(page, served)
    page.keyboard.press("f")
    yield page
    context.close()


class Fingers:
    """Fingers on the screen, by their number."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._points: dict[int, tuple[float, float]] = {}

    def _tell(self, kind: str, told: dict[int, tuple[float, float]]) -> None:
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in told.items()]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        # What moves is told once a frame.
        self._page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def down(self, finger: int, place: tuple[float, float]) -> None:
        self._points[finger] = place
        self._tell("touchStart", self._points)

    def move(self, **places: tuple[float, float]) -> None:
        for name, place in places.items():
            self._points[int(name[1:])] = place
        self._tell("touchMove", self._points)

    def up(self, finger: int) -> None:
        self._tell("touchEnd", {finger: self._points.pop(finger)})


def pen(
    page: Page,
    kind: str,
    x: float,
    y: float,
    pressure: float,
    between: Sequence[tuple[float, float, float]] = (),
) -> None:
    """One event of a pen at a point of the photo."""
    reported = [[*on_page(page, a, b), force] for a, b, force in between]
    page.evaluate(_PEN, [kind, *on_page(page, x, y), pressure, reported])


def stored(served: Served) -> Trimap:
    return trimap_of(served.project, 1)


def steps(served: Served) -> list[Any]:
    head = served.project.annotations.get(1).head
    return list(served.project.revisions.chain(head))[1:]


def no_photo() -> Image:
    raise AssertionError("a stroke looks at no photo")


def test_a_pen_draws_as_wide_as_it_is_pressed(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("f")
    ask(page, "editor.setRadius(10)")
    ask(page, "editor.trimap.data.fill(0)")
    before = shown_trimap(page)
    pen(page, "pointerdown", 20.5, 80.5, 0)
    rising = [(20.5 + 4 * step, 80.5, step / 20) for step in range(1, 21)]
    pen(page, "pointermove", 100.5, 80.5, 1, rising)
    pen(page, "pointerup", 100.5, 80.5, 0)
    after = shown_trimap(page)
    widths = (after == 255).sum(axis=0)
    # A fifth of the radius of 10, and the rest by the pressure.
    assert widths[20] == pytest.approx(2 * 2, abs=2)
    assert widths[60] == pytest.approx(2 * 6, abs=2)
    assert widths[100] == pytest.approx(2 * 10, abs=1)
    assert (np.diff(widths[20:101].astype(int)) >= 0).all()
    page.keyboard.press("Control+z")
    assert np.array_equal(shown_trimap(page), before), "one gesture, one undo"


def test_a_pens_stroke_is_stored_as_seen_and_made_again(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    ask(page, "editor.setRadius(9)")
    before = stored(served)
    pen(page, "pointerdown", 30, 30, 0.2)
    for step in range(1, 12):
        pen(page, "pointermove", 30 + 5 * step, 30 + 7 * step, 0.2 + 0.06 * step)
    pen(page, "pointerup", 85, 107, 0)
    wait_saved(page)
    (made,) = steps(served)
    assert made.kind == "pressed"
    assert len(set(made.parameters["radii"])) == 12
    expected, _box = apply_correction(before, from_parameters("pressed", made.parameters), no_photo)
    assert not np.array_equal(expected, before)
    np.testing.assert_array_equal(shown_trimap(page), expected)
    np.testing.assert_array_equal(stored(served), expected)
    assert verify(served.project).faults == ()
    page.reload()
    page.wait_for_function("document.querySelector('.curator-editor')?.editor?.trimap")
    np.testing.assert_array_equal(shown_trimap(page), expected)
    page.keyboard.press("j")
    page.locator(".cu-step[data-label=unknown]").wait_for()


def test_without_pressure_a_pen_is_a_brush(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("b")
    page.keyboard.press("Shift+H")
    pen(page, "pointerdown", 60, 60, 0.1)
    pen(page, "pointermove", 70, 60, 0.9)
    pen(page, "pointerup", 70, 60, 0)
    wait_saved(page)
    (made,) = steps(served)
    assert (made.kind, made.stroke.radius) == ("stroke", ask(page, "editor.settings.radius"))


def test_one_finger_draws(served: Served, touched: Page) -> None:
    fingers = Fingers(touched)
    fingers.down(0, on_page(touched, 30, 40))
    fingers.move(f0=on_page(touched, 60, 40))
    fingers.move(f0=on_page(touched, 90, 70))
    fingers.up(0)
    wait_saved(touched)
    (made,) = steps(served)
    assert (made.kind, made.stroke.label) == ("stroke", "foreground")
    assert made.stroke.points[0] == pytest.approx((30, 40), abs=0.6)
    assert made.stroke.points[-1] == pytest.approx((90, 70), abs=0.6)
    np.testing.assert_array_equal(shown_trimap(touched), stored(served))
    assert touched.locator(".cu-ring").is_hidden()


def test_two_fingers_move_and_zoom_and_draw_nothing(served: Served, touched: Page) -> None:
    fingers = Fingers(touched)
    before = shown_trimap(touched)
    x, y = on_page(touched, 60, 80)
    scale = ask(touched, "editor.viewport.scale")
    fingers.down(0, (x - 40, y))
    fingers.down(1, (x + 40, y))
    fingers.move(f0=(x - 120, y + 30), f1=(x + 120, y + 30))
    assert ask(touched, "editor.viewport.scale") == pytest.approx(3 * scale, rel=0.01)
    assert on_page(touched, 60, 80) == pytest.approx((x, y + 30), abs=1.5)
    fingers.up(1)
    place = on_page(touched, 60, 80)
    fingers.move(f0=(x - 100, y + 80))
    assert on_page(touched, 60, 80) == pytest.approx((place[0] + 20, place[1] + 50), abs=1.5)
    fingers.up(0)
    wait_saved(touched)
    assert steps(served) == []
    np.testing.assert_array_equal(shown_trimap(touched), before)


def test_a_finger_that_slips_onto_the_screen_ends_no_stroke(served: Served, touched: Page) -> None:
    fingers = Fingers(touched)
    scale = ask(touched, "editor.viewport.scale")
    fingers.down(0, on_page(touched, 30, 40))
    fingers.move(f0=on_page(touched, 60, 40))
    fingers.down(1, on_page(touched, 100, 150))
    fingers.move(f0=on_page(touched, 90, 40), f1=on_page(touched, 90, 150))
    fingers.up(1)
    fingers.up(0)
    wait_saved(touched)
    assert ask(touched, "editor.viewport.scale") == scale
    (made,) = steps(served)
    assert made.stroke.points[-1] == pytest.approx((90, 40), abs=0.6)


def test_a_hand_beside_a_pen_draws_nothing(served: Served, touched: Page) -> None:
    fingers = Fingers(touched)
    before = shown_trimap(touched)
    # The hand comes down first, then the pen.
    fingers.down(0, on_page(touched, 90, 140))
    pen(touched, "pointerdown", 30, 30, 1)
    fingers.move(f0=on_page(touched, 95, 120))
    pen(touched, "pointermove", 50, 30, 1)
    pen(touched, "pointerup", 50, 30, 0)
    fingers.up(0)
    wait_saved(touched)
    (made,) = steps(served)
    assert [round(x) for x, _y in made.stroke.points] == [30, 50]
    drawn = shown_trimap(touched)
    assert (drawn != before)[100:].sum() == 0
    # From now on a finger moves the photo.
    place = on_page(touched, 60, 80)
    fingers.down(0, place)
    fingers.move(f0=(place[0] + 30, place[1] + 20))
    fingers.up(0)
    assert on_page(touched, 60, 80) == pytest.approx((place[0] + 30, place[1] + 20), abs=1.5)
    np.testing.assert_array_equal(shown_trimap(touched), drawn)


def test_a_finger_taps_corners_and_two_set_none(served: Served, touched: Page) -> None:
    fingers = Fingers(touched)
    touched.keyboard.press("Shift+S")
    for point in [(20, 20), (100, 30), (60, 140)]:
        fingers.down(0, on_page(touched, *point))
        fingers.up(0)
    assert ask(touched, "editor.tools.active.points.length") == 3
    x, y = on_page(touched, 60, 80)
    fingers.down(0, (x, y))
    fingers.down(1, (x + 60, y))
    fingers.move(f0=(x - 30, y))
    fingers.up(0)
    fingers.up(1)
    assert ask(touched, "editor.tools.active.points.length") == 3
    touched.keyboard.press("Enter")
    wait_saved(touched)
    (made,) = steps(served)
    np.testing.assert_allclose(made.parameters["points"], [(20, 20), (100, 30), (60, 140)], atol=0.6)


@contextlib.contextmanager
def dense(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 720}, device_scale_factor=2, has_touch=True
    )
    page = context.new_page()
    open_annotation(page, served)
    yield page
    context.close()


def test_a_dense_screen_is_sharp_and_fingers_hit(browser: Browser, served: Served) -> None:
    with dense(browser, served) as page:
        canvas = page.locator(".cu-canvas").bounding_box()
        assert canvas is not None
        pixels = seen(page)
        assert pixels.shape[:2] == (round(2 * canvas["height"]), round(2 * canvas["width"]))
        # The edge between two photo pixels is one device pixel sharp: no half-way colours beside it.
        page.keyboard.press("t")
        ask(page, "editor.trimap.data.fill(0)")
        ask(page, "editor.trimap.data.fill(255, 0, 120 * 80)")
        ask(page, "editor.labels.recolour()")
        ask(page, "editor.viewport.place({x: 60, y: 80}, 9)")
        column = seen(page)[:, pixels.shape[1] // 2, 0]
        edge = np.flatnonzero(np.diff(column.astype(int)))
        assert len(edge) >= 1
        assert set(column[edge[0] - 40 : edge[0] + 41].tolist()) == {0, 255}
        page.keyboard.press("f")
        ask(page, "editor.setRadius(0.5)")
        fingers = Fingers(page)
        fingers.down(0, on_page(page, 63.5, 90.5))
        fingers.up(0)
        assert shown_trimap(page)[90, 63] == 255
        assert (shown_trimap(page)[85:95] == 255).sum() == 1
