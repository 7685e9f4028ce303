"""One annotation in two tabs: the second is told, looks on, and may take over; nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.workflow.annotate import trimap_of
from tests.web.annotating import (
    ask,
    crash,
    drag,
    on_page,
    open_annotation,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STROKES = "**/api/annotations/*/strokes"
TOLD = "This annotation is open in another tab."


@pytest.fixture
def other(page: Page) -> Page:
    """Another tab of the same browser."""
    return page.context.new_page()


def strokes(served: Served, annotation: int = 1) -> list[float]:
    """How high the stored strokes of an annotation begin, in their order."""
    head = served.project.annotations.get(annotation).head
    chain = served.project.revisions.chain(head)
    return [step.stroke.points[0][1] for step in chain if step.stroke]


def draw(page: Page, y: int) -> None:
    page.bring_to_front()
    page.keyboard.press("u")
    drag(page, (20, y), (100, y))


def take_over(page: Page) -> None:
    page.bring_to_front()
    page.get_by_role("button", name="Take over").click()
    wait_until(page, "editor.tabs.mine && !editor.working")


def same(page: Page, served: Served) -> bool:
    return np.array_equal(shown_trimap(page), trimap_of(served.project, 1))


def test_the_second_tab_is_told_and_only_looks_on(served: Served, page: Page, other: Page) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    other.get_by_role("alert").get_by_text(TOLD).wait_for()
    assert page.get_by_role("alert").count() == 0
    before = shown_trimap(other)
    draw(other, 60)
    other.keyboard.press("Control+z")
    other.get_by_text("This annotation is open elsewhere: take over").wait_for()
    assert np.array_equal(shown_trimap(other), before)
    for name in ("Submit for review", "Undo"):
        assert other.get_by_role("button", name=name).is_disabled()
    assert strokes(served) == []
    # What the first one draws is seen in both.
    draw(page, 90)
    wait_saved(page)
    other.bring_to_front()
    wait_until(other, f"editor.annotation.head === '{served.project.annotations.get(1).head}'")
    wait_until(other, "!editor.working")
    assert same(other, served)
    assert not np.array_equal(shown_trimap(other), before)


def test_taking_over_turns_the_tabs_around(served: Served, page: Page, other: Page) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    draw(page, 60)
    take_over(other)
    assert other.get_by_role("alert").count() == 0
    page.get_by_role("alert").get_by_text("This annotation was taken over in another tab.").wait_for()
    assert strokes(served) == [60]
    assert same(other, served)
    assert other.get_by_role("button", name="Undo").is_enabled()
    assert page.get_by_role("button", name="Undo").is_disabled()
    draw(page, 75)
    draw(other, 90)
    wait_saved(other)
    assert strokes(served) == [60, 90]
    take_over(page)
    other.get_by_role("alert").get_by_text("This annotation was taken over in another tab.").wait_for()
    draw(page, 120)
    wait_saved(page)
    assert strokes(served) == [60, 90, 120]
    assert same(page, served)


def test_a_stroke_under_way_and_strokes_that_could_not_be_saved_go_with_it(
    served: Served, page: Page, other: Page
) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    page.route(STROKES, lambda route: route.abort())
    draw(page, 60)
    draw(page, 80)
    wait_until(page, "editor.queue.status === 'offline'")
    page.mouse.move(*on_page(page, 20, 100))
    page.mouse.down()
    page.mouse.move(*on_page(page, 90, 102), steps=5)
    drawn = shown_trimap(page)
    take_over(other)
    page.get_by_role("alert").get_by_text("3 strokes not saved yet went with it.").wait_for()
    wait_saved(other)
    assert strokes(served) == [60, 80, 100]
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    assert same(other, served)
    page.mouse.up()
    page.unroute(STROKES)
    draw(other, 130)
    wait_saved(other)
    assert strokes(served) == [60, 80, 100, 130]
    # The first tab has nothing left to send, and takes nothing twice when it is given back.
    take_over(page)
    wait_saved(page)
    assert strokes(served) == [60, 80, 100, 130]
    assert same(page, served)


def test_a_closed_tab_makes_room(served: Served, page: Page, other: Page) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    draw(page, 60)
    wait_saved(page)
    page.close()
    wait_until(other, "editor.tabs.mine && !editor.working")
    other.get_by_text("You can draw here now").wait_for()
    assert other.get_by_role("alert").count() == 0
    draw(other, 90)
    wait_saved(other)
    assert strokes(served) == [60, 90]
    assert same(other, served)


def test_a_tab_that_is_loaded_again_comes_back_to_where_it_drew(
    served: Served, page: Page, other: Page
) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    # However long the page takes.
    ask(other, "editor.tabs.grace = 1e6")
    draw(page, 60)
    wait_saved(page)
    page.reload()
    wait_until(page, "editor.photo && !editor.working && editor.tabs.mine")
    assert page.get_by_role("alert").count() == 0
    assert other.get_by_text(TOLD).is_visible()
    take_over(other)
    page.get_by_role("alert").get_by_text("This annotation was taken over in another tab.").wait_for()
    draw(other, 90)
    wait_saved(other)
    assert strokes(served) == [60, 90]


def test_what_a_crashed_tab_had_not_saved_is_delivered(served: Served, page: Page, other: Page) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    page.route(STROKES, lambda route: route.abort())
    draw(page, 60)
    draw(page, 80)
    wait_until(page, "editor.queue.status === 'offline'")
    drawn = shown_trimap(page)
    crash(page)
    wait_until(other, "editor.tabs.mine && !editor.working")
    wait_saved(other)
    assert strokes(served) == [60, 80]
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    assert same(other, served)


def test_a_tab_that_does_not_answer_is_not_waited_for(served: Served, page: Page, other: Page) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    page.route(STROKES, lambda route: route.abort())
    draw(page, 60)
    wait_until(page, "editor.queue.status === 'offline'")
    drawn = shown_trimap(page)
    # A script that never ends, or a laptop that sleeps.
    page.evaluate(
        "() => { setTimeout(() => { const end = Date.now() + 9000; while (Date.now() < end); }); }"
    )
    take_over(other)
    wait_saved(other)
    assert strokes(served) == [60]
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    # Awake again it looks on, and what it had is not sent twice.
    page.get_by_role("alert").get_by_text("This annotation was taken over in another tab.").wait_for()
    draw(other, 90)
    wait_saved(other)
    assert strokes(served) == [60, 90]
    assert ask(page, "editor.queue.steps.length") == 0


def test_a_duplicate_of_a_tab_takes_nothing_from_it(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.route(STROKES, lambda route: route.abort())
    draw(page, 60)
    wait_until(page, "editor.queue.status === 'offline'")
    with page.expect_popup() as opened:
        page.evaluate("() => { window.open(window.location.href); }")
    copy = opened.value
    wait_until(copy, "editor.photo && !editor.working")
    copy.get_by_role("alert").get_by_text(TOLD).wait_for()
    draw(page, 80)
    assert strokes(served) == []
    take_over(copy)
    wait_saved(copy)
    assert strokes(served) == [60, 80]
    assert same(copy, served)


def test_going_on_to_another_photo_frees_the_first(served: Served, page: Page, other: Page) -> None:
    open_annotation(page, served)
    open_annotation(other, served)
    draw(page, 60)
    page.keyboard.press("PageDown")
    wait_until(page, "editor.annotation?.id === 2 && !editor.working")
    assert ask(page, "editor.tabs.mine")
    wait_until(other, "editor.tabs.mine && !editor.working")
    assert strokes(served) == [60]
    assert same(other, served)
    # Back again it is the other one's.
    page.bring_to_front()
    page.keyboard.press("PageUp")
    wait_until(page, "editor.annotation?.id === 1 && !editor.working")
    page.get_by_role("alert").get_by_text(TOLD).wait_for()


def test_what_is_accepted_needs_no_banner_of_tabs(served: Served, page: Page, other: Page) -> None:
    from curator.workflow import matte, review
    from curator.workflow.annotate import submit

    project = served.project
    head = matte.choose(project, 1, project.annotations.get(1).head, "closed-form", "ann").hash
    submit(project, 1, head, "ann")
    review.accept(project, 1, head, "", "rob")
    for tab in (page, other):
        open_annotation(tab, served)
        tab.get_by_text("Accepted. Read-only").wait_for()
        assert tab.get_by_text(TOLD).count() == 0
