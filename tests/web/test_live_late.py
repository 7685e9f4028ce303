"""Answers of the live matte that come late, in the wrong order, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.matting import preview
from curator.workflow import sessions
from curator.workflow.cache import Bounded
from tests.web.annotating import ask, drag, open_annotation, wait_saved, wait_until
from tests.web.conftest import Served
from tests.web.pages import LateAnswers
from tests.web.test_live_follow import CLOSE, assert_follows, expected, shown_alpha, wait_exact

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

LIVE = "**/api/annotations/*/live"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the test's portraits count as large: a first picture comes before the exact matte."""
    monkeypatch.setattr(preview, "LARGE", 10_000)
    monkeypatch.setattr(preview, "COARSE", 6_000)


def draw(page: Page, number: int) -> None:
    page.keyboard.press("ubf"[number % 3])
    drag(page, (40 + 9 * number, 60 + 12 * number), (60 + 5 * number, 66 + 11 * number), steps=3)


def test_strokes_drawn_while_one_is_answered_are_all_followed(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    late = LateAnswers(page, LIVE)
    for number in range(5):
        draw(page, number)
    wait_saved(page)
    assert ask(page, "editor.live.status") == "following"
    assert page.locator(".cu-following").inner_text() == "Matte follows the stroke"
    late.come()
    assert_follows(page, served)
    head = served.project.annotations.get(1).head
    kinds = [step.kind for step in served.project.revisions.chain(head)]
    assert kinds.count("stroke") == 5


def test_a_first_picture_comes_at_once_and_the_exact_matte_after_it(
    served: Served, page: Page, large: None
) -> None:
    open_annotation(page, served)
    wait_exact(page)
    settling: list[Route] = []
    page.route(LIVE, lambda route: hold_settling(route, settling))
    page.keyboard.press("b")
    drag(page, (50, 33), (64, 37))
    wait_saved(page)
    wait_until(page, "editor.live.status === 'first'")
    assert page.locator(".cu-following").inner_text() == "First picture of the matte"
    assert (shown_alpha(page)[34:36, 52:62] == 0).all()
    for route in settling:
        route.continue_()
    page.unroute(LIVE)
    assert_follows(page, served)


def test_an_exact_answer_that_was_overtaken_is_dropped(served: Served, page: Page, large: None) -> None:
    open_annotation(page, served)
    wait_exact(page)
    held: list[tuple[Route, object]] = []

    def late_exact_answers(route: Route) -> None:
        if route.request.post_data_json["settle"]:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page.route(LIVE, late_exact_answers)
    draw(page, 0)
    wait_saved(page)
    wait_until(page, "editor.live.status === 'first'")
    for _ in range(50):
        if held:
            break
        page.wait_for_timeout(100)
    assert len(held) == 1
    draw(page, 1)
    draw(page, 2)
    wait_saved(page)
    wait_until(page, "editor.live.status === 'first'")
    route, answer = held[0]
    route.fulfill(response=answer)
    page.unroute(LIVE)
    assert_follows(page, served)


def test_a_lost_answer_is_made_up_for(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    lost = []

    def lose(route: Route) -> None:
        route.fetch()
        lost.append(route.request.post_data_json["have"])
        route.abort()

    page.route(LIVE, lose)
    draw(page, 0)
    wait_saved(page)
    wait_until(page, "editor.live.status === 'offline'")
    assert page.locator(".cu-following").inner_text() == "Matte waits for the server"
    page.unroute(LIVE)
    assert_follows(page, served)
    assert lost


def test_an_answer_for_a_photo_that_was_left_is_dropped(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_exact(page)
    late = LateAnswers(page, LIVE)
    draw(page, 0)
    wait_saved(page)
    page.keyboard.press("PageDown")
    wait_until(page, "editor.annotation?.id === 2 && !editor.working")
    late.come()
    wait_exact(page)
    alpha = expected(served, annotation=2)
    np.testing.assert_allclose(shown_alpha(page) / 255, alpha, atol=CLOSE)


def test_a_session_thrown_out_for_memory_is_opened_again(
    served: Served, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_annotation(page, served)
    wait_exact(page)
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))
    draw(page, 0)
    assert_follows(page, served)


def hold_settling(route: Route, held: list[Route]) -> None:
    if route.request.post_data_json["settle"]:
        held.append(route)
    else:
        route.continue_()
