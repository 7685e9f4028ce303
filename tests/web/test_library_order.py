"""The library in the order of what remains to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.records import Outlook
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = "#library-grid .c-name"


def _names(page: Page, wanted: list[str]) -> None:
    """Wait until the grid shows these photos in this order."""
    page.wait_for_function(
        "([selector, wanted]) => JSON.stringify([...document.querySelectorAll(selector)]"
        ".map((each) => each.innerText.trim())) === JSON.stringify(wanted)",
        arg=[NAMES, wanted],
    )


def test_the_library_leads_to_what_nobody_looked_at(served: Served, page: Page) -> None:
    for annotation, weight, spots in ((1, 2.0, 1), (2, 7.0, 3)):
        head = served.project.annotations.get(annotation).head
        served.project.attention.expect(annotation, Outlook(head, weight, spots))
    page.goto(served.address)
    _names(page, ["00000.png", "00001.png", "00002.png"])
    page.get_by_text("To look at first").click()
    _names(page, ["00001.png", "00000.png", "00002.png"])
    cards = page.locator("#library-grid .c-card")
    assert "3 hotspots left" in cards.nth(0).inner_text()
    assert "1 hotspot left" in cards.nth(1).inner_text()
    assert "left" not in cards.nth(2).inner_text()
    page.reload()
    _names(page, ["00001.png", "00000.png", "00002.png"])
    page.get_by_text("As imported").click()
    _names(page, ["00000.png", "00001.png", "00002.png"])
