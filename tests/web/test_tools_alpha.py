"""The alpha brush and the method brush: what is painted is seen at once, stored, and taken back."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.matting import estimate_alpha
from curator.matting.painting import SoftStroke, soft_weights
from curator.records import Rectangle
from curator.types import Alpha, Trimap
from curator.workflow.annotate import alpha_of
from curator.workflow.matte import choose
from curator.workflow.verify import verify
from tests.pictures import portrait
from tests.web.annotating import (
    _BYTES,
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

WHOLE = Rectangle(0, 0, WIDTH, HEIGHT)


def matted(trimap: Trimap, method: str) -> Alpha:
    return estimate_alpha(portrait(HEIGHT, WIDTH, seed=0).image, trimap, method)


def shown_alpha(page: Page) -> np.ndarray:
    """The alpha that the page shows, in steps of 1/255."""
    wait_until(page, "editor.mattes.current && editor.mattes.picture(editor.mattes.current.picture)")
    text = ask(
        page,
        "(() => { const matte = editor.mattes.current;"
        "const box = {x: 0, y: 0, width: editor.photo.width, height: editor.photo.height};"
        f"return ({_BYTES})(editor.mattes.levels(matte, box)); }})()",
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(HEIGHT, WIDTH).astype(float)


def newest(served: Served) -> tuple[str, SoftStroke, dict[str, object]]:
    """Kind, stroke and parameters of the newest revision."""
    step = served.project.revisions.get(served.project.annotations.get(1).head)
    told = dict(step.parameters)
    points = tuple((x, y) for x, y in told["points"])
    return step.kind, SoftStroke(told["radius"], told["hardness"], points), told


def chosen(served: Served) -> Alpha:
    """The annotation with closed-form's matte in use."""
    choose(served.project, 1, served.project.annotations.get(1).head, "closed-form", "ann")
    return alpha_of(served.project, 1)


def begin(page: Page, key: str, **settings: object) -> None:
    page.keyboard.press(key)
    ask(page, f"editor.set({ {**settings} })")
    wait_until(page, "editor.tools.painted.prepare()")


def test_a_value_is_painted_seen_stored_and_undone(served: Served, page: Page) -> None:
    before = chosen(served)
    open_annotation(page, served)
    trimap = shown_trimap(page)
    begin(page, "i", value=0.2, hardness=0.3, radius=9)
    assert ask(page, "editor.settings.mode") == "alpha"
    drag(page, (30, 60), (60, 25), (90, 60))
    at_once = shown_alpha(page)
    wait_saved(page)
    kind, stroke, told = newest(served)
    assert (kind, told["value"], told["radius"], told["matte"]) == ("alpha", 0.2, 9, "closed-form")
    weights = soft_weights(stroke, WHOLE) * (trimap == 128)
    after = alpha_of(served.project, 1)
    np.testing.assert_allclose(after, before * (1 - weights) + 0.2 * weights, atol=2e-5)
    assert np.count_nonzero(after != before) > 100
    np.testing.assert_allclose(at_once, 255 * after, atol=1.51)
    np.testing.assert_array_equal(shown_alpha(page), at_once)
    np.testing.assert_array_equal(shown_trimap(page), trimap)
    assert ask(page, "editor.annotation.has_alpha")
    page.keyboard.press("Control+z")
    wait_saved(page)
    wait_until(page, "!editor.tools.painted.shows")
    np.testing.assert_allclose(shown_alpha(page), 255 * before, atol=1.01)
    page.keyboard.press("Control+Shift+Z")
    wait_saved(page)
    wait_until(page, "editor.pictures.get(editor.mattes.stored.picture)")
    np.testing.assert_allclose(shown_alpha(page), 255 * after, atol=1.01)
    assert verify(served.project).faults == ()


def test_what_is_seen_is_on_the_canvas(served: Served, page: Page) -> None:
    chosen(served)
    open_annotation(page, served)
    y, x = (int(value) for value in np.argwhere(shown_trimap(page) == 128)[40])
    begin(page, "i", value=1, hardness=1, radius=2)
    point = on_page(page, x + 0.5, y + 0.5)
    for value in (1.0, 0.0):
        ask(page, f"editor.set({{value: {value}}})")
        page.mouse.click(*point)
        place = page.locator(".cu-canvas").bounding_box()
        assert place is not None
        picture = seen(page)
        shown = picture[round(point[1] - place["y"]), round(point[0] - place["x"])]
        assert list(shown) == [round(255 * value)] * 3
    wait_saved(page)
    page.keyboard.press("c")
    wait_until(page, "editor.mattes.current.cutout")
    assert ask(page, "editor.tools.painted.shows")


def test_it_paints_on_the_live_matte_where_none_was_chosen(served: Served, page: Page) -> None:
    open_annotation(page, served)
    trimap = shown_trimap(page)
    page.keyboard.press("a")
    wait_until(page, "editor.live.status === 'exact'")
    begin(page, "i", value=0.6, hardness=0.5, radius=8)
    drag(page, (30, 60), (60, 25), (90, 60))
    at_once = shown_alpha(page)
    wait_saved(page)
    _kind, stroke, told = newest(served)
    assert told["matte"] == "closed-form"
    weights = soft_weights(stroke, WHOLE) * (trimap == 128)
    under = matted(trimap, "closed-form")
    after = alpha_of(served.project, 1)
    np.testing.assert_allclose(after, under * (1 - weights) + 0.6 * weights, atol=5e-5)
    np.testing.assert_allclose(at_once, 255 * after, atol=1.51)
    # A stroke of the trimap elsewhere: the live matte has what was painted laid over it.
    page.keyboard.press("b")
    ask(page, "editor.setRadius(3)")
    drag(page, (60, 150), (64, 150))
    wait_saved(page)
    wait_until(page, "editor.live.shows && editor.live.status === 'exact'")
    pure = matted(shown_trimap(page), "closed-form")
    expected = 255 * (pure * (1 - weights) + 0.6 * weights)
    np.testing.assert_allclose(shown_alpha(page), expected, atol=1.51)


@pytest.mark.parametrize("at_hand", [True, False])
def test_a_region_takes_another_method(served: Served, page: Page, at_hand: bool) -> None:
    before = chosen(served)
    open_annotation(page, served)
    trimap = shown_trimap(page)
    if at_hand:
        page.keyboard.press("m")
        wait_until(page, "editor.matting.usable.length > 2 && !editor.matting.running")
        ask(
            page,
            "editor.pictures.get(editor.matting.usable.find(({method}) => method === 'knn').picture)",
        )
        wait_until(
            page,
            "editor.pictures.get(editor.matting.usable.find(({method}) => method === 'knn').picture)",
        )
    begin(page, "Shift+M", region="knn", hardness=0.4, radius=10)
    drag(page, (30, 60), (60, 25), (90, 60))
    at_once = shown_alpha(page) if at_hand else None
    wait_saved(page)
    kind, stroke, told = newest(served)
    assert (kind, told["matte"]) == ("region", "closed-form")
    weights = soft_weights(stroke, WHOLE) * (trimap == 128)
    after = alpha_of(served.project, 1)
    expected = before * (1 - weights) + matted(trimap, "knn") * weights
    np.testing.assert_allclose(after, expected, atol=5e-5)
    assert np.abs(after - before).max() > 0.01
    if at_once is not None:
        np.testing.assert_allclose(at_once, 255 * after, atol=2.01)
    np.testing.assert_allclose(shown_alpha(page), 255 * after, atol=2.01)
    assert ask(page, "editor.annotation.matte_method") == "closed-form"


def test_keys_and_a_click_set_the_value(served: Served, page: Page) -> None:
    chosen(served)
    open_annotation(page, served)
    begin(page, "i", value=0.5)
    page.keyboard.press(".")
    page.keyboard.press(",")
    page.keyboard.press(",")
    assert ask(page, "editor.settings.value") == pytest.approx(0.45)
    page.keyboard.down("Alt")
    page.mouse.click(*on_page(page, 60, 150))
    page.keyboard.up("Alt")
    assert ask(page, "editor.settings.value") == 1
    assert ask(page, "editor.queue.steps.length") == 0


def test_outside_of_the_band_it_says_so_and_sends_nothing(served: Served, page: Page) -> None:
    chosen(served)
    open_annotation(page, served)
    head = served.project.annotations.get(1).head
    begin(page, "i", value=0.5, radius=2)
    drag(page, (5, 5), (12, 5))
    page.get_by_text("paints in the unknown band").wait_for()
    assert served.project.annotations.get(1).head == head


def test_painting_waits_for_the_server_and_outlives_a_reload(served: Served, page: Page) -> None:
    chosen(served)
    open_annotation(page, served)
    begin(page, "i", value=0.9, radius=9)
    page.route("**/corrections", lambda route: route.abort())
    drag(page, (30, 60), (60, 25), (90, 60))
    wait_until(page, "editor.queue.status === 'offline'")
    at_once = shown_alpha(page)
    page.unroute("**/corrections")
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    wait_saved(page)
    assert newest(served)[0] == "alpha"
    page.keyboard.press("a")
    wait_until(page, "editor.pictures.get(editor.mattes.stored.picture)")
    np.testing.assert_allclose(shown_alpha(page), at_once, atol=1.51)
