"""The browser paints the pixels that Python paints, all of them, for any stroke."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from curator.records import Stroke
from curator.trimap.strokes import draw
from curator.ui.editor.assets import address
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

LABELS = ("foreground", "background", "unknown")

PAINT = """async ([module, width, height, strokes]) => {
    const {paintStroke} = await import(module);
    const labels = {width, height, data: new Uint8Array(width * height).fill(128)};
    const after = [];
    for (const stroke of strokes) {
        paintStroke(labels, stroke);
        let text = "";
        for (let start = 0; start < labels.data.length; start += 8192)
            text += String.fromCharCode(...labels.data.subarray(start, start + 8192));
        after.push(btoa(text));
    }
    return after;
}"""


def any_stroke(dice: random.Random, width: int, height: int) -> dict[str, Any]:
    """Strokes as they come and as they never do: on the grid, between it, straight, still, far out."""
    radius = dice.choice([0.5, 0.5625, 1, 1.5, dice.uniform(0.5, 12), dice.uniform(12, 90), 2000])
    count = dice.choice([1, 1, 2, 3, 8, 40])
    grid = dice.choice([0.5, 1 / 16, 1 / 32, 0])
    points = []
    for _ in range(count):
        x, y = dice.uniform(-0.4, 1.4) * width, dice.uniform(-0.4, 1.4) * height
        if grid:
            x, y = round(x / grid) * grid, round(y / grid) * grid
        if points and dice.random() < 0.3:
            x, y = dice.choice([(points[-1][0], y), (x, points[-1][1]), points[-1]])
        points.append((x, y))
    return {"label": dice.choice(LABELS), "radius": radius, "points": points}


@pytest.mark.parametrize(("width", "height"), [(97, 61), (30, 200), (1, 1), (640, 480)])
def test_random_strokes_paint_the_same_pixels(
    served: Served, page: Page, width: int, height: int
) -> None:
    dice = random.Random(width * height)
    strokes = [any_stroke(dice, width, height) for _ in range(60)]
    page.goto(f"{served.address}/api/first")
    module = served.address + address("modules/raster.js")
    answers = page.evaluate(PAINT, [module, width, height, strokes])
    trimap = np.full((height, width), 128, np.uint8)
    for stroke, answer in zip(strokes, answers, strict=True):
        drawn = Stroke(stroke["label"], stroke["radius"], tuple(stroke["points"]))
        trimap, _box = draw(trimap, drawn)
        painted = np.frombuffer(base64.b64decode(answer), np.uint8).reshape(height, width)
        assert np.array_equal(painted, trimap), stroke


def test_pixels_on_the_rim_belong_to_the_brush(served: Served, page: Page) -> None:
    # Radius 5 about (8, 8): a centre at distance exactly 5 (3-4-5, a half pixel off) is painted.
    stroke = {"label": "foreground", "radius": 5, "points": [(8.5, 8.5)]}
    page.goto(f"{served.address}/api/first")
    module = served.address + address("modules/raster.js")
    (answer,) = page.evaluate(PAINT, [module, 17, 17, [stroke]])
    painted = np.frombuffer(base64.b64decode(answer), np.uint8).reshape(17, 17) == 255
    y, x = np.mgrid[:17, :17]
    assert np.array_equal(painted, (x - 8) ** 2 + (y - 8) ** 2 <= 25)
