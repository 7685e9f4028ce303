"""A project of procedural portraits, the app served on it, and a real browser to drive it."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_mask, encode_png
from curator.store.project import Project
from curator.types import Alpha, Image
from curator.workflow import refining
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo
from tests.idle_apps import no_idle_apps
from tests.pictures import portrait

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# Without windows and their frames it draws the same pages in a sixth less time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT = 120, 160
PORTRAITS = 3


@pytest.fixture(scope="session", autouse=True)
def _no_idle_apps() -> Iterator[None]:
    with no_idle_apps():
        yield


@pytest.fixture(scope="session", autouse=True)
def _network_that_agrees() -> Iterator[None]:
    """In the refining network's place one that says what the matte says: what a page does with its
    word is the same for any, and torch takes seconds to import.
    """

    def decide(_photo: Image, alpha: Alpha) -> refining.Decision:
        stored = quantise_alpha(alpha)
        return refining.Decision(stored, (stored >= 0.5).astype(np.float32), "stand-in")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refining, "decide", decide)
        patch.setattr(refining, "version", lambda: "stand-in")
        yield


@dataclass(frozen=True)
class Served:
    """The app as a browser finds it, and the project behind it."""

    address: str
    project: Project


@pytest.fixture
def portraits(tmp_path: Path) -> Path:
    """A folder of portraits in images/ with person masks in masks/, as EG1800 is laid out."""
    folder = tmp_path / "portraits"
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    for number in range(PORTRAITS):
        made = portrait(HEIGHT, WIDTH, seed=number)
        (folder / "images" / f"{number:05d}.png").write_bytes(encode_png(made.image))
        (folder / "masks" / f"{number:05d}.png").write_bytes(encode_mask(made.alpha))
    return folder


@pytest.fixture
def annotated(project: Project, portraits: Path) -> Project:
    """The portraits imported; all but the last have an annotation proposed from their mask."""
    summary = import_photos(project, portraits, "pfcn")
    for photo in summary.photos[:-1]:
        propose_photo(project, photo.id, Choices(("annotation",)), author="ann")
    return project


@pytest.fixture
def served(annotated: Project) -> Iterator[Served]:
    """The app on the annotated project, served from a thread on a free port."""
    with serving(annotated) as address:
        yield Served(address, annotated)


class serving:
    """The app on a project, served from a thread until the block ends; gives its address."""

    def __init__(self, project: Project) -> None:
        import uvicorn

        from curator.web.server import create_app

        self._listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(project), log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server ended before it had started"
            time.sleep(0.01)
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listener.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, with a fresh profile."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A profile of its own: nothing stored, no cache. An exception in a page fails the test."""
    made = browser.new_context(viewport={"width": 1280, "height": 720})
    made.set_default_timeout(60_000)
    failures: list[str] = []
    made.on("weberror", lambda error: failures.append(str(error.error)))
    yield made
    made.close()
    assert failures == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page to drive."""
    return context.new_page()
