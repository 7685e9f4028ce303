"""The library's proposal options: every source, and what those lack that are not available."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curator import weights
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


def test_absent_weights_are_fetched_by_a_job_of_the_page(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The network stands aside: each file comes as two pieces."""

    def fetch(name: str, report: Callable[[str], None], progress: Callable[[int, int], None]) -> None:
        progress(2_000, 6_000)
        assert looked.wait(60)
        progress(6_000, 6_000)

    looked = threading.Event()
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setattr(weights, "fetch", fetch)
    page.goto(served.address)
    page.locator(".c-thumb img").first.wait_for()
    page.get_by_role("button", name="Proposal options").click()
    page.get_by_role("button", name="Fetch weights").click()
    job = page.locator("#library-job")
    job.get_by_text("2 of 6", exact=True).wait_for()
    job.get_by_text("kB of the selfie weights").wait_for()
    looked.set()
    job.get_by_text("Fetched selfie, pose-detection").wait_for()


def test_parameters_of_the_chosen_source_are_asked_and_recorded(page: Page, served: Served) -> None:
    """Those that cannot be are refused in words, and nothing is proposed with them."""
    page.goto(served.address)
    page.locator(".c-thumb img").first.wait_for()
    page.get_by_role("button", name="Proposal options").click()
    unfold = page.get_by_role("button", name="Parameters")
    unfold.click()
    page.get_by_label("Detection").wait_for()
    page.get_by_label("Sources").click()
    page.get_by_role("option", name="K-means", exact=True).click()
    page.keyboard.press("Escape")
    starts = page.get_by_label("Starts")
    starts.wait_for()
    page.get_by_label("Detection").wait_for(state="hidden")
    starts.fill("0")
    page.get_by_role("button", name="Propose all").click()
    page.get_by_text("K-means: starts must be from 1 to 100, not 0.").wait_for()
    page.get_by_role("button", name="Close").click()
    starts.fill("3")
    page.get_by_role("button", name="Propose all").click()
    page.locator("#library-job").get_by_text("Proposed").wait_for()
    last = served.project.annotations.all()[-1]
    (mask,) = served.project.revisions.get(last.head).inputs["masks"]
    assert mask["source"] == "kmeans"
    assert mask["parameters"]["starts"] == 3
