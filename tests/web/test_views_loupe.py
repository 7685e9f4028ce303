"""The magnifier: the pixels under the pointer, large, and the values that they have."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.decode import decode_photo
from curator.workflow import matte
from curator.workflow.annotate import alpha_of, trimap_of
from tests.web.annotating import _BYTES, ask, on_page, open_annotation, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LABELS = {0: "background", 128: "unknown", 255: "foreground"}


def magnified(page: Page) -> np.ndarray:
    """The magnifier's pixels: H x W x 3."""
    side, text = ask(
        page,
        "(() => { const {canvas, context} = editor.loupe;"
        "const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;"
        f"return [canvas.width, ({_BYTES})(pixels)]; }})()",
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(side, side, 4)[:, :, :3]


def values(page: Page) -> dict[str, str]:
    terms = page.locator(".cu-loupe dt").all_inner_texts()
    said = page.locator(".cu-loupe dd").all_inner_texts()
    return dict(zip(terms, said, strict=True))


def test_it_shows_the_pixels_around_the_pointer_and_their_values(served: Served, page: Page) -> None:
    matte.choose(served.project, 1, served.project.annotations.get(1).head, "closed-form", "ann")
    photo = served.project.photos.get(1)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    alpha, trimap = alpha_of(served.project, 1), trimap_of(served.project, 1)
    rows, columns = np.nonzero((alpha > 0.2) & (alpha < 0.8))
    soft = len(rows) // 2
    open_annotation(page, served)
    page.keyboard.press("p")
    loupe = page.locator(".cu-loupe")
    page.mouse.move(*on_page(page, 60.5, 80.5))
    assert loupe.is_hidden()
    page.keyboard.down("z")
    loupe.wait_for()
    for x, y in [(60, 80), (int(columns[soft]), int(rows[soft])), (3, 5)]:
        page.mouse.move(*on_page(page, x + 0.5, y + 0.5))
        page.locator(".cu-loupe span").get_by_text(f"{x}, {y}", exact=True).wait_for()
        wait_until(page, "[...editor.pictures.pictures.values()].every(Boolean)")
        ask(page, "editor.loupe.show()")
        level = round(255 * float(alpha[y, x]))
        assert values(page) == {
            "photo": " ".join(str(each) for each in image[y, x]),
            "trimap": LABELS[int(trimap[y, x])],
            "alpha": f"{level / 255:.3f}  ({level})",
        }
        pixels = magnified(page)
        middle = len(pixels) // 2
        assert (pixels[middle - 3 : middle + 3, middle - 3 : middle + 3] == image[y, x]).all()
        width = ask(page, "Math.round(Math.min(48, Math.max(10, 3 * editor.viewport.scale)))")
        beside = pixels[middle, middle + 2 * width]
        assert (beside == image[y, x + 2]).all()
    page.keyboard.up("z")
    loupe.wait_for(state="hidden")


def test_while_comparing_it_says_both_alphas(served: Served, page: Page) -> None:
    found = matte.candidates(served.project, 1, ["knn", "shared"])
    first, second = (each.alpha for each in found.mattes)
    assert first is not None
    assert second is not None
    y, x = np.unravel_index(int(np.argmax(np.abs(first - second))), first.shape)
    open_annotation(page, served)
    page.keyboard.press("Shift+X")
    page.get_by_label("First matte").select_option("method:knn")
    page.get_by_label("Second matte").select_option("method:shared")
    page.locator(".cu-canvas").focus()
    page.keyboard.down("z")
    page.mouse.move(*on_page(page, x + 0.5, y + 0.5))
    page.locator(".cu-loupe").wait_for()
    wait_until(page, "[...editor.pictures.pictures.values()].every(Boolean)")
    ask(page, "editor.loupe.show()")
    levels = [round(255 * float(each[y, x])) for each in (first, second)]
    assert values(page)["KNN"] == f"{levels[0] / 255:.3f}  ({levels[0]})"
    assert values(page)["Shared"] == f"{levels[1] / 255:.3f}  ({levels[1]})"


@pytest.mark.parametrize("corner", [(0, 0), (119, 0), (0, 159), (119, 159)])
def test_it_stays_on_the_canvas(served: Served, page: Page, corner: tuple[int, int]) -> None:
    open_annotation(page, served)
    page.keyboard.down("z")
    page.mouse.move(*on_page(page, corner[0] + 0.5, corner[1] + 0.5))
    page.locator(".cu-loupe").wait_for()
    loupe, canvas = (page.locator(each).bounding_box() for each in (".cu-loupe", ".cu-canvas"))
    assert loupe is not None
    assert canvas is not None
    assert loupe["x"] >= canvas["x"]
    assert loupe["y"] >= canvas["y"]
    assert loupe["x"] + loupe["width"] <= canvas["x"] + canvas["width"]
    assert loupe["y"] + loupe["height"] <= canvas["y"] + canvas["height"]
    pointer = on_page(page, corner[0] + 0.5, corner[1] + 0.5)
    inside = (
        loupe["x"] < pointer[0] < loupe["x"] + loupe["width"]
        and loupe["y"] < pointer[1] < loupe["y"] + loupe["height"]
    )
    assert not inside, "it covers what it magnifies"
