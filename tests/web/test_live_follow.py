"""The matte follows the stroke: in the open view, with undo, with any method, until it is off."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.decode import decode_photo
from curator.matting import estimate_alpha
from curator.types import Alpha
from curator.workflow import sessions
from curator.workflow.annotate import alpha_of, trimap_of
from curator.workflow.cache import Bounded
from tests.web.annotating import (
    _BYTES,
    ask,
    drag,
    open_annotation,
    seen,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: Half a step of 8 bits, and how far an exact answer may be from the method's function.
CLOSE = 0.5 / 255 + 1e-4


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


def expected(served: Served, method: str = "closed-form", annotation: int = 1) -> Alpha:
    """The method's matte of what is stored now."""
    photo = served.project.photos.get(served.project.annotations.get(annotation).photo_id)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    return estimate_alpha(image, trimap_of(served.project, annotation), method)


def shown_alpha(page: Page) -> np.ndarray:
    """The live matte as the tab holds it."""
    width, height, text = ask(
        page, f"(({{width, height, alpha}}) => [width, height, ({_BYTES})(alpha)])(editor.live.pixels)"
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width)


def on_canvas(page: Page, name: str) -> np.ndarray:
    """The pixels of one of the live layers, drawn at the photo's size: H x W x 4."""
    width, height, text = ask(
        page,
        f"(() => {{ const layer = editor.live.{name};"
        "const canvas = new OffscreenCanvas(layer.width, layer.height);"
        "const context = canvas.getContext('2d');"
        "layer.draw(context, 1);"
        "const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;"
        f"return [canvas.width, canvas.height, ({_BYTES})(pixels)]; }})()",
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def wait_exact(page: Page) -> None:
    wait_saved(page)
    wait_until(page, "editor.live.status === 'exact'")


def assert_follows(page: Page, served: Served, method: str = "closed-form") -> None:
    wait_exact(page)
    alpha = expected(served, method)
    np.testing.assert_allclose(shown_alpha(page) / 255, alpha, atol=CLOSE)
    np.testing.assert_array_equal(on_canvas(page, "alphaLayer")[:, :, 0], shown_alpha(page))


def test_strokes_are_followed_and_so_are_undo_and_redo(served: Served, page: Page) -> None:
    open_annotation(page, served)
    assert_follows(page, served)
    before = shown_alpha(page).copy()
    for key, y in (("u", 70), ("b", 40), ("f", 110)):
        page.keyboard.press(key)
        drag(page, (45, y), (80, y + 9))
        assert_follows(page, served)
    for key in ("Control+z", "Control+z", "Control+z"):
        page.keyboard.press(key)
        assert_follows(page, served)
    np.testing.assert_array_equal(shown_alpha(page), before)
    page.keyboard.press("Control+Shift+Z")
    assert_follows(page, served)
    assert not np.array_equal(shown_alpha(page), before)


def test_the_view_that_is_open_shows_the_new_matte(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("a")
    wait_exact(page)
    ask(page, "editor.viewport.place({x: 60, y: 60}, 3)")
    page.keyboard.press("b")
    drag(page, (55, 60), (66, 62))
    wait_exact(page)
    alpha = expected(served)
    pixels = seen(page)
    left, top = ask(page, "[editor.viewport.left, editor.viewport.top]")
    for column, row in [(60, 61), (30, 60), (61, 80), (40, 45), (90, 90)]:
        shown = pixels[int(top) + 3 * row + 1, int(left) + 3 * column + 1]
        assert shown.mean() == pytest.approx(255 * alpha[row, column], abs=1.01), (column, row)
    assert alpha[61, 60] == 0


def test_only_what_changed_is_asked_for_and_drawn(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    answers = []
    page.on("response", lambda answer: answers.append(answer) if answer.url.endswith("/live") else None)
    page.keyboard.press("b")
    drag(page, (55, 33), (60, 36))
    wait_exact(page)
    page.keyboard.press("u")
    drag(page, (42, 100), (20, 150))
    wait_exact(page)
    boxes = [answer.headers["x-curator-box"] for answer in answers]
    assert len(boxes) == 2
    assert "none" not in boxes
    assert [answer.headers["x-curator-whole"] for answer in answers] == ["0", "0"]
    for box in boxes:
        _x, _y, width, height = map(int, box.split(","))
        assert width * height < 120 * 160 / 3


def test_another_method_can_be_followed(served: Served, page: Page) -> None:
    open_annotation(page, served)
    assert_follows(page, served)
    method = page.get_by_label("Matte with")
    assert method.locator("option").all_inner_texts() == ["Blend", "Closed-form", "KNN", "Shared"]
    method.select_option(label="KNN")
    wait_until(page, "editor.live.followed.startsWith('knn')")
    assert_follows(page, served, "knn")
    page.keyboard.press("u")
    drag(page, (45, 70), (80, 75))
    assert_follows(page, served, "knn")
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    assert method.input_value() == "knn"
    assert_follows(page, served, "knn")


def test_the_key_ends_it_and_begins_it_again(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    page.keyboard.press("l")
    assert page.locator(".cu-following").inner_text() == "Matte does not follow"
    assert ask(page, "editor.live.alphaLayer") is None
    page.keyboard.press("u")
    drag(page, (45, 70), (80, 75))
    wait_saved(page)
    assert ask(page, "[editor.live.status, editor.live.pixels]") == ["off", None]
    page.keyboard.press("a")
    page.get_by_text("There is no matte yet").wait_for()
    page.keyboard.press("l")
    assert_follows(page, served)
    assert page.locator(".cu-following").inner_text() == "Matte exact"


def test_submit_takes_the_matte_that_is_followed(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.get_by_label("Matte with").select_option(label="Shared")
    page.locator(".cu-canvas").focus()
    page.keyboard.press("u")
    drag(page, (45, 70), (80, 75))
    page.keyboard.press("Control+Enter")
    page.get_by_text("Submitted, waiting for its review.").wait_for()
    annotation = served.project.annotations.get(1)
    assert annotation.state == "submitted"
    chain = list(served.project.revisions.chain(annotation.head))
    assert [step.kind for step in chain][-2:] == ["stroke", "matte"]
    assert served.project.revisions.get(annotation.head).method == "shared"
    np.testing.assert_allclose(alpha_of(served.project, 1), expected(served, "shared"), atol=1e-4)
    assert ask(page, "editor.live.status") == ""


def test_without_both_sides_it_says_what_is_missing(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/annotate?photo=3")
    page.get_by_role("button", name="Start blank").click()
    wait_until(page, "editor.annotation && !editor.working")
    page.locator(".cu-following[data-status=failed]").wait_for()
    assert "foreground" in page.locator(".cu-panel .cu-warn").first.inner_text()
    page.keyboard.press("Control+Enter")
    page.locator(".cu-message[data-kind=error]", has_text="foreground").wait_for()
    assert served.project.annotations.get(3).state == "proposed"
    wait_saved(page)
    page.keyboard.press("f")
    drag(page, (60, 60), (60, 150))
    page.keyboard.press("b")
    drag(page, (10, 10), (110, 10))
    wait_exact(page)
    alpha = expected(served, annotation=3)
    np.testing.assert_allclose(shown_alpha(page) / 255, alpha, atol=CLOSE)
