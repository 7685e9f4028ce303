"""Two mattes compared: beside each other, split, blinked, and what they differ by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.encode import encode_alpha
from curator.records import Draft
from curator.store.project import Project
from curator.types import Alpha
from curator.ui.editor.assets import address
from curator.workflow import matte
from tests.web.annotating import ask, drag, open_annotation, seen, wait_saved, wait_until
from tests.web.conftest import HEIGHT, WIDTH, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

READY = "editor.pair.mattes?.every((each) => editor.mattes.picture(each.picture))"
TRUTH, STORED = 0.25, 0.75
"""Where the two mattes of these tests are neither 0 nor 1, they are flat, so that pixels are known."""


def flat(inside: float) -> Alpha:
    """An alpha of one value, with a frame of zeros."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[20:140, 20:100] = inside
    return alpha


def keep(project: Project, kind: str, alpha: Alpha) -> None:
    annotation = project.annotations.get(1)
    head = project.revisions.get(annotation.head)
    draft = Draft(
        kind=kind,
        method="knn",
        version="test",
        trimap_digest=head.trimap_digest,
        trimap_blob=head.trimap_blob,
        alpha_blob=project.blobs.add(encode_alpha(alpha)),
        author="ann",
    )
    project.annotations.append(1, annotation.head, draft, "in progress")


@pytest.fixture
def two(served: Served, page: Page) -> Page:
    """An annotation whose photo came with an alpha, and that has another one in use since."""
    keep(served.project, "import", flat(TRUTH))
    keep(served.project, "matte", flat(STORED))
    open_annotation(page, served)
    return page


def test_a_split_shows_one_matte_left_and_the_other_right_of_its_line(two: Page) -> None:
    two.keyboard.press("Shift+X")
    bar = two.get_by_role("toolbar", name="Compare two mattes")
    bar.wait_for()
    assert bar.get_by_label("First matte").evaluate("(select) => select.selectedOptions[0].text") == (
        "In use, KNN"
    )
    assert bar.get_by_label("Second matte").input_value() == "truth"
    wait_until(two, READY)
    two.keyboard.press("1")
    line = two.get_by_role("slider", name="Split between the two mattes")
    for part in (0.5, 0.48, 0.53):
        ask(two, f"editor.pair.split({part})")
        assert int(line.get_attribute("aria-valuenow") or 0) == round(100 * part)
        pixels = seen(two)
        left, top = (int(each) for each in ask(two, "[editor.viewport.left, editor.viewport.top]"))
        edge = round(part * pixels.shape[1])
        row = pixels[top + 80, left + 20 : left + 100, 0].astype(int)
        first = max(0, edge - left - 20)
        assert np.abs(row[: first - 1] - 255 * STORED).max() <= 1
        assert np.abs(row[first + 1 :] - 255 * TRUTH).max() <= 1


def test_the_line_is_dragged_and_moved_with_keys(two: Page) -> None:
    two.keyboard.press("Shift+X")
    line = two.get_by_role("slider", name="Split between the two mattes")
    line.wait_for()
    box, canvas = line.bounding_box(), two.locator(".cu-canvas").bounding_box()
    assert box is not None
    assert canvas is not None
    two.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    two.mouse.down()
    two.mouse.move(canvas["x"] + canvas["width"] / 4, box["y"] + 140, steps=4)
    two.mouse.up()
    assert ask(two, "editor.pair.at") == pytest.approx(0.25, abs=0.01)
    line.focus()
    before = ask(two, "editor.viewport.left")
    two.keyboard.press("ArrowRight")
    two.keyboard.press("ArrowRight")
    assert ask(two, "editor.pair.at") == pytest.approx(0.27, abs=0.01)
    assert ask(two, "editor.viewport.left") == before, "the arrows moved the photo as well"
    two.keyboard.press("Escape")
    line.wait_for(state="hidden")
    assert ask(two, "editor.settings.mode") == "overlay"


def test_a_held_key_blinks_to_the_second_matte(two: Page) -> None:
    two.keyboard.press("Shift+Y")
    wait_until(two, "editor.pair.way === 'blink'")
    two.keyboard.press("1")
    wait_until(two, READY)

    def grey() -> float:
        left, top = (int(each) for each in ask(two, "[editor.viewport.left, editor.viewport.top]"))
        return float(seen(two)[top + 80, left + 60, 0])

    assert grey() == pytest.approx(255 * STORED, abs=1)
    for _ in range(2):
        two.keyboard.down("y")
        wait_until(two, "editor.pair.blinking")
        seen(two)
        wait_until(two, READY)
        assert grey() == pytest.approx(255 * TRUTH, abs=1)
        two.keyboard.up("y")
        assert grey() == pytest.approx(255 * STORED, abs=1)


def test_the_difference_is_shown_with_its_scale_and_its_figures(served: Served, page: Page) -> None:
    truth, stored = flat(TRUTH), flat(STORED)
    stored[20:60, 20:60] = 0
    keep(served.project, "import", truth)
    keep(served.project, "matte", stored)
    open_annotation(page, served)
    page.keyboard.press("Shift+D")
    wait_until(page, "editor.pair.difference.complete")
    apart = stored.astype(np.float64) - truth
    figures = ask(page, "editor.pair.difference.figures")
    # The page sees alphas in steps of 1/255.
    assert figures["sad"] == pytest.approx(np.abs(apart).sum() / 1000, rel=0.01)
    assert figures["mse"] == pytest.approx((apart**2).mean(), rel=0.02)
    assert figures["largest"] == pytest.approx(0.5, abs=0.005)
    assert f"SAD {figures['sad']:.3f}" in page.locator(".cu-figures").inner_text()
    page.keyboard.press("1")
    page.get_by_role("button", name="Scale to a difference of 1 (Shift Z)").click()
    wait_until(page, "editor.pair.difference.complete")
    pixels = seen(page).astype(int)
    left, top = (int(each) for each in ask(page, "[editor.viewport.left, editor.viewport.top]"))
    nothing, less, more = (pixels[top + y, left + x] for x, y in [(5, 5), (40, 40), (80, 100)])
    assert more[0] > more[2] + 80, "orange where the first is more opaque"
    assert less[2] > less[0] + 60, "blue where the second is"
    assert nothing.max() < 140, "the photo, dimmed"
    shown = page.locator(".cu-ends").inner_text().split()
    assert shown == ["−1", "0", "+1"]
    page.get_by_role("button", name="Fly to the largest difference").click()
    wait_until(page, "editor.viewport.flight === 0")
    middle = ask(page, "editor.viewport.toPhoto(editor.viewport.width / 2, editor.viewport.height / 2)")
    assert abs(apart[int(middle["y"]) - 30 : int(middle["y"]) + 30, int(middle["x"])]).max() == 0.5


def test_any_two_of_methods_revisions_and_truth_can_be_compared(served: Served, page: Page) -> None:
    keep(served.project, "import", flat(TRUTH))
    keep(served.project, "matte", flat(STORED))
    keep(served.project, "matte", flat(0.5))
    matte.candidates(served.project, 1, ["knn", "shared"])
    open_annotation(page, served)
    page.keyboard.press("Shift+V")
    second = page.get_by_label("Second matte")
    second.wait_for()
    groups = second.evaluate(
        "(select) => [...select.children].map((g) => [g.label, [...g.children].map((o) => o.text)])"
    )
    assert groups[0][0] == "Now"
    assert groups[1:] == [
        ["Truth", ["Truth, as imported"]],
        ["Methods", ["KNN", "Shared"]],
        ["Earlier", ["Step 3, KNN"]],
    ]
    second.select_option(label="Step 3, KNN")
    wait_until(page, READY)
    panes = ask(page, "editor.painter.panes.map(({x, y}) => [x, y])")
    assert len(panes) == 2
    page.locator(".cu-canvas").focus()
    page.keyboard.press("1")
    left, top = (int(each) for each in ask(page, "[editor.viewport.left, editor.viewport.top]"))
    pixels = seen(page)
    greys = [float(pixels[int(y) + top + 80, int(x) + left + 60, 0]) for x, y in panes]
    assert greys == pytest.approx([255 * 0.5, 255 * STORED], abs=1)
    page.get_by_role("button", name="Swap the two mattes").click()
    pixels = seen(page)
    greys = [float(pixels[int(y) + top + 80, int(x) + left + 60, 0]) for x, y in panes]
    assert greys == pytest.approx([255 * STORED, 255 * 0.5], abs=1)


def test_strokes_are_drawn_while_the_live_matte_is_compared(two: Page, served: Served) -> None:
    wait_until(two, "editor.live.status === 'exact'")
    two.keyboard.press("Shift+D")
    two.get_by_label("First matte").select_option("live")
    two.locator(".cu-canvas").focus()
    wait_until(two, "editor.pair.difference.complete")
    before = ask(two, "editor.pair.difference.figures")
    two.keyboard.press("b")
    drag(two, (60, 60), (60, 110))
    wait_saved(two)
    wait_until(two, "editor.live.status === 'exact' && editor.pair.difference.complete")
    live = np.asarray(ask(two, "Array.from(editor.live.pixels.alpha)"), float).reshape(HEIGHT, WIDTH)
    truth = np.rint(255 * flat(TRUTH))
    after = ask(two, "editor.pair.difference.figures")
    assert after["sad"] != before["sad"]
    assert after["sad"] == pytest.approx(np.abs(live - truth).sum() / 255000, rel=1e-6)
    assert served.project.revisions.get(served.project.annotations.get(1).head).kind == "stroke"


def test_one_matte_alone_cannot_be_compared(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    page.keyboard.press("Shift+X")
    page.get_by_text("There are no two mattes to compare yet").wait_for()
    assert ask(page, "editor.pair.way") is None


def test_the_same_matte_by_two_ways_differs_nowhere(served: Served, page: Page) -> None:
    matte.candidates(served.project, 1, ["closed-form", "shared"])
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    page.keyboard.press("Shift+D")
    second = page.get_by_label("Second matte")
    second.wait_for()
    assert second.input_value() == "method:shared", "what differs is offered first"
    second.select_option("method:closed-form")
    wait_until(page, "editor.pair.difference.complete && editor.pair.second === 'method:closed-form'")
    wait_until(page, "editor.pair.difference.key.includes('closed-form')")
    wait_until(page, "editor.pair.difference.complete")
    assert ask(page, "editor.pair.difference.figures") == {"sad": 0, "mse": 0, "largest": 0}
    page.get_by_text("SAD 0.000 · MSE 0.0000 · largest 0.00").wait_for()


POOLED = """async ([module, width, height, dots]) => {
    const {Difference} = await import(module);
    const second = new Uint8Array(width * height);
    for (const [x, y, level] of dots) second[y * width + x] = level;
    const levels = (matte, box) => {
        const found = new Uint8Array(box.width * box.height);
        for (let row = 0; matte.id === "b" && row < box.height; row += 1) {
            const from = (box.y + row) * width + box.x;
            found.set(second.subarray(from, from + box.width), row * box.width);
        }
        return found;
    };
    let complete;
    const measured = new Promise((done) => (complete = done));
    const editor = {
        photo: {width, height}, settings: {scale: 1}, redraw: () => complete(), emit: () => {},
        mattes: {picture: () => true, levels},
    };
    const difference = new Difference(editor);
    difference.of([{id: "a", picture: "a"}, {id: "b", picture: "b"}], 0.1);
    await measured;
    second[dots[0][1] * width + dots[0][0]] = 0;
    difference.update({x: dots[0][0], y: dots[0][1], width: 1, height: 1});
    const {canvas, factor} = difference.of(difference.mattes, 0.1);
    const full = difference.of(difference.mattes, 1);
    const coloured = (map) => {
        const pixels = map.getContext("2d").getImageData(0, 0, map.width, map.height).data;
        const found = [];
        for (let at = 0; at < pixels.length / 4; at += 1)
            if (pixels[4 * at + 3]) found.push([at % map.width, Math.floor(at / map.width)]);
        return found;
    };
    return [factor, canvas.width, canvas.height, coloured(canvas), full.factor, coloured(full.canvas)];
}"""


def test_a_single_pixel_that_differs_is_seen_in_all_of_a_large_photo(
    served: Served, page: Page
) -> None:
    open_annotation(page, served)
    dots = [[17, 3, 255], [2, 900, 40], [2599, 1298, 255], [1300, 640, 90], [1301, 641, 200]]
    factor, width, height, small, one, full = page.evaluate(
        POOLED, [address("modules/views/difference.js"), 2600, 1299, dots]
    )
    assert (factor, width, height, one) == (4, 650, 325, 1)
    left = {(x, y) for x, y, _ in dots[1:]}
    assert {tuple(each) for each in full} == left
    assert {tuple(each) for each in small} == {(x // 4, y // 4) for x, y in left}
