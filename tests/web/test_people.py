"""Several people in a photo, as one works with them: see, pick, add, merge, remove, bring back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.records import Photo, Stroke
from curator.store.project import Project
from curator.workflow import people
from curator.workflow.annotate import add_stroke, trimap_of
from curator.workflow.propose import propose_photo
from tests.crowd import Seen, import_crowd, middle_of, seen
from tests.web.annotating import (
    ask,
    drag,
    on_page,
    open_annotation,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.annotating import seen as pixels
from tests.web.conftest import Served, serving
from tests.web.test_accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["seen"]

ROWS = ".cu-people .cu-persons > li > .cu-person"
READY = "editor.annotation && !editor.working && editor.tabs.mine && editor.people.current"


@pytest.fixture
def photo(project: Project, tmp_path: Path, seen: Seen) -> Photo:
    made = import_crowd(project, tmp_path / "crowd")
    propose_photo(project, made.id, author="ann")
    return made


@pytest.fixture
def served(project: Project, photo: Photo) -> Iterator[Served]:
    with serving(project) as address:
        yield Served(address, project)


def _open(page: Page, served: Served) -> None:
    open_annotation(page, served)
    wait_until(page, READY)


def _number(project: Project, annotation: int) -> int:
    """Which of the three an annotation is about, the one at the left being 0."""
    trimap = trimap_of(project, annotation)
    return next(n for n in range(3) if trimap[int(middle_of(n)[1]), int(middle_of(n)[0])] == 255)


def _wait_open(page: Page, annotation: int, people: int) -> None:
    wait_until(
        page,
        f"{READY} && editor.annotation.id === {annotation} && editor.people.there.length === {people}",
    )


def _click_at(page: Page, x: float, y: float) -> None:
    page.mouse.click(*on_page(page, x, y))


def test_one_sees_everybody_and_picks_without_losing_the_place(served: Served, page: Page) -> None:
    _open(page, served)
    rows = page.locator(ROWS)
    assert rows.count() == 2
    assert rows.nth(0).get_attribute("aria-current") == "true"
    assert rows.nth(1).get_attribute("aria-label") == "Person 2 of 2, proposed"
    plain = pixels(page)
    rows.nth(1).hover()
    other = _number(served.project, 2)
    x, y = on_page(page, *middle_of(other))
    box = page.locator(".cu-canvas").bounding_box()
    assert box is not None
    at = int(y - box["y"]), int(x - box["x"])
    # Its colour, orange, comes over the photo where that person is, and nowhere else.
    pointed = pixels(page)
    assert pointed[at][0] > plain[at][0]
    mine = on_page(page, *middle_of(_number(served.project, 1)))
    there = int(mine[1] - box["y"]), int(mine[0] - box["x"])
    assert (pointed[there] == plain[there]).all()
    page.mouse.move(*mine)
    page.mouse.wheel(0, -600)
    wait_until(page, "!editor.viewport.fitted")
    place = ask(page, "[editor.viewport.scale, editor.viewport.left, editor.viewport.top]")
    page.keyboard.press("`")
    _wait_open(page, 2, 2)
    assert "annotation=2" in page.url
    assert ask(page, "[editor.viewport.scale, editor.viewport.left, editor.viewport.top]") == place
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 2))
    rows.nth(1).click()
    wait_until(page, f"editor.viewport.scale !== {place[0]} && !editor.viewport.flight")
    rows.nth(0).click()
    _wait_open(page, 1, 2)
    page.go_back()
    _wait_open(page, 2, 2)
    assert violations(page) == []


def test_somebody_is_added_by_a_click_or_a_rectangle_and_undone(
    served: Served, page: Page, seen: Seen
) -> None:
    _open(page, served)
    page.keyboard.press("f")
    drag(page, (180, 20), (190, 20))
    page.keyboard.press("Insert")
    _click_at(page, *middle_of(2))
    page.get_by_text("Nobody was found there. Drag a rectangle around the person instead.").wait_for()
    seen.people = [0, 1, 2]
    _click_at(page, *middle_of(2))
    _wait_open(page, 3, 3)
    # What was drawn on the one before is stored, and nothing of the new one.
    assert [step.kind for step in served.project.revisions.of_annotation(1)][-1] == "stroke"
    assert _number(served.project, 3) == 2
    assert ask(page, "editor.tool") == "foreground"
    assert np.array_equal(shown_trimap(page), trimap_of(served.project, 3))
    page.get_by_role("button", name="Undo: Added.").click()
    _wait_open(page, 2, 2)
    page.get_by_role("button", name="Add a person").click()
    drag(page, (246, 10), (354, 158))
    _wait_open(page, 4, 3)
    assert _number(served.project, 4) == 2
    assert served.project.revisions.get(served.project.annotations.get(4).head).kind == "rectangle"
    frames = page.locator(".cu-frame b").all_inner_texts()
    assert frames == ["1/3", "2/3", "3/3"]


def test_two_are_merged_and_parted_by_keys_and_by_mouse(served: Served, page: Page, seen: Seen) -> None:
    _open(page, served)
    before = trimap_of(served.project, 1).copy()
    page.keyboard.press("&")
    _wait_open(page, 1, 1)
    both = np.maximum(before, trimap_of(served.project, 2))
    assert np.array_equal(shown_trimap(page), both)
    assert page.locator(ROWS).count() == 0
    page.get_by_role("button", name="Undo: Person 2 is part of this one now.").click()
    _wait_open(page, 1, 2)
    assert np.array_equal(shown_trimap(page), before)
    seen.people = [0, 1, 2]
    page.keyboard.press("Insert")
    _click_at(page, *middle_of(2))
    _wait_open(page, 3, 3)
    # With three people one says which: by Escape none, then by a click on the photo.
    page.get_by_role("button", name="Merge with another person").click()
    page.get_by_text("Click on the other person, or the row").wait_for()
    page.keyboard.press("Escape")
    assert ask(page, "editor.tool") == "foreground"
    page.keyboard.press("&")
    other = _number(served.project, 2)
    _click_at(page, *middle_of(other))
    _wait_open(page, 3, 2)
    assert shown_trimap(page)[int(middle_of(other)[1]), int(middle_of(other)[0])] == 255
    # Straight after a merge, undo takes all of it back.
    page.keyboard.press("Control+z")
    _wait_open(page, 3, 3)
    assert ask(page, "editor.annotation.can_redo")
    assert shown_trimap(page)[int(middle_of(other)[1]), int(middle_of(other)[0])] == 0


def test_who_is_removed_can_be_brought_back(served: Served, page: Page) -> None:
    _open(page, served)
    page.keyboard.press("Delete")
    _wait_open(page, 2, 1)
    page.get_by_role("button", name="Undo: Person 1 was removed.").click()
    _wait_open(page, 1, 2)
    page.keyboard.press("Delete")
    _wait_open(page, 2, 1)
    # Whoever is back by another way is not offered to be brought back once more.
    page.keyboard.press("Shift+Delete")
    _wait_open(page, 1, 2)
    assert page.get_by_role("button", name="Undo: Person").count() == 0
    page.get_by_role("button", name="Remove this person").click()
    _wait_open(page, 2, 1)
    # The address of who was removed still shows what there was.
    page.goto(f"{served.address}/annotate?annotation=1")
    page.get_by_text("This person was removed from the photo.").wait_for()
    wait_until(page, "!editor.working && editor.people.all.length === 2 && !editor.editable")
    # Somebody can be added beside what is read-only.
    page.keyboard.press("Insert")
    assert ask(page, "editor.tools.ready")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Bring this person back").click()
    _wait_open(page, 1, 2)
    for _ in range(2):
        page.keyboard.press("Delete")
        wait_until(page, "!editor.working && editor.photo && (!editor.annotation || editor.tabs.mine)")
        left = served.project.annotations.of_photo(1)
        wait_until(page, f"editor.people.there.length === {len(left)}")
    assert served.project.annotations.of_photo(1) == ()
    page.get_by_role("heading", name="This photo has no annotation yet").wait_for()
    page.locator(".cu-aside-people summary").click()
    page.get_by_role("button", name="Bring back who was removed").first.click()
    wait_until(page, f"{READY} && editor.people.there.length === 1")
    page.goto(f"{served.address}/")
    page.locator(".c-card").wait_for()
    assert " of " not in page.locator(".c-card").inner_text()


def test_who_comes_or_goes_elsewhere_is_seen_without_reopening(served: Served, page: Page) -> None:
    project = served.project

    def head(annotation: int) -> str:
        return project.annotations.get(annotation).head

    _open(page, served)
    people.remove(project, 2, head(2), "bea")
    _wait_open(page, 1, 1)
    page.locator(".cu-frame").nth(1).wait_for(state="detached")
    # What changes of the open person, as when a neighbour goes, is what one draws on next.
    add_stroke(
        project, 1, head(1), Stroke("unknown", 6.0, ((180.0, 40.0), (190.0, 40.0))), "bea", "bea-one"
    )
    wait_until(page, f"editor.queue.annotation.head === '{head(1)}' && !editor.working")
    assert np.array_equal(shown_trimap(page), trimap_of(project, 1))
    page.keyboard.press("b")
    drag(page, (180, 20), (190, 20))
    wait_saved(page)
    assert np.array_equal(shown_trimap(page), trimap_of(project, 1))
    people.restore(project, 2, head(2), "bea")
    _wait_open(page, 1, 2)
    people.merge(project, 2, head(2), 1, head(1), "bea")
    page.get_by_role("alert").get_by_text("This person was removed from the photo.").wait_for()
    wait_until(page, "editor.people.there.length === 1 && !editor.editable")
