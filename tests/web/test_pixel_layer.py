"""A picture kept in arrays is drawn as its pixels, and from afar as their means by opacity."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.ui.editor.assets import address
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

HIGH, ACROSS = 331, 517
BOX = (100, 60, 130, 90)
DRAW = """async ([module, width, height, first, second, kind, [x, y, across, down], factor, from]) => {
    const layers = await import(module);
    const pixels = (text) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        return kind === "COLOURS" ? new Uint32Array(bytes.buffer) : bytes;
    };
    const layer = new layers.PixelLayer(width, height, layers[kind]);
    layer.pixels.set(pixels(first));
    layer.update({x: 0, y: 0, width, height});
    const [columns, rows] = [width, height].map((side) => Math.ceil(side / factor) - from);
    const canvas = new OffscreenCanvas(columns, rows);
    const context = canvas.getContext("2d");
    context.translate(-from, -from);
    layer.draw(context, 1 / factor);
    layer.pixels.set(pixels(second));
    layer.update({x, y, width: across, height: down});
    context.clearRect(from, from, columns, rows);
    layer.draw(context, 1 / factor);
    const drawn = context.getImageData(0, 0, columns, rows).data;
    let text = "";
    for (let start = 0; start < drawn.length; start += 8192)
        text += String.fromCharCode(...drawn.subarray(start, start + 8192));
    return [rows, columns, btoa(text)];
}"""


def _drawn(
    page: Page, served: Served, first: np.ndarray, second: np.ndarray, factor: int, start: int
) -> np.ndarray:
    page.goto(served.address + "/api/first")
    kind = "COLOURS" if first.ndim == 3 else "GREYS"
    texts = [
        base64.b64encode(np.ascontiguousarray(each).tobytes()).decode() for each in (first, second)
    ]
    module = served.address + address("modules/pixel-layer.js")
    rows, columns, pixels = page.evaluate(
        DRAW, [module, ACROSS, HIGH, *texts, kind, list(BOX), factor, start]
    )
    return np.frombuffer(base64.b64decode(pixels), np.uint8).reshape(rows, columns, 4)


def _means(picture: np.ndarray, factor: int) -> tuple[np.ndarray, np.ndarray]:
    """Of cells: mean opacities, and mean colours multiplied by them; border cells are smaller."""
    colours = picture[..., :3] * (picture[..., 3:] / 255)
    both = np.concatenate([colours, picture[..., 3:]], axis=2).astype(float)
    rows, columns = (-(-side // factor) for side in picture.shape[:2])
    means = np.zeros((rows, columns, 4))
    for row in range(rows):
        for column in range(columns):
            cell = both[row * factor : (row + 1) * factor, column * factor : (column + 1) * factor]
            means[row, column] = cell.mean(axis=(0, 1))
    return means[..., :3], means[..., 3]


@pytest.mark.parametrize(("factor", "start"), [(1, 0), (4, 0), (2, 9)])
def test_colours_are_means_by_opacity(served: Served, page: Page, factor: int, start: int) -> None:
    dice = np.random.default_rng(factor)
    first = dice.integers(0, 256, (HIGH, ACROSS, 4)).astype(np.uint8)
    first[:150, :, 3] = 255
    first[200:260, :, 3] = 0
    second = first.copy()
    x, y, across, down = BOX
    second[y : y + down, x : x + across] = dice.integers(0, 256, (down, across, 4))
    drawn = _drawn(page, served, first, second, factor, start).astype(float)
    colours, opacity = (each[start:, start:] for each in _means(second, factor))
    # The last row and column weigh twice where the sides are odd.
    inner = slice(0, -2), slice(0, -2)
    assert np.abs(drawn[..., 3] - opacity)[inner].max() <= 1.5
    assert np.abs(drawn[..., :3] * drawn[..., 3:] / 255 - colours)[inner].max() <= 3


def test_greys_are_the_levels(served: Served, page: Page) -> None:
    dice = np.random.default_rng(3)
    first, second = dice.integers(0, 256, (2, HIGH, ACROSS)).astype(np.uint8)
    x, y, across, down = BOX
    expected = first.copy()
    expected[y : y + down, x : x + across] = second[y : y + down, x : x + across]
    drawn = _drawn(page, served, first, expected, 1, 0)
    assert np.array_equal(drawn[..., :3], np.repeat(expected[..., None], 3, axis=2))
