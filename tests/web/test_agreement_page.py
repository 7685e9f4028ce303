"""The agreement report in a real browser: ordered, filtered, enlarged by keys, and accessible."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from curator.evaluation.agreement import Agreement, Gathered
from curator.evaluation.agreement_report import write
from curator.evaluation.originals import Original, Originals
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.formats.coco_tables import ListedImage, ListedPerson
from curator.imaging.encode import encode_jpeg
from tests.pictures import noise
from tests.web.test_accessibility import violations

pytestmark = pytest.mark.browser

#: Annotation id, side of the person in pixels, how far COCO's mask is off, refined.
PEOPLE = ((31, 120, 30, True), (32, 40, 4, True), (33, 20, 0, False), (34, 60, 30, True))


def _square(left: int, side: int) -> np.ndarray:
    mask = np.zeros((160, 200), np.float32)
    mask[10 : 10 + side, left : left + side] = 1
    return mask


def _polygon(left: int, side: int) -> list[list[int]]:
    right, bottom = left + side, 10 + side
    return [[left, 10, right, 10, right, bottom, left, bottom]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agreement")
    image = ListedImage(7, "a<b>.jpg", 200, 160, {})
    originals = {
        number: Original(image, ListedPerson(number, False, {"segmentation": _polygon(10 + off, side)}))
        for number, side, off, _refined in PEOPLE
    }
    subjects = tuple(
        IncomingSubject(_square(10, side), external_id=number, refined=refined)
        for number, side, _off, refined in PEOPLE
    )
    gathered = Gathered()
    photo = IncomingPhoto("a<b>.jpg", encode_jpeg(noise(160, 200)), 7, subjects=subjects)
    gathered.add(photo, Originals({7: originals}, (), ()))
    made = Agreement("plus", "coco", (("a.json", "0" * 64),), gathered, (), (), datetime.now(UTC))
    write(replace(made, lines=gathered.lines()), folder)
    return folder / "report.html"


def _order(page: Page) -> list[str]:
    """The ids of the persons that are shown, in their order."""
    cases = page.locator(".person:not([hidden])")
    return cases.evaluate_all("(all) => all.map((each) => each.dataset.names.split(' ').at(-2))")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_persons_are_found_and_looked_at(report: Path, browser: Browser, scheme: str) -> None:
    size = {"width": 1280, "height": 720}
    page = browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # By hand: IoU 30 / 90, 90 / 150, 36 / 44, 1.
    assert _order(page) == ["34", "31", "32", "33"]
    page.get_by_role("combobox", name="Order").select_option("smallest first")
    assert _order(page) == ["33", "32", "34", "31"]
    page.get_by_role("combobox", name="Matte").select_option("refined")
    page.get_by_role("combobox", name="Size").select_option("medium")
    assert _order(page) == ["32", "34"]
    assert page.locator("#person-count").inner_text() == "2 persons"

    page.locator(".person:not([hidden]) [data-enlarge]").first.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#enlarged")
    captions = ["Photo", "COCO's mask", "Ours", "Difference"]
    assert dialog.locator("figcaption").all_inner_texts() == captions
    page.keyboard.press("ArrowRight")
    assert dialog.locator("img").first.get_attribute("alt") == "Photo of person 34"
    page.keyboard.press("ArrowRight")
    assert dialog.locator("img").first.get_attribute("alt") == "Photo of person 34"
    page.keyboard.press("Escape")
    assert not dialog.is_visible()

    page.get_by_label("Photo or id").fill("nobody")
    assert page.locator("#person-none").is_visible()
    page.get_by_label("Photo or id").fill("31")
    page.get_by_role("combobox", name="Size").select_option("all")
    assert _order(page) == ["31"]
    assert trouble == []
    assert violations(page) == []
    page.close()
