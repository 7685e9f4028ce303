"""The live cut-out's colours: the photo's at once, the subject's own when the hand rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.decode import decode_photo
from curator.workflow import sessions
from curator.workflow.cache import Bounded
from tests.pictures import portrait
from tests.web.annotating import ask, drag, open_annotation, seen, wait_until
from tests.web.conftest import HEIGHT, WIDTH, Served
from tests.web.test_live_follow import on_canvas, shown_alpha, wait_exact

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

COLOURS = "**/live/colours"
RESTED = "editor.live.cutoutLayer && editor.live.colours.settled"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


def photo_of(served: Served) -> np.ndarray:
    photo = served.project.photos.get(1)
    return decode_photo(served.project.blobs.read(photo.sha256), photo.name).astype(np.int16)


def test_at_once_the_cut_out_has_the_photos_colours(served: Served, page: Page) -> None:
    page.route(COLOURS, lambda route: route.abort())
    open_annotation(page, served)
    wait_exact(page)
    page.keyboard.press("c")
    wait_until(page, "editor.live.cutoutLayer")
    page.keyboard.press("b")
    drag(page, (45, 40), (70, 44))
    wait_exact(page)
    cutout, alpha = on_canvas(page, "cutoutLayer"), shown_alpha(page)
    np.testing.assert_array_equal(cutout[:, :, 3], alpha)
    dense = alpha > 200
    assert np.abs(cutout[dense][:, :3].astype(int) - photo_of(served)[dense]).max() <= 2


def test_when_the_hand_rests_the_fringe_goes(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    page.keyboard.press("k")
    wait_until(page, RESTED)
    page.keyboard.press("u")
    drag(page, (45, 30), (75, 30))
    wait_exact(page)
    wait_until(page, RESTED)
    cutout, alpha = on_canvas(page, "cutoutLayer"), shown_alpha(page)
    np.testing.assert_array_equal(cutout[:, :, 3], alpha)
    truth = portrait(HEIGHT, WIDTH, seed=0)
    mixed = (alpha > 60) & (alpha < 190) & (truth.alpha > 0.2)
    assert mixed.sum() > 50
    own = np.abs(cutout[mixed][:, :3].astype(int) - truth.foreground[mixed]).mean()
    photos = np.abs(photo_of(served)[mixed] - truth.foreground[mixed]).mean()
    assert own < photos / 2
    # The same on the canvas that people look at, upon black.
    ask(page, "editor.viewport.place({x: 60, y: 60}, 3)")
    pixels = seen(page)
    left, top = ask(page, "[editor.viewport.left, editor.viewport.top]")
    rows, columns = np.nonzero(mixed)
    inside = (rows > 25) & (rows < 95)
    for row, column in list(zip(rows[inside], columns[inside], strict=True))[::9]:
        shown = pixels[int(top) + 3 * row + 1, int(left) + 3 * column + 1]
        expected = cutout[row, column, :3] * (alpha[row, column] / 255)
        np.testing.assert_allclose(shown, expected, atol=2.5)


def test_a_stroke_leaves_the_colours_elsewhere_as_they_are(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    page.keyboard.press("c")
    wait_until(page, RESTED)
    before, alpha = on_canvas(page, "cutoutLayer"), shown_alpha(page).copy()
    page.route(COLOURS, lambda route: route.abort())
    page.keyboard.press("b")
    drag(page, (55, 33), (60, 36))
    wait_exact(page)
    after = on_canvas(page, "cutoutLayer")
    same = shown_alpha(page) == alpha
    assert not same.all()
    np.testing.assert_array_equal(after[same], before[same])


def test_no_colours_are_asked_for_where_none_are_looked_at(served: Served, page: Page) -> None:
    asked = []
    page.route(COLOURS, lambda route: asked.append(route.request.url))
    open_annotation(page, served)
    wait_exact(page)
    page.keyboard.press("a")
    page.keyboard.press("b")
    drag(page, (55, 33), (60, 36))
    wait_exact(page)
    assert ask(page, "editor.live.pixels.cutout") is None
    assert asked == []
