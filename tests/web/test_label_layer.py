"""The trimap's colours are those of its pixels, and their mean where it is seen from afar."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from curator.ui.editor.assets import address
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: Red, green, blue and opacity of the overlay, as the page's legend shows them.
COLOURS = {0: (214, 69, 93, 255), 128: (245, 196, 66, 150), 255: (28, 158, 143, 190)}

DRAW = """async ([module, width, height, text, changed, factor, grey, from]) => {
    const {LabelLayer} = await import(module);
    const bytes = (each) => Uint8Array.from(atob(each), (letter) => letter.charCodeAt(0));
    const trimap = {width, height, data: bytes(text)};
    const layer = new LabelLayer(trimap);
    layer.setGrey(grey);
    const [across, down] = [width, height].map((side) => Math.ceil(side / factor) - from);
    const canvas = new OffscreenCanvas(across, down);
    const context = canvas.getContext("2d");
    context.translate(-from, -from);
    layer.draw(context, 1 / factor);
    if (changed) {
        trimap.data.set(bytes(changed));
        layer.update({x: 20, y: 10, width: 30, height: 25});
        context.clearRect(0, 0, width, height);
        layer.draw(context, 1 / factor);
    }
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    return [canvas.width, canvas.height, btoa(String.fromCharCode(...pixels))];
}"""


def _drawn(page: Page, served: Served, trimap: np.ndarray, factor: int, **options: Any) -> np.ndarray:
    text, changed = (
        None if each is None else base64.b64encode(each.tobytes()).decode()
        for each in (trimap, options.get("changed"))
    )
    height, width = trimap.shape
    page.goto(served.address + "/api/first")
    module = served.address + address("modules/label-layer.js")
    grey, start = options.get("grey", False), options.get("start", 0)
    columns, rows, pixels = page.evaluate(
        DRAW, [module, width, height, text, changed, factor, grey, start]
    )
    return np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(rows, columns, 4)


def _means(trimap: np.ndarray, factor: int) -> np.ndarray:
    """Mean colours of cells, weighed by opacity, and mean opacities: cell after cell, in NumPy."""
    rows, columns = (-(-side // factor) for side in trimap.shape)
    means = np.zeros((rows, columns, 4))
    for y in range(rows):
        for x in range(columns):
            cell = trimap[y * factor : (y + 1) * factor, x * factor : (x + 1) * factor]
            colours = np.array([COLOURS[value] for value in cell.ravel()], float)
            opacity = colours[:, 3:]
            means[y, x, :3] = (colours[:, :3] * opacity).sum(axis=0) / opacity.sum()
            means[y, x, 3] = opacity.mean()
    return means


def _any_trimap(seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    coarse = dice.choice([0, 128, 255], (9, 13)).astype(np.uint8)
    trimap = np.kron(coarse, np.ones((8, 8), np.uint8))[:67, :101].copy()
    trimap[::7, ::3] = dice.choice([0, 128, 255], trimap[::7, ::3].shape)
    return trimap


@pytest.mark.parametrize("factor", [1, 2, 4, 32])
def test_colours_are_means(served: Served, page: Page, factor: int) -> None:
    trimap = _any_trimap(factor)
    drawn = _drawn(page, served, trimap, factor)
    # Canvases keep colours multiplied by opacity, in 8 bits.
    assert np.abs(drawn - _means(trimap, factor)).max() <= 2.5


def test_greys_are_the_trimap(served: Served, page: Page) -> None:
    trimap = _any_trimap(3)
    assert np.array_equal(_drawn(page, served, trimap, 1, grey=True)[:, :, 0], trimap)


@pytest.mark.parametrize("factor", [1, 4])
def test_what_changed_is_coloured_again(served: Served, page: Page, factor: int) -> None:
    trimap = _any_trimap(5)
    changed = trimap.copy()
    changed[10:35, 20:50] = 255
    drawn = _drawn(page, served, trimap, factor, changed=changed)
    assert np.array_equal(drawn, _drawn(page, served, changed, factor))
    assert not np.array_equal(drawn, _drawn(page, served, trimap, factor))


def test_a_part_lies_where_the_whole_has_it(served: Served, page: Page) -> None:
    trimap = _any_trimap(7)
    whole = _drawn(page, served, trimap, 2)
    assert np.array_equal(_drawn(page, served, trimap, 2, start=9), whole[9:, 9:])
