"""Hotspots in the page: flown to in turn, counted, looked at until their alpha changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.annotating import ask, drag, open_annotation, wait_saved, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

COUNT = "editor.matting.found.hotspots.length"


def _run(page: Page) -> int:
    """Run the methods; returns how many hotspots there are."""
    page.keyboard.press("m")
    wait_until(page, "editor.matting.found && !editor.matting.running && !editor.matting.stale")
    count = int(ask(page, COUNT))
    assert count >= 2, "the portrait must give the methods something to disagree about"
    return count


def _at(page: Page) -> int:
    return int(ask(page, "editor.matting.hotspot"))


def test_hotspots_are_counted_and_stay_looked_at(served: Served, page: Page) -> None:
    open_annotation(page, served)
    count = _run(page)
    page.get_by_text(f"{count} of {count} left").wait_for()
    page.keyboard.press("n")
    wait_until(page, "editor.matting.found.hotspots[0].looked")
    left = sum(not looked for looked in ask(page, "editor.matting.found.hotspots.map((s) => s.looked)"))
    page.get_by_text(f"{left} of {count} left" if left else "All looked at").wait_for()
    row = page.locator(".cu-spot").first
    assert (row.get_attribute("aria-label") or "").endswith("looked at")
    assert served.project.attention.outlooks()[1].spots == left
    page.reload()
    wait_until(page, "editor.matting.found && editor.matting.found.hotspots[0].looked")
    page.get_by_text(f"{left} of {count} left" if left else "All looked at").wait_for()


def test_n_goes_to_what_nobody_looked_at_and_shift_n_back(served: Served, page: Page) -> None:
    open_annotation(page, served)
    count = _run(page)
    page.keyboard.press("n")
    wait_until(page, "editor.matting.found.hotspots[0].looked")
    page.keyboard.press("n")
    ahead = _at(page)
    assert ahead > 0
    page.keyboard.press("Shift+N")
    assert _at(page) == ahead - 1
    page.keyboard.press("Shift+N")
    assert _at(page) == (ahead - 2 if ahead > 1 else count - 1)


def test_flying_past_is_no_look(served: Served, page: Page) -> None:
    open_annotation(page, served)
    count = _run(page)
    page.evaluate(
        "() => { const {editor} = document.querySelector('.curator-editor');"
        "editor.matting.visit(); editor.matting.visit(); }"
    )
    assert _at(page) == 1
    wait_until(page, "editor.matting.found.hotspots[1].looked")
    first = ask(page, "editor.matting.found.hotspots[0].looked")
    looks = served.project.attention.of(1)
    assert len(looks) == 1
    assert not first or count == 1


def test_a_stroke_there_takes_the_look_back(served: Served, page: Page) -> None:
    open_annotation(page, served)
    _run(page)
    page.keyboard.press("n")
    wait_until(page, "editor.matting.found.hotspots[0].looked && editor.viewport.flight === 0")
    spot = ask(page, "editor.matting.found.hotspots[0]")
    page.keyboard.press("0")
    page.keyboard.press("f")
    drag(page, (spot["x"] - 3, spot["peak_y"]), (spot["x"] + spot["width"] + 3, spot["peak_y"]))
    wait_saved(page)
    page.keyboard.press("m")
    wait_until(page, "!editor.matting.running && !editor.matting.stale && editor.matting.found")
    there = ask(
        page,
        "editor.matting.found.hotspots.filter((s) => s.looked"
        f" && s.peak_x >= {spot['x']} && s.peak_x < {spot['x'] + spot['width']}"
        f" && s.peak_y >= {spot['y']} && s.peak_y < {spot['y'] + spot['height']}).length",
    )
    assert there == 0
