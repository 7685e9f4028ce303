"""One annotation in two browsers: the second is told who draws, looks on, and may take over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest

from curator.workflow.annotate import trimap_of
from curator.workflow.review import reject
from tests.web.annotating import drag, open_annotation, save_now, shown_trimap, wait_saved, wait_until
from tests.web.conftest import Served
from tests.web.pages import submit_all

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

STROKES = "**/api/annotations/*/strokes"


@pytest.fixture
def bea(browser: Browser) -> Iterator[Page]:
    """Another person's browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(60_000)
    context.add_init_script("localStorage.setItem('curator.author', 'Bea')")
    yield context.new_page()
    context.close()


def strokes(served: Served) -> list[float]:
    head = served.project.annotations.get(1).head
    return [s.stroke.points[0][1] for s in served.project.revisions.chain(head) if s.stroke]


def draw(page: Page, y: int) -> None:
    page.keyboard.press("u")
    drag(page, (20, y), (100, y))


def told(page: Page, words: str) -> None:
    page.get_by_role("alert").get_by_text(words).wait_for()


def take_over(page: Page) -> None:
    page.get_by_role("button", name="Take over").click()
    wait_until(page, "editor.tabs.mine && !editor.working")


def same(page: Page, served: Served) -> bool:
    return np.array_equal(shown_trimap(page), trimap_of(served.project, 1))


def test_the_second_browser_is_told_who_draws_and_follows(
    served: Served, page: Page, bea: Page
) -> None:
    open_annotation(bea, served)
    open_annotation(page, served)
    told(page, "This annotation is open in another browser, by Bea.")
    assert bea.get_by_role("alert").count() == 0
    before = shown_trimap(page)
    draw(page, 60)
    assert np.array_equal(shown_trimap(page), before)
    assert strokes(served) == []
    draw(bea, 90)
    wait_saved(bea)
    wait_until(page, f"editor.annotation.head === '{served.project.annotations.get(1).head}'")
    wait_until(page, "!editor.working")
    assert same(page, served)


def test_taking_over_is_told_to_the_first(served: Served, page: Page, bea: Page) -> None:
    open_annotation(page, served)
    open_annotation(bea, served)
    told(bea, "This annotation is open in another browser, by")
    draw(page, 60)
    wait_saved(page)
    take_over(bea)
    assert same(bea, served)
    told(page, "This annotation was taken over in another browser, by Bea.")
    draw(page, 75)
    draw(bea, 90)
    wait_saved(bea)
    assert strokes(served) == [60, 90]


def test_strokes_drawn_before_one_hears_of_it_are_decided_by_who_drew_them(
    served: Served, page: Page, bea: Page
) -> None:
    open_annotation(page, served)
    open_annotation(bea, served)
    page.route("**/presence", lambda route: route.abort())
    page.route(STROKES, lambda route: route.abort())
    draw(page, 60)
    draw(page, 80)
    take_over(bea)
    draw(bea, 110)
    wait_saved(bea)
    page.unroute(STROKES)
    page.unroute("**/presence")
    save_now(page)
    decide = page.get_by_role("alertdialog")
    decide.get_by_text("2 strokes of yours are not saved yet; nothing is lost.").wait_for()
    assert strokes(served) == [110]
    decide.get_by_role("button", name="Load theirs and re-apply my 2 strokes").click()
    wait_saved(page)
    assert strokes(served) == [110, 60, 80]
    assert same(page, served)


def test_who_leaves_makes_room(served: Served, page: Page, bea: Page) -> None:
    open_annotation(bea, served)
    open_annotation(page, served)
    told(page, "by Bea.")
    draw(bea, 60)
    wait_saved(bea)
    bea.close()
    page.get_by_text("You can draw here now").wait_for()
    wait_until(page, "editor.tabs.mine && !editor.working")
    draw(page, 90)
    wait_saved(page)
    assert strokes(served) == [60, 90]
    assert same(page, served)


def test_tabs_without_locks_hear_of_each_other_through_the_server(served: Served, page: Page) -> None:
    # As on a page that is neither of this machine nor came over HTTPS.
    page.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })"
    )
    other = page.context.new_page()
    open_annotation(page, served)
    open_annotation(other, served)
    told(other, "This annotation is open in another tab or browser, by")
    take_over(other)
    draw(other, 60)
    wait_saved(other)
    told(page, "This annotation was taken over in another tab or browser, by")
    assert strokes(served) == [60]
    other.close()
    page.get_by_text("You can draw here now").wait_for()
    assert same(page, served)
    # Who reloads is not told of themselves.
    page.reload()
    wait_until(page, "editor.photo && !editor.working && editor.tabs.mine")
    assert page.get_by_role("alert").count() == 0


def test_a_verdict_is_seen_without_reopening(served: Served, page: Page) -> None:
    submitted = submit_all(served.project)[0]
    open_annotation(page, served)
    told(page, "Submitted, waiting for its review.")
    reject(served.project, submitted.id, submitted.head, "The left ear", "rev")
    told(page, "Rejected: The left ear")
    draw(page, 60)
    wait_saved(page)
    assert strokes(served) == [60]


def test_what_the_server_knows_is_told_to_those_who_may_ask(served: Served) -> None:
    path = served.address + "/api/annotations/1/presence"

    def say(browser: str, wish: str) -> str:
        answer = httpx.post(path, json={"browser": browser, "wish": wish})
        assert answer.status_code == 200
        assert browser not in answer.text
        return str(answer.json()["drawer"])

    assert say("browser-a", "know") == "nobody"
    assert say("browser-a", "draw") == "you"
    assert say("browser-b", "draw") == "another"
    assert say("browser-b", "leave") == "another"
    assert say("browser-b", "take") == "you"
    assert say("browser-a", "draw") == "another"
    assert say("browser-b", "leave") == "nobody"
    assert httpx.post(path, json={"browser": "short", "wish": "draw"}).status_code == 400
    assert httpx.post(path, json={"browser": "browser-a", "wish": "steal"}).status_code == 400
