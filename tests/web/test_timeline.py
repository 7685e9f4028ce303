"""The history in the page: a frame a step, the way to any of them, branches, the film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from curator.workflow.annotate import trimap_of
from curator.workflow.timeline import timeline
from tests.web.annotating import (
    ask,
    drag,
    on_page,
    open_annotation,
    seen,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

STEPS = ".cu-step"


def _stroke(page: Page, key: str, y: float) -> None:
    page.keyboard.press(key)
    drag(page, (20, y), (60, y))
    wait_saved(page)


def _drawn(page: Page, served: Served) -> None:
    """Three strokes, with the history open."""
    open_annotation(page, served)
    page.keyboard.press("j")
    for number, key in enumerate("fbf"):
        _stroke(page, key, 15 + number)
    page.locator(STEPS).nth(3).wait_for()


def _current(page: Page) -> str | None:
    return page.locator(f"{STEPS}[aria-current]").get_attribute("data-number")


def test_every_step_has_a_frame_that_says_what_who_and_when(served: Served, page: Page) -> None:
    _drawn(page, served)
    words = page.locator(f"{STEPS} .cu-did").all_inner_texts()
    assert words == ["Proposed", "Foreground", "Background", "Foreground"]
    said = page.locator(STEPS).nth(2).get_attribute("aria-label") or ""
    step = timeline(served.project, 1)[2].revision
    assert said.startswith(f"Step 3: Background, {step.author}, ")
    assert _current(page) == "4"
    page.wait_for_function(
        f"() => [...document.querySelectorAll('{STEPS} img')].every((each) => each.naturalWidth > 0)"
    )


def test_a_click_goes_to_a_step_and_drawing_branches_from_it(served: Served, page: Page) -> None:
    _drawn(page, served)
    steps = timeline(served.project, 1)
    page.locator(STEPS).nth(1).click()
    wait_until(page, "editor.annotation.parent && !editor.queue.steps.length && !editor.working")
    page.locator(f"{STEPS}[aria-current][data-number='2']").wait_for()
    assert served.project.annotations.get(1).head == steps[1].revision.hash
    stored = trimap_of(served.project, 1, steps[1].revision.hash)
    assert np.array_equal(shown_trimap(page), stored)
    aside = page.locator(f"{STEPS}.cu-aside").evaluate_all("(all) => all.map((e) => e.dataset.number)")
    assert aside == ["3", "4"]
    _stroke(page, "u", 15)
    page.locator(STEPS).nth(4).wait_for()
    branch = page.locator(STEPS).nth(4)
    assert branch.get_attribute("data-branch") == "1"
    assert "made from 2" in (branch.get_attribute("aria-label") or "")
    assert [(s.revision.number, s.parent, s.branch) for s in timeline(served.project, 1)][3:] == [
        (4, 3, 0),
        (5, 2, 1),
    ]
    page.keyboard.press("Control+z")
    wait_saved(page)
    page.locator(f"{STEPS}[aria-current][data-number='2']").wait_for()
    page.locator(STEPS).nth(3).click()
    page.locator(f"{STEPS}[aria-current][data-number='4']").wait_for()
    wait_saved(page)
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 1, steps[3].revision.hash))


def test_the_keyboard_alone_walks_the_history(served: Served, page: Page) -> None:
    _drawn(page, served)
    page.locator(f"{STEPS}[tabindex='0']").focus()
    assert _current(page) == "4"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(f"{STEPS}[aria-current][data-number='2']").wait_for()
    wait_saved(page)
    page.keyboard.press("j")
    page.locator(".cu-timeline").wait_for(state="hidden")


def test_a_reload_comes_back_to_the_step_one_went_to(served: Served, page: Page) -> None:
    _drawn(page, served)
    page.locator(STEPS).nth(2).click()
    page.locator(f"{STEPS}[aria-current][data-number='3']").wait_for()
    wait_saved(page)
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    wanted = timeline(served.project, 1)[2].revision
    assert ask(page, "editor.annotation.head") == wanted.hash
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 1, wanted.hash))


def _film_trimap(page: Page) -> list[int]:
    return list(ask(page, "[...editor.timeline.film.trimap.data]"))


def test_the_film_shows_each_stroke_again_and_ends_where_the_annotation_stands(
    served: Served, page: Page
) -> None:
    _drawn(page, served)
    before = seen(page)
    steps = timeline(served.project, 1)
    page.keyboard.press("Shift+J")
    wait_until(page, "editor.timeline.film.on")
    assert not ask(page, "editor.editable")
    wait_until(page, "editor.timeline.film.done === 4 && !editor.timeline.film.playing")
    last = trimap_of(served.project, 1)
    assert _film_trimap(page) == last.ravel().tolist()
    for count in (1, 3, 2, 4):
        page.locator(".cu-scrub").fill(str(count))
        wait_until(page, f"editor.timeline.film.done === {count}")
        wanted = trimap_of(served.project, 1, steps[count - 1].revision.hash)
        assert _film_trimap(page) == wanted.ravel().tolist()
    page.locator(".cu-scrub").fill("1")
    wait_until(page, "editor.timeline.film.done === 1")
    at = on_page(page, 40, 15)
    assert at[0] > 0
    page.keyboard.press("Escape")
    wait_until(page, "!editor.timeline.film.on && editor.editable")
    assert np.array_equal(seen(page), before)
    assert np.array_equal(shown_trimap(page), last)


def test_the_film_paints_while_it_plays_and_can_be_paused(served: Served, page: Page) -> None:
    _drawn(page, served)
    page.get_by_role("button", name="Play the strokes").click()
    page.get_by_role("button", name="Speed 1 (/)").click()
    wait_until(page, "editor.timeline.film.painted > 2 && editor.timeline.film.done < 4")
    page.get_by_role("button", name="Pause").click()
    wait_until(page, "!editor.timeline.film.playing")
    done, painted = ask(page, "[editor.timeline.film.done, editor.timeline.film.painted]")
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert ask(page, "[editor.timeline.film.done, editor.timeline.film.painted]") == [done, painted]
    label = seen(page)
    page.get_by_role("button", name="Speed 16").click()
    page.get_by_role("button", name="Play the strokes").click()
    wait_until(page, "editor.timeline.film.done === 4 && !editor.timeline.film.playing")
    assert not np.array_equal(seen(page), label)
    page.get_by_role("button", name="End the film").click()
    wait_until(page, "editor.editable")
