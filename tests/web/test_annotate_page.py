"""The page around the canvas: views, photos before and after, beginnings, layout, help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.decode import decode_photo
from curator.store.project import Project
from curator.workflow import matte
from curator.workflow.annotate import alpha_of, trimap_of
from tests.web.annotating import (
    ask,
    drag,
    open_address,
    open_annotation,
    seen,
    shown_trimap,
    wait_saved,
    wait_until,
)
from tests.web.conftest import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def at_full_size(page: Page) -> np.ndarray:
    """What is seen of the photo, one pixel of it a pixel of the screen."""
    page.keyboard.press("1")
    pixels = seen(page)
    left, top = ask(page, "[editor.viewport.left, editor.viewport.top]")
    width, height = ask(page, "[editor.photo.width, editor.photo.height]")
    return pixels[int(top) : int(top) + height, int(left) : int(left) + width]


def test_photo_and_trimap_views_show_their_pixels(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.mouse.move(2, 2)
    page.keyboard.press("p")
    photo = served.project.photos.get(1)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    assert np.array_equal(at_full_size(page), image)
    page.keyboard.press("t")
    trimap = trimap_of(served.project, 1)
    assert np.array_equal(at_full_size(page), np.repeat(trimap[:, :, None], 3, axis=2))


def test_matte_views_show_alpha_and_cutouts(served: Served, page: Page) -> None:
    head = served.project.annotations.get(1).head
    matte.choose(served.project, 1, head, "closed-form", "ann")
    alpha = alpha_of(served.project, 1)
    open_annotation(page, served)
    page.keyboard.press("a")
    wait_until(page, "[...editor.pictures.pictures.values()].filter(Boolean).length === 1")
    shown = at_full_size(page)[:, :, 0].astype(float)
    assert np.abs(shown - 255 * alpha).max() <= 1.01
    grounds = {"k": (0, 0, 0), "w": (255, 255, 255), "g": (58, 123, 213)}
    for key, ground in grounds.items():
        page.keyboard.press(key)
        wait_until(page, "[...editor.pictures.pictures.values()].filter(Boolean).length === 2")
        shown = at_full_size(page)
        assert (shown[alpha == 0] == ground).all()
        photo = served.project.photos.get(1)
        image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
        assert np.abs(shown[alpha == 1].astype(int) - image[alpha == 1]).max() <= 1
    page.keyboard.press("c")
    greys = np.unique(at_full_size(page)[alpha == 0], axis=0).tolist()
    assert greys == [[207, 207, 207], [255, 255, 255]]


def test_large_pixels_are_squares(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("p")
    ask(page, "editor.viewport.place({x: 60, y: 60}, 12)")
    pixels = seen(page)
    left, top = ask(page, "[editor.viewport.left, editor.viewport.top]")
    photo = served.project.photos.get(1)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    for column, row in [(58, 58), (60, 60), (63, 57)]:
        x, y = int(left) + 12 * column, int(top) + 12 * row
        assert (pixels[y : y + 12, x : x + 12] == image[row, column]).all()


def test_previous_and_next_follow_the_library(served: Served, page: Page) -> None:
    open_annotation(page, served, 1)
    assert page.get_by_role("button", name="Previous photo").is_disabled()
    page.keyboard.press("PageDown")
    wait_until(page, "editor.annotation?.id === 2 && !editor.working")
    assert page.url.endswith("/annotate?annotation=2")
    page.get_by_role("button", name="Next photo").click()
    wait_until(page, "!editor.annotation && editor.photo.id === 3 && !editor.working")
    assert page.url.endswith("/annotate?photo=3")
    page.go_back()
    wait_until(page, "editor.annotation?.id === 2 && !editor.working")
    assert page.locator(".cu-place").inner_text() == "2 of 3"


def test_a_photo_without_annotation_can_start_blank(served: Served, page: Page) -> None:
    open_address(page, served, "/annotate?photo=3")
    page.get_by_role("button", name="Start blank").click()
    wait_until(page, "editor.annotation && !editor.working")
    assert page.url.endswith(f"/annotate?annotation={ask(page, 'editor.annotation.id')}")
    assert (shown_trimap(page) == 128).all()


def test_a_rectangle_around_the_person_makes_a_trimap(served: Served, page: Page) -> None:
    open_address(page, served, "/annotate?photo=3")
    page.get_by_role("button", name="Start with a rectangle").click()
    wait_until(page, "editor.annotation && editor.tool === 'rectangle' && !editor.working")
    drag(page, (12, 8), (108, 156))
    assert ask(page, "editor.selection") == {"x": 12, "y": 8, "width": 96, "height": 148}
    # The button lies where the page has just asked for a rectangle, and nothing lies upon it.
    use = page.get_by_role("button", name="Use the rectangle")
    use.wait_for()
    topmost = """(node) => { const {x, y, width, height} = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"""
    assert use.evaluate(topmost)
    assert page.get_by_text("Drag a rectangle around the person.").count() == 0
    use.click()
    wait_until(page, "editor.annotation.can_undo && !editor.working")
    wait_saved(page)
    made = ask(page, "editor.annotation.id")
    trimap = trimap_of(served.project, made)
    assert np.array_equal(shown_trimap(page), trimap)
    assert (trimap == 255).any()
    revision = served.project.revisions.get(served.project.annotations.get(made).head)
    assert revision.kind == "rectangle"


def test_propose_uses_the_masks_that_came_with_the_photo(served: Served, page: Page) -> None:
    open_address(page, served, "/annotate?photo=3")
    page.get_by_role("button", name="Propose (Enter)").click()
    wait_until(page, "editor.annotation && !editor.working")
    assert set(np.unique(shown_trimap(page))) == {0, 128, 255}


def test_without_an_address_work_begins_where_it_was_left(served: Served, page: Page) -> None:
    open_annotation(page, served, 2)
    page.keyboard.press("u")
    drag(page, (50, 60), (70, 90))
    wait_saved(page)
    open_address(page, served, "/annotate")
    assert page.url.endswith("/annotate?annotation=2")


def test_an_empty_project_points_to_the_library(project: Project, page: Page) -> None:
    with serving(project) as address:
        page.goto(f"{address}/annotate")
        link = page.get_by_role("link", name="Open the Library")
        link.wait_for()
        assert link.get_attribute("href") == "/"


def test_an_annotation_that_is_not_there_is_said(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/annotate?annotation=99")
    said = page.locator(".cu-nothing")
    said.get_by_text("There is no annotation 99 in this project.").wait_for()
    assert said.get_by_role("link", name="Open the Library").is_visible()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_the_page_fits_the_window(served: Served, page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_annotation(page, served)
    size = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size[0] <= width
    assert size[1] <= height
    for part in (".cu-topbar", ".cu-rail", ".cu-stage", ".cu-panel", ".cu-footer"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= height
    submit = page.get_by_role("button", name="Submit for review").bounding_box()
    assert submit is not None
    assert submit["x"] + submit["width"] <= width


def test_every_button_says_what_it_does(served: Served, page: Page) -> None:
    open_annotation(page, served)
    unnamed = page.evaluate(
        "() => [...document.querySelectorAll('.curator-editor button')]"
        ".filter((each) => !each.getAttribute('aria-label') || !each.title)"
        ".map((each) => each.outerHTML)"
    )
    assert unnamed == []
    for name in ("Foreground brush (F)", "Undo (Ctrl Z)", "Whole photo (0)", "View: alpha (A)"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1


def test_the_help_lists_the_keys(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keys")
    help_.wait_for()
    for text in ("Rectangle around the person", "Next hotspot", "Submit for review"):
        assert help_.get_by_text(text).count() == 1
    page.keyboard.press("Escape")
    help_.wait_for(state="hidden")


def test_hostile_names_are_text(project: Project, tmp_path: Path, page: Page) -> None:
    from curator.imaging.encode import encode_png
    from curator.workflow.ingest import import_photos
    from tests.pictures import portrait

    folder = tmp_path / "hostile"
    folder.mkdir()
    name = "<img src=x onerror=document.title='owned'>'\"😀.png"
    (folder / name).write_bytes(encode_png(portrait().image))
    import_photos(project, folder)
    with serving(project) as address:
        page.goto(f"{address}/annotate?photo=1")
        page.get_by_role("button", name="Start blank").wait_for()
        assert page.locator(".cu-name").inner_text() == project.photos.get(1).name
        assert page.locator(".cu-name img").count() == 0
