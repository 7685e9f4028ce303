"""A photo of one's own behind the cut-out: chosen, shown to the pixel, kept in the browser alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.encode import encode_png
from curator.workflow import matte
from curator.workflow.annotate import alpha_of
from tests.pictures import noise
from tests.web.annotating import ask, open_annotation, seen, wait_until
from tests.web.conftest import HEIGHT, WIDTH, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def shown(page: Page) -> np.ndarray:
    """The photo's place on the canvas, one pixel of it a pixel of the screen."""
    wait_until(page, "editor.mattes.picture(editor.mattes.current?.cutout ?? null)")
    page.locator(".cu-canvas").focus()
    page.keyboard.press("1")
    pixels = seen(page)
    left, top = (int(each) for each in ask(page, "[editor.viewport.left, editor.viewport.top]"))
    return pixels[top : top + HEIGHT, left : left + WIDTH]


def _hear_choosers(page: Page) -> None:
    """Catch choosers from now on: a key that is pressed at once may come before the catching."""
    page.on("filechooser", lambda _chooser: None)


def test_the_cutout_lies_on_a_photo_that_a_person_chose_and_finds_again(
    served: Served, page: Page, tmp_path: Path
) -> None:
    matte.choose(served.project, 1, served.project.annotations.get(1).head, "closed-form", "ann")
    alpha = alpha_of(served.project, 1)
    # As high as the photo and twice as wide: its middle is seen, pixel on pixel.
    behind = noise(HEIGHT, 2 * WIDTH, seed=5)
    (tmp_path / "beach.png").write_bytes(encode_png(behind))
    sent: list[bytes | None] = []
    _hear_choosers(page)
    open_annotation(page, served)
    page.on("request", lambda request: sent.append(request.post_data_buffer))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Shift+G")
    chooser.value.set_files(tmp_path / "beach.png")
    page.get_by_text("beach.png").wait_for()
    middle = behind[:, WIDTH // 2 : WIDTH // 2 + WIDTH]
    assert np.array_equal(shown(page)[alpha == 0], middle[alpha == 0])
    assert not any(len(each or b"") > 1000 for each in sent)
    page.reload()
    wait_until(page, "editor.photo && !editor.working && editor.grounds.own.picture")
    page.keyboard.press("Shift+G")
    page.get_by_text("beach.png").wait_for()
    assert np.array_equal(shown(page)[alpha == 0], middle[alpha == 0])


def test_a_file_that_is_no_picture_is_said_and_the_one_before_stays(
    served: Served, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "wall.png").write_bytes(encode_png(noise(20, 20)))
    (tmp_path / "letter.png").write_bytes(b"Dear annotator")
    _hear_choosers(page)
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Shift+G")
    chooser.value.set_files(tmp_path / "wall.png")
    page.get_by_text("wall.png").wait_for()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a photo of your own").click()
    chooser.value.set_files(tmp_path / "letter.png")
    page.get_by_text("letter.png is no picture that this browser can show.").wait_for()
    assert ask(page, "[editor.grounds.own.name, editor.grounds.own.picture.width]") == ["wall.png", 20]
