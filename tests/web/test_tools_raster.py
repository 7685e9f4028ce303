"""The browser fills and changes the band as Python does, pixel by pixel, whatever it is given."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from curator.trimap.corrections import apply_correction, from_parameters
from curator.types import Image
from curator.ui.editor.assets import address
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PAINT = """async ([module, width, height, start, corrections]) => {
    const {paintCorrection} = await import(module);
    const data = Uint8Array.from(atob(start), (letter) => letter.charCodeAt(0));
    const labels = {width, height, data};
    const after = [];
    for (const correction of corrections) {
        paintCorrection(labels, correction);
        let text = "";
        for (let start = 0; start < data.length; start += 8192)
            text += String.fromCharCode(...data.subarray(start, start + 8192));
        after.push(btoa(text));
    }
    return after;
}"""


def any_points(dice: random.Random, count: int, width: int, height: int) -> list[tuple[float, float]]:
    """On the grid, between it, straight, still, far outside."""
    grid = dice.choice([0.5, 1, 1 / 16, 0])
    points: list[tuple[float, float]] = []
    for _ in range(count):
        x, y = dice.uniform(-0.9, 1.9) * width, dice.uniform(-0.9, 1.9) * height
        if grid:
            x, y = round(x / grid) * grid, round(y / grid) * grid
        if points and dice.random() < 0.3:
            x, y = dice.choice([(points[-1][0], y), (x, points[-1][1]), points[-1]])
        points.append((x, y))
    return points


def any_correction(dice: random.Random, width: int, height: int) -> dict[str, Any]:
    if dice.random() < 0.3:
        count = dice.choice([1, 2, 5, 40])
        return {
            "kind": "pressed",
            "label": dice.choice(["foreground", "background", "unknown"]),
            "radii": [dice.choice([0.5, dice.uniform(0.5, 30)]) for _ in range(count)],
            "points": any_points(dice, count, width, height),
        }
    if dice.random() < 0.5:
        label = dice.choice(["foreground", "background", "unknown"])
        count = dice.choice([3, 4, 9, 60])
        return {"kind": "polygon", "label": label, "points": any_points(dice, count, width, height)}
    made = {
        "kind": "band",
        "change": dice.choice(["widen", "narrow"]),
        "pixels": dice.choice([1, 2, 3, 9]),
    }
    if dice.random() < 0.3:
        return made
    radius = dice.choice([0.5, dice.uniform(0.5, 12), dice.uniform(12, 90)])
    return made | {"radius": radius, "points": any_points(dice, dice.choice([1, 2, 7]), width, height)}


def no_photo() -> Image:
    raise AssertionError("these look at no photo")


@pytest.mark.parametrize(("width", "height"), [(97, 61), (30, 200), (1, 1), (640, 480)])
def test_random_corrections_paint_the_same_pixels(
    served: Served, page: Page, width: int, height: int
) -> None:
    dice = random.Random(width * height)
    corrections = [any_correction(dice, width, height) for _ in range(60)]
    trimap = np.random.default_rng(width).choice(
        np.array([0, 128, 255], np.uint8), (height, width), p=[0.499, 0.002, 0.499]
    )
    trimap[: height // 2] = 255
    start = base64.b64encode(trimap.tobytes()).decode()
    page.goto(f"{served.address}/api/first")
    module = served.address + address("modules/tools/corrections.js")
    answers = page.evaluate(PAINT, [module, width, height, start, corrections])
    for given, answer in zip(corrections, answers, strict=True):
        values = {name: value for name, value in given.items() if name != "kind"}
        trimap, _box = apply_correction(trimap, from_parameters(given["kind"], values), no_photo)
        painted = np.frombuffer(base64.b64decode(answer), np.uint8).reshape(height, width)
        assert np.array_equal(painted, trimap), given
