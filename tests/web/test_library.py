"""The Library in a real browser: import, propose with progress and cancel, narrow, look, open."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from curator.imaging.encode import encode_png
from curator.records import Stroke
from curator.store.project import Project
from curator.ui import library
from curator.workflow.annotate import add_stroke
from curator.workflow.jobs import Job
from curator.workflow.propose import ProposeSummary
from tests.pictures import noise, portrait
from tests.web.conftest import Served, serving
from tests.web.pages import text_of, wait_pictures, wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

_HOSTILE = '<img src=x onerror=alert(1)> "q" \' ${1+1} {{x}}'


def _import(page: Page, folder: Path, layout: str | None = None) -> None:
    page.locator(".c-empty").wait_for()
    page.get_by_label("Folder").fill(str(folder))
    if layout is not None:
        page.get_by_label("Layout").click()
        page.get_by_role("option", name=layout).click()
    page.get_by_role("button", name="Import folder").click()
    page.locator(".c-banner").wait_for()


def test_a_first_user_is_told_what_to_do_and_imports_a_folder(
    page: Page, project: Project, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    photo = encode_png(portrait().image)
    (folder / "anna.png").write_bytes(photo)
    (folder / "copy of anna.png").write_bytes(photo)
    (folder / f"{_HOSTILE}.png").write_bytes(encode_png(noise(40, 30)))
    (folder / f"broken {_HOSTILE}.jpg").write_bytes(b"\xff\xd8\xff")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    with serving(project) as address:
        page.goto(address)
        wait_text(page, "#library-grid", "This project has no photos yet")
        _import(page, folder)
        wait_text(page, "#library-state", "Not proposed 2")

        assert "Imported 2 photos" in text_of(page, ".c-banner")
        assert "copy of anna.png is here already as anna.png" in text_of(page, ".c-banner")
        assert f"broken {_HOSTILE}.jpg" in text_of(page, ".c-banner")
        assert sorted(page.locator(".c-name").all_text_contents()) == [f"{_HOSTILE}.png", "anna.png"]
        assert page.locator("img[src=x]").count() == 0
        assert dialogs == []
        wait_pictures(page, ".c-thumb img")

        page.get_by_role("button", name="Dismiss").click()
        page.locator(".c-banner").wait_for(state="detached")
    assert len(project.photos.all()) == 2


def test_photos_of_the_browser_come_in_as_they_are(
    page: Page, project: Project, tmp_path: Path
) -> None:
    contents = {f"{name}.png": encode_png(noise(40, 30, seed)) for seed, name in enumerate("ab")}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)

    with serving(project) as address:
        page.goto(address)
        page.locator(".c-empty").wait_for()
        page.get_by_role("tab", name="Upload from this browser").click()
        page.locator("#library-files input[type=file]").set_input_files(
            [tmp_path / name for name in contents]
        )
        page.locator("#library-files tr").nth(1).wait_for()
        page.get_by_role("button", name="Import uploads").click()
        wait_text(page, ".c-banner", "Imported 2 photos")

    stored = {photo.name: photo.sha256 for photo in project.photos.all()}
    assert stored == {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def test_a_path_that_is_not_there_is_said_in_a_sentence(page: Page, project: Project) -> None:
    with serving(project) as address:
        page.goto(address)
        _import(page, Path("/nowhere/at/all"))
        assert "/nowhere/at/all" in text_of(page, ".c-banner.is-bad")
        assert "Traceback" not in text_of(page, "body")


class _Slow:
    """Stands for proposing two thousand photos: goes on when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.stopped_at: int | None = None

    def __call__(self, project: Project, *_: object, author: str, job: Job[Any]) -> ProposeSummary:
        for number in range(2000):
            self.stopped_at = number
            job.step(number, 2000, f"photo {number}")
            if number == 7:
                self.go.wait(30)
        return ProposeSummary(2000, 0, ())


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> _Slow:
    made = _Slow()
    monkeypatch.setattr(library, "propose_all", made)
    return made


def test_a_job_outlives_the_page_and_shows_how_far_it_is(
    page: Page, served: Served, slow: _Slow
) -> None:
    page.goto(served.address)
    page.locator(".c-card").first.wait_for()
    page.get_by_role("button", name="Propose all").click()
    wait_text(page, ".c-running", "7 of 2,000")

    page.reload()
    wait_text(page, ".c-running", "7 of 2,000")
    assert "photo 7" in text_of(page, ".c-running")
    page.get_by_role("button", name="Matte all").click()
    wait_text(page, "body", "still running")

    slow.go.set()
    wait_text(page, ".c-banner.is-good", "Proposed 2,000 trimaps")


def test_cancel_stops_at_the_next_step(page: Page, served: Served, slow: _Slow) -> None:
    page.goto(served.address)
    page.locator(".c-card").first.wait_for()
    page.get_by_role("button", name="Propose all").click()
    wait_text(page, ".c-running", "7 of 2,000")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Stopping").wait_for()
    slow.go.set()
    wait_text(page, ".c-banner", "stopped after 8 of 2000")
    assert slow.stopped_at == 8


def test_masks_that_came_with_photos_become_trimaps(
    page: Page, project: Project, portraits: Path
) -> None:
    with serving(project) as address:
        page.goto(address)
        _import(page, portraits, "PFCN")
        page.get_by_role("button", name="Propose all").click()
        wait_text(page, ".c-banner", "Proposed 3 trimaps")
        wait_text(page, "#library-state", "Proposed 3")
    assert len(project.annotations.all("proposed")) == 3


def test_narrowing_by_state_and_name_survives_a_reload(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.locator(".c-card").first.wait_for()
    assert page.locator(".c-card").count() == 3

    page.locator("#library-state").get_by_text("Not proposed 1").click()
    page.wait_for_function("document.querySelectorAll('.c-card').length === 1")
    assert text_of(page, ".c-name").startswith("00002")

    page.locator("#library-state").get_by_text("All 3").click()
    page.wait_for_function("document.querySelectorAll('.c-card').length === 3")
    page.get_by_placeholder("Search names").fill("0001")
    page.wait_for_function("document.querySelectorAll('.c-card').length === 1")
    wait_text(page, "#library-state", "Proposed 1")

    page.reload()
    page.locator(".c-card").first.wait_for()
    assert page.locator(".c-card").count() == 1
    assert page.get_by_placeholder("Search names").input_value() == "0001"

    page.get_by_placeholder("Search names").press_sequentially("x")
    wait_text(page, "#library-grid", "No photo here")


def test_a_card_shows_its_trimap_and_opens_its_annotation(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.locator(".c-card").first.wait_for()
    page.locator("#library-view").get_by_text("Trimap").click()
    wait_text(page, ".c-lacking", "no trimap yet")
    wait_pictures(page, ".c-thumb img")
    over = page.locator(".c-thumb img + img")
    assert over.count() == 2
    assert "view=trimap" in (over.first.get_attribute("src") or "")
    page.locator("#library-view").get_by_text("Matte").click()
    page.wait_for_function("document.querySelectorAll('.c-lacking').length === 3")

    first = served.project.annotations.all()[0]
    page.locator(".c-card").first.click()
    page.wait_for_url(f"**/annotate?annotation={first.id}")
    page.wait_for_function("document.querySelector('.curator-editor')?.editor?.photo")


def test_going_back_shows_what_was_done_meanwhile(page: Page, served: Served) -> None:
    page.goto(served.address)
    wait_text(page, "#library-grid", "proposed")
    first = served.project.annotations.all()[0]
    add_stroke(
        served.project,
        first.id,
        first.head,
        Stroke("unknown", 4.0, ((20.0, 20.0),)),
        "ann",
        "one-stroke",
    )
    # As a browser does when it has kept the page as it was left.
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    wait_text(page, "#library-grid", "in progress")
    wait_text(page, "body", "In progress 1")


def test_many_photos_come_a_page_at_a_time(page: Page, project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(65):
        (folder / f"{number:03d}.png").write_bytes(encode_png(noise(8, 6, number)))
    with serving(project) as address:
        page.goto(address)
        _import(page, folder)
        wait_text(page, "#library-where", "1–60 of 65")
        assert page.locator(".c-card").count() == 60
        page.get_by_role("button", name="Next").click()
        wait_text(page, "#library-where", "61–65 of 65")
        assert page.locator(".c-card").count() == 5
        assert page.get_by_role("button", name="Next").is_disabled()
        page.get_by_role("button", name="Previous").click()
        wait_text(page, "#library-where", "1–60 of 65")


def test_no_page_asks_another_host_for_anything(page: Page, served: Served) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    for path in ("/", "/annotate", "/review", "/export", "/evaluate"):
        page.goto(served.address + path)
        page.locator(".c-bar").wait_for()
        if path == "/annotate":
            page.wait_for_function("document.querySelector('.curator-editor')?.editor?.photo")
        page.wait_for_function("document.fonts.status === 'loaded'")
        assert page.locator(".c-nav [aria-current=page]").get_attribute("href") == path
        assert not page.locator("footer").is_visible()
    elsewhere = {url for url in asked if not url.startswith((served.address, "data:", "blob:"))}
    assert elsewhere == set()
