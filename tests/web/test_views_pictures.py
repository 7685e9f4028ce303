"""Pictures of mattes: asked for again when lost, with small copies when large, let go in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from curator.imaging.encode import encode_png
from curator.ui.editor.assets import address
from curator.workflow import matte
from tests.pictures import gradient
from tests.web.annotating import ask, open_annotation, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

STORED = "editor.mattes.stored.picture"


def test_a_picture_that_did_not_come_is_asked_for_again(served: Served, page: Page) -> None:
    matte.choose(served.project, 1, served.project.annotations.get(1).head, "closed-form", "ann")
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/alpha.png*", lose_the_first)
    open_annotation(page, served)
    page.keyboard.press("a")
    wait_until(page, f"editor.pictures.get({STORED})")
    assert len(asked) == 2


def test_a_picture_that_is_not_there_is_said(served: Served, page: Page) -> None:
    matte.choose(served.project, 1, served.project.annotations.get(1).head, "closed-form", "ann")
    gone = {"error": "CorruptError", "message": "The alpha's file is damaged."}
    page.route("**/alpha.png*", lambda route: route.fulfill(status=500, json=gone))
    open_annotation(page, served)
    page.keyboard.press("a")
    page.get_by_text("The alpha's file is damaged.").wait_for()


def test_large_pictures_have_small_copies_and_old_ones_are_let_go(served: Served, page: Page) -> None:
    body = encode_png(gradient(1500, 2000))
    page.route("**/large-*", lambda route: route.fulfill(body=body, content_type="image/png"))
    open_annotation(page, served)
    sizes, left = page.evaluate(
        """async (module) => {
            const {PictureCache} = await import(module);
            let arrived = () => {};
            const cache = new PictureCache(() => arrived(), (problem) => { throw new Error(problem); });
            for (const address of ["/large-1", "/large-2", "/large-3"]) {
                const there = new Promise((done) => (arrived = done));
                cache.get(address);
                await there;
            }
            const scales = [1, 0.51, 0.5, 0.26, 0.25, 0.1];
            const sizes = scales.map((scale) => cache.at("/large-1", scale).width);
            const longAgo = performance.now() - 60_000;
            cache.seen.set("/large-2", longAgo);
            cache.seen.set("/large-3", longAgo - 1000);
            cache.tidy(2 * 4 * 2000 * 1500 * 1.4);
            return [sizes, [...cache.pictures.keys()]];
        }""",
        address("modules/pictures.js"),
    )
    assert sizes == [2000, 2000, 1000, 1000, 500, 500]
    assert left == ["/large-1", "/large-2"]
    assert ask(page, "editor.photo.id") == 1
