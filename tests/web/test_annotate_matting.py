"""The methods and the refining network side by side, their disagreement, the choice, submit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.errors import ConvergenceError
from curator.workflow import matte, sessions, solving
from curator.workflow.annotate import alpha_of
from tests.web.annotating import ask, drag, open_annotation, save_now, seen, wait_saved, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

METHODS = {
    "blend": "Blend",
    "closed-form": "Closed-form",
    "knn": "KNN",
    "shared": "Shared",
    "fcn": "Refined by the FCN",
}


def run_methods(page: Page) -> None:
    page.keyboard.press("m")
    page.locator(".cu-card").nth(len(METHODS) - 1).wait_for(timeout=120_000)


def test_methods_run_and_one_is_chosen(served: Served, page: Page) -> None:
    open_annotation(page, served)
    run_methods(page)
    head = served.project.annotations.get(1).head
    found = matte.cached_candidates(served.project, 1, head)
    for candidate in found.mattes:
        card = page.locator(f".cu-card[data-method={candidate.method}]")
        assert METHODS[candidate.method] in card.inner_text()
        assert card.locator(".cu-seconds").inner_text() == f"{candidate.seconds:.2f} s"
        assert card.locator("img").evaluate("(image) => image.decode().then(() => image.naturalWidth)")
    page.get_by_role("button", name="Choose KNN").first.click()
    wait_until(page, "editor.annotation.has_alpha")
    revision = served.project.revisions.get(served.project.annotations.get(1).head)
    assert (revision.kind, revision.method) == ("matte", "knn")
    chosen = next(each for each in found.mattes if each.method == "knn")
    assert np.array_equal(alpha_of(served.project, 1), chosen.alpha)
    assert page.locator(".cu-card[data-method=knn] button").inner_text() == "In use"


def test_candidates_lie_side_by_side_with_their_times(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("v")
    page.get_by_text("Run the methods first (M).").wait_for()
    ask(page, "(editor.matting.run(), editor.compare(true))")
    page.get_by_text("Matting is under way: one moment.").wait_for()
    page.locator(".cu-card").nth(len(METHODS) - 1).wait_for(timeout=120_000)
    page.keyboard.press("v")
    page.locator(".cu-pane").nth(len(METHODS)).wait_for()
    titles = page.locator(".cu-pane b").all_inner_texts()
    assert titles == [*METHODS.values(), "Disagreement"]
    panes = ask(page, "editor.painter.panes.map(({x, y, width, height}) => [x, y, width, height])")
    wait_until(page, "[...editor.pictures.pictures.values()].filter(Boolean).length >= 5")
    head = served.project.annotations.get(1).head
    found = matte.cached_candidates(served.project, 1, head)
    worst = int(found.hotspots[0].peak_x), int(found.hotspots[0].peak_y)
    ask(page, f"editor.viewport.place({{x: {worst[0]}, y: {worst[1]}}}, 3)")
    pixels = seen(page)
    left, top = ask(page, "[editor.viewport.left, editor.viewport.top]")
    for candidate, (x, y, _width, _height) in zip(found.mattes, panes, strict=False):
        assert candidate.alpha is not None
        for column, row in [worst, (worst[0] - 9, worst[1] + 5), (worst[0] + 7, worst[1])]:
            shown = pixels[int(y + top) + 3 * row + 1, int(x + left) + 3 * column + 1]
            assert float(shown.mean()) == pytest.approx(255 * candidate.alpha[row, column], abs=1.01)
    page.keyboard.press("Escape")
    page.locator(".cu-pane").first.wait_for(state="detached")


def test_hotspots_are_flown_to_in_their_order(served: Served, page: Page) -> None:
    open_annotation(page, served)
    run_methods(page)
    head = served.project.annotations.get(1).head
    hotspots = matte.cached_candidates(served.project, 1, head).hotspots
    assert hotspots, "the test's portrait must give the methods something to disagree about"
    assert page.locator(".cu-spot").count() == len(hotspots)
    for spot in hotspots[:2]:
        page.keyboard.press("n")
        wait_until(page, "editor.viewport.flight === 0")
        x, y, width, height = ask(
            page,
            "(() => { const {x, y} = editor.viewport.toCanvas("
            f"{{x: {spot.peak_x}, y: {spot.peak_y}}});"
            "return [x, y, editor.viewport.width, editor.viewport.height]; })()",
        )
        assert 0 < x < width
        assert 0 < y < height
        assert ask(page, "editor.viewport.scale > editor.viewport.fitScale")
    page.keyboard.press("d")
    assert ask(page, "editor.settings.heat") is True


def test_a_stroke_makes_the_mattes_stale(served: Served, page: Page) -> None:
    open_annotation(page, served)
    run_methods(page)
    page.keyboard.press("u")
    drag(page, (50, 80), (60, 90))
    wait_saved(page)
    page.get_by_text("The trimap has changed since. Run again to choose.").wait_for()
    assert page.get_by_role("button", name="Choose KNN").first.is_disabled()
    page.keyboard.press("Control+z")
    wait_saved(page)
    assert page.get_by_role("button", name="Choose KNN").first.is_enabled()
    # A run that waits for strokes to be saved can be stopped too: it does not begin when they are.
    page.route("**/strokes", lambda route: route.abort())
    drag(page, (30, 120), (50, 140))
    wait_until(page, "editor.queue.status === 'offline'")
    page.keyboard.press("m")
    page.get_by_role("button", name="Stop matting").click()
    page.get_by_role("button", name="Run the matting methods").wait_for()
    page.unroute("**/strokes")
    save_now(page)
    wait_saved(page)
    assert ask(page, "editor.matting.job") is None
    assert ask(page, "editor.matting.stale")


def test_a_reload_still_has_the_mattes(served: Served, page: Page) -> None:
    open_annotation(page, served)
    run_methods(page)
    page.reload()
    page.locator(".cu-card").nth(len(METHODS) - 1).wait_for()


def test_a_method_that_fails_says_so_and_the_others_stay(
    served: Served, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sessions.matted

    def failing(project, annotation, method, *rest):
        if method == "knn":
            raise ConvergenceError("KNN matting did not converge: widen the unknown band.")
        return whole(project, annotation, method, *rest)

    monkeypatch.setattr(solving, "matted", failing)
    open_annotation(page, served)
    run_methods(page)
    failed = page.locator(".cu-card[data-method=knn]")
    assert "did not converge" in failed.inner_text()
    assert failed.get_by_role("button").count() == 0
    assert page.get_by_role("button", name="Choose Shared").first.is_enabled()


def test_submit_needs_a_matte_and_ends_the_drawing(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("l")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Run the methods (M) and choose a matte of this trimap").wait_for()
    assert served.project.annotations.get(1).state == "proposed"
    run_methods(page)
    page.get_by_role("button", name="Choose Closed-form").first.click()
    wait_until(page, "editor.annotation.has_alpha")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Submitted, waiting for its review.").wait_for()
    assert served.project.annotations.get(1).state == "submitted"
    assert page.locator(".cu-badge").inner_text() == "submitted"
    page.keyboard.press("PageDown")
    wait_until(page, "editor.annotation?.id === 2 && !editor.working")


def test_undo_takes_a_choice_back(served: Served, page: Page) -> None:
    open_annotation(page, served)
    run_methods(page)
    page.get_by_role("button", name="Choose Closed-form").first.click()
    wait_until(page, "editor.annotation.has_alpha")
    page.keyboard.press("Control+z")
    wait_until(page, "!editor.annotation.has_alpha && !editor.queue.steps.length")
    page.keyboard.press("Control+Shift+Z")
    wait_until(page, "editor.annotation.has_alpha && !editor.queue.steps.length")
    assert served.project.revisions.get(served.project.annotations.get(1).head).kind == "matte"
