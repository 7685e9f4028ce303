"""Review in a real browser: look closely, accept, reject with a note, reopen on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.encode import encode_mask, encode_png
from curator.records import Annotation
from curator.workflow import review
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo
from tests.pictures import portrait
from tests.web.conftest import Served
from tests.web.pages import HEIGHT, WIDTH, submit, submit_all, text_of, wait_pictures, wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def submitted(served: Served) -> tuple[Annotation, ...]:
    return submit_all(served.project)


def _open(page: Page, served: Served) -> None:
    page.goto(served.address + "/review")
    wait_pictures(page, ".c-film img:not([hidden])")
    page.locator("#review-accept").wait_for()


def _state(served: Served, annotation: Annotation) -> str:
    return served.project.annotations.get(annotation.id).state


def test_keys_accept_with_name_and_note_and_go_on(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    first, second = submitted
    _open(page, served)
    page.get_by_label("Reviewer").fill("Rita")
    page.get_by_label("Note").fill("a clean rim, accept")
    assert _state(served, first) == "submitted", "typing an a in the note accepts nothing"

    page.locator(".c-heading h2").click()
    page.keyboard.press("a")
    wait_text(page, "#review-tab", "Accepted 1")
    assert _state(served, first) == "accepted"
    verdict = served.project.reviews.of(first.id)[-1]
    assert (verdict.verdict, verdict.reviewer) == ("accept", "Rita")
    assert (verdict.note, verdict.revision) == ("a clean rim, accept", first.head)
    assert text_of(page, ".c-heading h2") == served.project.photos.get(second.photo_id).name
    page.wait_for_function("document.querySelector('#review-note textarea').value === ''")

    page.reload()
    wait_pictures(page, ".c-film img:not([hidden])")
    page.locator("#review-accept").wait_for()
    page.wait_for_function(
        "document.querySelector('#review-reviewer textarea, #review-reviewer input').value == 'Rita'"
    )
    page.keyboard.press("a")
    wait_text(page, "#review-viewer", "Nothing waits for a review")
    assert _state(served, second) == "accepted"


def test_the_queue_is_ordered_by_the_size_of_the_person(
    page: Page, served: Served, submitted: tuple[Annotation, ...], tmp_path: Path
) -> None:
    made = portrait(HEIGHT, WIDTH, seed=5)
    half = made.alpha * (np.arange(HEIGHT)[:, None] < HEIGHT // 2)
    for kind, content in (("images", encode_png(made.image)), ("masks", encode_mask(half))):
        (tmp_path / "half" / kind).mkdir(parents=True)
        (tmp_path / "half" / kind / "half.png").write_bytes(content)
    (photo,) = import_photos(served.project, tmp_path / "half", "pfcn").photos
    small = submit(served.project, propose_photo(served.project, photo.id)[0], half)
    first, second = submitted
    listed = "[...document.querySelectorAll('#review-queue [data-annotation]')]"
    wait = f"(ids) => {listed}.map((each) => each.dataset.annotation).join() === ids.join()"
    _open(page, served)
    for word, expected in (("Largest", (first, second, small)), ("Smallest", (small, first, second))):
        page.get_by_label("Order").click()
        page.get_by_role("option", name=f"{word} person first").click()
        page.wait_for_function(wait, arg=[each.id for each in expected])
        page.locator(
            f"#review-queue [aria-selected=true][data-annotation='{expected[0].id}']"
        ).wait_for()
    # Small as the person is, nobody has to look for them: they fill the pane but for some room.
    zoom = "Number(getComputedStyle(document.querySelector('.c-film')).getPropertyValue('--zoom'))"
    page.wait_for_function(f"() => {zoom} > 1.5")
    wait_text(page, "#review-queue small", f"{np.count_nonzero(half >= 0.5):,} pixels")
    page.locator(".c-heading h2").click()
    page.keyboard.press("a")
    wait_text(page, "#review-tab", "Accepted 1")
    assert _state(served, small) == "accepted"
    page.reload()
    wait_text(page, "#review-queue small", "pixels")


def test_a_rejection_needs_a_note(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    first, _second = submitted
    _open(page, served)
    page.keyboard.press("r")
    wait_text(page, "body", "Say in the note what is wrong")
    assert _state(served, first) == "submitted"

    # What is typed next is the note, whatever its letters do as keys.
    note = "left ear <b>as a rasp</b>"
    page.keyboard.type(note)
    assert page.get_by_label("Note").input_value() == note
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.get_by_role("button", name="Reject").click()
    wait_text(page, "#review-tab", "Rejected 1")
    assert _state(served, first) == "rejected"
    page.locator("#review-tab").get_by_text("Rejected 1").click()
    wait_text(page, "#review-history", note)
    assert page.locator("#review-history q b").count() == 0
    page.locator("#review-accept").wait_for(state="hidden")


def test_accepted_is_reopened_only_when_confirmed(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    first, _second = submitted
    review.accept(served.project, first.id, first.head, "", "Rita")
    page.goto(f"{served.address}/review?annotation={first.id}")
    wait_pictures(page, ".c-film img:not([hidden])")
    page.locator("#review-reopen").click()
    page.locator("#review-keep").click()
    page.locator("#review-really").wait_for(state="hidden")
    assert _state(served, first) == "accepted"

    page.locator("#review-reopen").click()
    page.locator("#review-really").click()
    wait_text(page, "#review-tab", "Accepted 0")
    assert _state(served, first) == "in progress"
    assert served.project.reviews.of(first.id)[-1].verdict == "reopen"


def test_a_verdict_on_what_changed_meanwhile_is_refused(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    first, _second = submitted
    _open(page, served)
    reopened = review.reopen(served.project, first.id, first.head, "", "Otto")
    better = submit(served.project, reopened, portrait(HEIGHT, WIDTH, seed=9).alpha)
    page.keyboard.press("a")
    wait_text(page, "body", "was changed in another window")
    assert _state(served, first) == "submitted"
    assert served.project.annotations.get(first.id) == better


def test_the_three_pictures_zoom_and_move_as_one(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    _open(page, served)
    sizes = page.locator(".c-film img:not([hidden])").evaluate_all(
        "(all) => all.map((one) => [one.naturalWidth, one.naturalHeight])"
    )
    assert sizes == [[WIDTH, HEIGHT]] * 3

    pane = page.locator(".c-pane").first.bounding_box()
    assert pane is not None
    spot = pane["x"] + pane["width"] * 0.25, pane["y"] + pane["height"] * 0.5
    at = "(spot) => { const box = document.querySelector('.c-film').getBoundingClientRect();"
    at += "return [(spot[0] - box.left) / box.width, (spot[1] - box.top) / box.height]; }"
    before = page.evaluate(at, spot)
    page.mouse.move(*spot)
    page.mouse.wheel(0, -400)
    moved = page.locator(".c-film").evaluate_all("(all) => all.map((one) => one.style.transform)")
    assert len(set(moved)) == 1
    assert moved[0].endswith("scale(2.71828)"), "one step of 400 is a factor of e"
    assert page.evaluate(at, spot) == pytest.approx(before, abs=1e-3), (
        "the point stays under the pointer"
    )

    page.mouse.down()
    page.mouse.move(spot[0] + 30, spot[1] + 20)
    page.mouse.up()
    dragged = (spot[0] + 30, spot[1] + 20)
    assert page.evaluate(at, dragged) == pytest.approx(before, abs=1e-3)
    page.mouse.dblclick(*spot)
    assert page.locator(".c-film").first.evaluate("(one) => one.style.transform").endswith("scale(1)")


def test_a_hostile_name_is_shown_as_text(
    page: Page, served: Served, submitted: tuple[Annotation, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "<img src=x onerror=alert(1)>.png"
    get = served.project.photos.get
    monkeypatch.setattr(served.project.photos, "get", lambda number: replace(get(number), name=name))
    page.goto(served.address + "/review")
    wait_text(page, ".c-heading h2", name)
    assert page.locator("img[src=x]").count() == 0
