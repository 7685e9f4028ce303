"""The annotate page while one photo is left for another: nothing of the one reaches the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from curator.workflow import matte
from tests.web.annotating import ask, drag, on_page, open_annotation, wait_saved, wait_until
from tests.web.conftest import Served
from tests.web.pages import LateAnswers

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def strokes(served: Served, annotation: int) -> int:
    head = served.project.annotations.get(annotation).head
    return sum(step.kind == "stroke" for step in served.project.revisions.chain(head))


def test_submit_means_the_annotation_it_was_pressed_on(served: Served, page: Page) -> None:
    for number in (1, 2):
        head = served.project.annotations.get(number).head
        matte.choose(served.project, number, head, "shared", "ann")
    open_annotation(page, served)
    page.keyboard.press("u")
    drag(page, (20, 60), (100, 60))
    wait_saved(page)
    answers = LateAnswers(page, "**/undo")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("PageDown")
    wait_until(page, "editor.annotation?.id === 2 && !editor.working")
    with page.expect_response("**/annotations/1/submit"):
        answers.come()
    states = [served.project.annotations.get(number).state for number in (1, 2)]
    assert states == ["submitted", "in progress"]


def test_a_stroke_belongs_to_what_it_was_begun_on(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("u")
    page.mouse.move(*on_page(page, 20, 60))
    page.mouse.down()
    page.mouse.move(*on_page(page, 100, 60), steps=5)
    with page.expect_response("**/annotations/1/strokes"):
        page.keyboard.press("PageDown")
        wait_until(page, "editor.annotation?.id === 2 && !editor.working")
    page.mouse.move(*on_page(page, 60, 100), steps=5)
    page.mouse.up()
    wait_saved(page)
    assert [strokes(served, number) for number in (1, 2)] == [1, 0]


def test_a_photo_that_comes_too_late_is_not_shown(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_annotation(page, served)
    answers = LateAnswers(page, "**/api/photos/3")
    page.locator(".cu-frame").nth(2).click()
    page.locator(".cu-frame").nth(1).click()
    wait_until(page, "editor.annotation?.id === 2")
    answers.come()
    wait_until(page, "!editor.working")
    assert ask(page, "[editor.photo.id, editor.annotation.id]") == [2, 2]
    assert page.url.endswith("/annotate?annotation=2")
