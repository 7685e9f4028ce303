"""Saving when things go wrong: lost answers, no network, two browsers, a full disk, a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.errors import DiskFullError
from curator.records import Stroke
from curator.store.annotations import Annotations
from curator.workflow import matte, review
from curator.workflow.annotate import add_stroke, submit, trimap_of
from tests.web.annotating import (
    ask,
    drag,
    open_annotation,
    save_now,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

STROKES = "**/api/annotations/*/strokes"


def stroke_count(served: Served, annotation: int = 1) -> int:
    head = served.project.annotations.get(annotation).head
    return sum(step.kind == "stroke" for step in served.project.revisions.chain(head))


def status(page: Page) -> str:
    return str(page.locator(".cu-status").get_attribute("data-status"))


def same_as_stored(page: Page, served: Served) -> bool:
    return np.array_equal(shown_trimap(page), trimap_of(served.project, 1))


def draw_three(page: Page) -> None:
    page.keyboard.press("u")
    for y in (60, 90, 120):
        drag(page, (20, y), (100, y))


def test_without_a_network_strokes_wait_and_then_arrive(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.route(STROKES, lambda route: route.abort())
    draw_three(page)
    wait_until(page, "editor.queue.status === 'offline'")
    page.get_by_text("Offline: 3 to save").wait_for()
    assert stroke_count(served) == 0
    page.unroute(STROKES)
    save_now(page)
    wait_saved(page)
    assert stroke_count(served) == 3
    assert same_as_stored(page, served)
    assert status(page) == "saved"


def test_an_answer_that_got_lost_does_not_double_a_stroke(served: Served, page: Page) -> None:
    open_annotation(page, served)
    lost = []

    def lose_first_answers(route: Route) -> None:
        if len(lost) < 2:
            route.fetch()
            lost.append(route.request.post_data_json["token"])
            route.abort()
        else:
            route.continue_()

    page.route(STROKES, lose_first_answers)
    draw_three(page)
    wait_saved(page)
    assert lost[0] == lost[1]
    assert stroke_count(served) == 3
    assert same_as_stored(page, served)


def test_an_undo_whose_answer_got_lost_is_done_once(served: Served, page: Page) -> None:
    open_annotation(page, served)
    draw_three(page)
    wait_saved(page)
    lost = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            route.fetch()
            lost.append(1)
            route.abort()

    page.route("**/undo", lose_first_answer)
    page.keyboard.press("Control+z")
    wait_saved(page)
    assert stroke_count(served) == 2
    assert same_as_stored(page, served)


def test_a_reload_loses_no_stroke(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.route(STROKES, lambda route: route.abort())
    draw_three(page)
    page.keyboard.press("Control+z")
    wait_until(page, "editor.queue.status === 'offline'")
    drawn = shown_trimap(page)
    page.unroute(STROKES)
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    wait_saved(page)
    assert stroke_count(served) == 2
    assert np.array_equal(shown_trimap(page), drawn)
    assert same_as_stored(page, served)


def test_the_older_of_two_browsers_keeps_its_strokes(
    served: Served, page: Page, browser: Browser
) -> None:
    elsewhere = browser.new_context(viewport={"width": 1280, "height": 720})
    other = elsewhere.new_page()
    # Neither hears of the other before it is refused.
    for tab in (page, other):
        tab.route("**/presence", lambda route: route.abort())
    open_annotation(page, served)
    open_annotation(other, served)
    other.keyboard.press("b")
    drag(other, (60, 30), (60, 130))
    wait_saved(other)
    page.bring_to_front()
    # Both strokes are drawn before the refusal of the first one arrives.
    ask(
        page,
        "(() => { for (const y of [60, 90]) {"
        "  editor.choose('unknown'); editor.drawing.begin({x: 20, y});"
        "  editor.drawing.extend({x: 100, y}); editor.drawing.end(); } })()",
    )
    page.get_by_role("alertdialog").wait_for()
    assert status(page) == "conflict"
    assert stroke_count(served) == 1
    page.get_by_role("button", name="Load theirs and re-apply my 2 strokes").click()
    wait_saved(page)
    assert page.get_by_role("alertdialog").count() == 0
    assert stroke_count(served) == 3
    assert same_as_stored(page, served)
    after = trimap_of(served.project, 1)
    assert after[60, 30] == 128
    assert after[45, 60] == 0
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    wait_saved(page)
    assert np.array_equal(shown_trimap(page), shown_trimap_after_reload(other))
    elsewhere.close()


def shown_trimap_after_reload(page: Page) -> np.ndarray:
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    return shown_trimap(page)


def test_after_a_conflict_mine_can_be_dropped(served: Served, page: Page) -> None:
    open_annotation(page, served)
    base = served.project.annotations.get(1).head
    theirs = Stroke("background", 6, ((60.0, 30.0), (60.0, 130.0)))
    add_stroke(served.project, 1, base, theirs, "bob", "bob-token-1")
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    page.get_by_role("button", name="Load theirs and drop mine").click()
    wait_until(page, "!editor.working && !editor.saving.conflict")
    assert stroke_count(served) == 1
    assert same_as_stored(page, served)
    drag(page, (20, 90), (100, 90))
    wait_saved(page)
    assert stroke_count(served) == 2
    assert same_as_stored(page, served)


def test_a_full_disk_is_said_and_the_stroke_waits(
    served: Served, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_annotation(page, served)

    def full(*_: object) -> None:
        raise DiskFullError("The disk is full. Free some room, then save again.")

    with monkeypatch.context() as patched:
        patched.setattr(Annotations, "append", full)
        page.keyboard.press("u")
        drag(page, (20, 60), (100, 60))
        page.get_by_text("The disk is full. Free some room, then save again.").wait_for()
        assert status(page) == "failed"
        assert stroke_count(served) == 0
    save_now(page)
    wait_saved(page)
    assert stroke_count(served) == 1
    assert same_as_stored(page, served)


def test_a_stroke_that_cannot_be_stored_is_named_and_taken_back(served: Served, page: Page) -> None:
    open_annotation(page, served)
    before = shown_trimap(page)

    def spoil(route: Route) -> None:
        sent = route.request.post_data_json
        route.continue_(post_data={**sent, "radius": 5000})

    page.route(STROKES, spoil)
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    page.get_by_text("radius is from 0.5 to 2000").wait_for()
    wait_saved(page)
    assert np.array_equal(shown_trimap(page), before)
    assert stroke_count(served) == 0


def test_what_differs_from_the_stored_pixels_is_loaded_again(served: Served, page: Page) -> None:
    open_annotation(page, served)
    ask(page, "editor.trimap.data.fill(255, 0, 500)")
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    wait_saved(page)
    page.get_by_text("This window differed from what is stored").wait_for()
    wait_until(page, "!editor.working")
    assert same_as_stored(page, served)


def test_an_accepted_annotation_is_read_only(served: Served, page: Page) -> None:
    project = served.project
    head = matte.choose(project, 1, project.annotations.get(1).head, "closed-form", "ann").hash
    submit(project, 1, head, "ann")
    review.accept(project, 1, head, "", "rob")
    open_annotation(page, served)
    before = shown_trimap(page)
    page.get_by_text("Accepted. Read-only until it is reopened on the Review page.").wait_for()
    assert page.get_by_role("button", name="Submit for review").is_disabled()
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    page.keyboard.press("Control+z")
    assert np.array_equal(shown_trimap(page), before)
    assert project.annotations.get(1).head == head


def test_accepted_in_between_keeps_the_stroke_until_somebody_decides(
    served: Served, page: Page
) -> None:
    open_annotation(page, served)
    project = served.project
    head = matte.choose(project, 1, project.annotations.get(1).head, "closed-form", "ann").hash
    submit(project, 1, head, "ann")
    review.accept(project, 1, head, "", "rob")
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    page.get_by_role("alertdialog").get_by_text("is accepted and read-only").wait_for()
    assert ask(page, "editor.saving.unsaved.length") == 1
    page.get_by_role("button", name="Load theirs and drop mine").click()
    page.get_by_text("Accepted. Read-only until").wait_for()
    wait_until(page, "!editor.working")
    assert same_as_stored(page, served)
