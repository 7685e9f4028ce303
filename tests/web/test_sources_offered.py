"""The library's proposal options: every source, and what those lack that are not available."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from curator.registry import SOURCES
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_source_that_is_not_available_says_what_it_lacks(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is installed while the page is served is there when the options are opened again."""
    SOURCES.all()
    lacking = replace(SOURCES.get("densepose"), unavailable=lambda: "It needs `pip install it`.")
    other = replace(SOURCES.get("rembg"), unavailable=lambda: "It needs something else.")
    monkeypatch.setitem(SOURCES._records, "densepose", lacking)
    monkeypatch.setitem(SOURCES._records, "rembg", other)
    page.goto(served.address)
    page.locator(".c-thumb img").first.wait_for()
    button = page.get_by_role("button", name="Proposal options")
    button.click()
    said = page.locator("#library-lacking")
    said.get_by_text("sources are not available here").click()
    said.get_by_text("DensePose: It needs pip install it.").wait_for()
    assert said.locator("code", has_text="pip install it").count() == 1
    page.get_by_label("Sources").click()
    page.get_by_role("option", name="DensePose (not available)").wait_for()
    page.get_by_role("option", name="K-means", exact=True).wait_for()
    page.keyboard.press("Escape")

    monkeypatch.setitem(SOURCES._records, "densepose", replace(lacking, unavailable=lambda: None))
    button.click()
    said.wait_for(state="hidden")
    button.click()
    said.get_by_text("sources are not available here").wait_for()
    said.locator("p", has_text="rembg: It needs something else.").wait_for(state="attached")
    assert said.locator("p", has_text="DensePose").count() == 0
