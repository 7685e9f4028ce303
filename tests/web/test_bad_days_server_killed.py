"""The server is killed while somebody draws: nothing is lost, and all arrives in order."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.records import Revision
from curator.store.project import Project
from curator.types import Trimap
from curator.workflow.annotate import trimap_of
from curator.workflow.verify import verify
from tests.durability.servers import Servers
from tests.web.annotating import ask, crash, drag, on_page, shown_trimap, wait_saved, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def servers(annotated: Project) -> Iterator[Servers]:
    annotated.close()
    made = Servers(annotated.folder)
    yield made
    made.stop()


def open_page(page: Page, servers: Servers) -> None:
    page.goto(f"{servers.address}/annotate?annotation=1")
    wait_until(page, "editor.photo && !editor.working")


def draw_while_it_dies(page: Page, process: int) -> None:
    """One stroke that is stored, one under whose pointer the server is killed, and two more."""
    page.keyboard.press("u")
    drag(page, (20, 30), (100, 30))
    wait_saved(page)
    page.mouse.move(*on_page(page, 20, 60))
    page.mouse.down()
    page.mouse.move(*on_page(page, 50, 62), steps=4)
    os.kill(process, signal.SIGKILL)
    page.mouse.move(*on_page(page, 100, 66), steps=4)
    page.mouse.up()
    page.keyboard.press("b")
    drag(page, (20, 90), (100, 90))
    page.keyboard.press("f")
    drag(page, (20, 120), (100, 120))
    wait_until(page, "editor.queue.status === 'offline'")
    assert ask(page, "editor.queue.steps.length") == 3
    page.get_by_text("Offline: 3 to save, kept in this browser").wait_for()


def stored(folder: Path) -> tuple[list[Revision], Trimap]:
    """The strokes of the first annotation in their order, and what they came to."""
    with Project.open(folder) as project:
        assert verify(project).faults == ()
        chain = project.revisions.chain(project.annotations.get(1).head)
        return [step for step in chain if step.stroke], trimap_of(project, 1)


def assert_all_stored(page: Page, servers: Servers, drawn: Trimap) -> None:
    wait_saved(page)
    steps, trimap = stored(servers.folder)
    labels = [step.stroke.label for step in steps if step.stroke]
    assert labels == ["unknown", "unknown", "background", "foreground"]
    heights = [step.stroke.points[0][1] for step in steps if step.stroke]
    assert heights == sorted(heights)
    assert np.array_equal(trimap, drawn)
    assert np.array_equal(shown_trimap(page), drawn)


def test_strokes_drawn_meanwhile_arrive_when_it_is_back(servers: Servers, page: Page) -> None:
    process = servers.start()
    open_page(page, servers)
    draw_while_it_dies(page, process)
    drawn = shown_trimap(page)
    servers.start()
    assert_all_stored(page, servers, drawn)
    page.get_by_text("All changes saved").wait_for()


def test_a_tab_that_was_reloaded_meanwhile_delivers_them_too(servers: Servers, page: Page) -> None:
    from playwright.sync_api import Error

    process = servers.start()
    open_page(page, servers)
    draw_while_it_dies(page, process)
    drawn = shown_trimap(page)
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        page.reload()
    servers.start()
    open_page(page, servers)
    assert_all_stored(page, servers, drawn)


def test_a_tab_that_crashed_meanwhile_leaves_them_to_the_next(servers: Servers, page: Page) -> None:
    process = servers.start()
    open_page(page, servers)
    draw_while_it_dies(page, process)
    drawn = shown_trimap(page)
    following = page.context.new_page()
    crash(page)
    servers.start()
    open_page(following, servers)
    assert_all_stored(following, servers, drawn)
