"""Answers that come late, as from a busy machine: what a person did meanwhile stands."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from curator.records import Annotation
from curator.ui import library
from curator.workflow import review
from curator.workflow.jobs import Job
from curator.workflow.propose import ProposeSummary
from tests.web.conftest import Served
from tests.web.pages import LateAnswers, submit_all, text_of, wait_pictures, wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def submitted(served: Served) -> tuple[Annotation, ...]:
    return submit_all(served.project)


@pytest.fixture
def accepted(served: Served, submitted: tuple[Annotation, ...]) -> Served:
    for annotation in submitted:
        review.accept(served.project, annotation.id, annotation.head, "", "Rita")
    return served


def test_a_folder_typed_before_the_page_is_answered_is_exported_to(
    page: Page, accepted: Served, tmp_path: Path
) -> None:
    target = tmp_path / "mine"
    answers = LateAnswers(page)
    page.goto(accepted.address + "/export")
    page.get_by_label("Folder").fill(str(target))
    page.get_by_label("PFCN").check()
    answers.come()
    wait_text(page, "#export-command code", f"{target} --format pfcn")
    assert page.get_by_label("Folder").input_value() == str(target)
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-good", str(target))
    assert (target / "images_data_crop").is_dir()


def test_a_folder_typed_while_the_format_is_answered_is_exported_to(
    page: Page, accepted: Served, tmp_path: Path
) -> None:
    target = tmp_path / "mine"
    page.goto(accepted.address + "/export")
    page.locator("#export-command code").wait_for()
    answers = LateAnswers(page)
    page.get_by_label("PFCN").check()
    page.get_by_label("Folder").fill(str(target))
    answers.come()
    wait_text(page, "#export-command code", f"{target} --format pfcn")
    page.locator("#export-go").click()
    wait_text(page, ".c-banner.is-good", str(target))


def test_what_is_typed_slowly_is_kept_letter_by_letter(page: Page, accepted: Served) -> None:
    words = "/tmp/portraits of the spring"
    page.goto(accepted.address + "/export")
    field = page.get_by_label("Folder")
    field.press_sequentially(words, delay=25)
    wait_text(page, "#export-command code", words)
    assert field.input_value() == words


def test_predictions_typed_before_the_page_is_answered_stay(page: Page, served: Served) -> None:
    answers = LateAnswers(page)
    page.goto(served.address + "/evaluate")
    page.get_by_label("Predictions").fill("/mine")
    page.get_by_label("Report folder").fill("/my/report")
    answers.come()
    wait_text(page, "#evaluate-command code", "curator evaluate TRUTH_DIR /mine --out /my/report")
    assert page.get_by_label("Predictions").input_value() == "/mine"


def test_a_search_typed_before_the_page_is_answered_is_searched_for(page: Page, served: Served) -> None:
    answers = LateAnswers(page)
    page.goto(served.address)
    page.get_by_placeholder("Search names").fill("0001")
    answers.come()
    wait_text(page, "#library-where", "1–1 of 1")
    assert page.get_by_placeholder("Search names").input_value() == "0001"
    assert page.locator(".c-card").count() == 1


def test_the_newest_of_two_filters_is_the_one_that_is_shown(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.locator(".c-card").first.wait_for()
    answers = LateAnswers(page)
    page.locator("#library-state").get_by_text("Proposed 2", exact=True).click()
    page.locator("#library-state").get_by_text("Not proposed 1").click()
    page.locator("#library-view").get_by_text("Trimap").click()
    answers.come()
    wait_text(page, ".c-lacking", "no trimap yet")
    assert page.locator(".c-card").count() == 1
    assert page.get_by_label("Not proposed 1").is_checked()


def test_a_form_that_was_opened_before_the_page_is_answered_stays_open(
    page: Page, served: Served
) -> None:
    answers = LateAnswers(page)
    page.goto(served.address)
    page.get_by_role("button", name="Import photos").click()
    answers.come()
    page.locator(".c-card").first.wait_for()
    page.get_by_label("Folder").fill("/portraits")


def test_what_is_running_already_is_said_until_somebody_closes_it(
    page: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def slow(*_: Any, job: Job[Any], **__: Any) -> ProposeSummary:
        for step in range(100):
            job.step(step, 100)
            go.wait(0.3)
        return ProposeSummary(0, 0, ())

    monkeypatch.setattr(library, "propose_all", slow)
    page.goto(served.address)
    page.locator(".c-card").first.wait_for()
    page.get_by_role("button", name="Propose all").click()
    page.locator(".c-running").wait_for()
    page.get_by_role("button", name="Matte all").click()
    wait_text(page, ".c-notice", "still running")
    # The bar goes on meanwhile.
    now = text_of(page, ".c-count")
    page.locator(".c-count").filter(has_not_text=now).wait_for()
    wait_text(page, ".c-notice", "still running")
    page.get_by_role("button", name="Close").click()
    page.locator(".c-notice").wait_for(state="detached")
    go.set()
    page.locator(".c-banner.is-good").wait_for()


def test_a_verdict_is_on_what_is_shown_not_on_what_is_on_its_way(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    first, second = submitted
    page.goto(served.address + "/review")
    wait_pictures(page, ".c-film img:not([hidden])")
    answers = LateAnswers(page)
    page.locator(f"#review-queue [data-annotation='{second.id}']").click()
    page.keyboard.press("a")
    answers.come()
    wait_text(page, "#review-tab", "Accepted 1")
    states = [served.project.annotations.get(each.id).state for each in (first, second)]
    assert states == ["accepted", "submitted"]
    wait_text(page, ".c-heading h2", served.project.photos.get(second.photo_id).name)


def test_the_newest_of_two_lists_is_the_one_that_is_shown(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    review.accept(served.project, submitted[0].id, submitted[0].head, "", "Rita")
    answers = LateAnswers(page)
    page.goto(served.address + "/review")
    page.locator("#review-tab").get_by_text("Rejected").click()
    page.locator("#review-tab").get_by_text("Accepted").click()
    answers.come()
    wait_text(page, "#review-history", "Accepted")
    assert page.get_by_label("Accepted 1").is_checked()
    assert page.locator("#review-queue button").count() == 1


def test_a_note_stays_while_its_annotation_is_shown(
    page: Page, served: Served, submitted: tuple[Annotation, ...]
) -> None:
    first, second = submitted
    page.goto(served.address + "/review")
    wait_pictures(page, ".c-film img:not([hidden])")
    note = page.get_by_label("Note")
    answers = LateAnswers(page)
    page.locator("#review-queue [aria-selected=true]").click()
    note.fill("left ear")
    review.accept(served.project, second.id, second.head, "", "Otto")
    answers.come()
    # The answer was made before the other one was accepted; the next one tells that it has come.
    page.get_by_label("Reviewer").fill("Rita")
    page.locator("#review-queue [aria-selected=true]").click()
    wait_text(page, "#review-tab", "Accepted 1")
    assert note.input_value() == "left ear"

    page.locator("#review-reject").click()
    wait_text(page, "#review-tab", "Rejected 1")
    verdict = served.project.reviews.of(first.id)[-1]
    assert (verdict.reviewer, verdict.note) == ("Rita", "left ear")
