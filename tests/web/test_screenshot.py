"""The demo project as a visitor of the README sees it; the picture is kept under tests/artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curator.store.project import Project
from curator.workflow.demo import make_demo
from tests.web.annotating import drag, open_address, seen, wait_saved
from tests.web.conftest import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARTIFACTS = Path(__file__).parents[1] / "artifacts"

pytestmark = pytest.mark.browser


def test_the_demo_is_worth_a_look(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_AUTHOR", "anna")
    make_demo(tmp_path / "demo", print)
    page = browser.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1)
    with Project.open(tmp_path / "demo") as project, serving(project) as address:
        photo = next(photo for photo in project.photos.all() if photo.name.startswith("lena"))
        (annotation,) = project.annotations.of_photo(photo.id)
        served = Served(address, project)
        open_address(page, served, f"/annotate?annotation={annotation.id}")
        # Only what curator drew itself is in the picture: the astronaut is NASA's.
        page.get_by_role("button", name="Filmstrip").click()
        page.keyboard.press("u")
        drag(page, (photo.width * 0.18, photo.height * 0.4), (photo.width * 0.16, photo.height * 0.49))
        wait_saved(page)
        page.keyboard.press("m")
        page.locator(".cu-card").nth(2).wait_for(timeout=120_000)
        assert seen(page).std() > 20
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / "annotate.png")
    page.close()
