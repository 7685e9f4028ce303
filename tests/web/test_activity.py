"""Active time: what counts, that it arrives, and that the Evaluate page shows it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from curator.ui.effort import duration
from curator.workflow.activity import report_time
from tests.web.annotating import ask, drag, open_annotation, wait_saved, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Drives the meter with a clock of our own: pairs of what happens and the second it happens at.
_METER = """async (events) => {
    const {editor} = document.querySelector(".curator-editor");
    const time = new editor.activity.time.constructor();
    for (const [what, second] of events) time[what](second * 1000);
    return time.take(events[events.length - 1][1] * 1000) / 1000;
}"""


@pytest.mark.parametrize(
    ("events", "seconds"),
    [
        ([("input", 0), ("input", 10), ("count", 12)], 12),
        ([("input", 0), ("count", 500)], 30),
        ([("input", 0), ("input", 100), ("count", 105)], 35),
        ([("input", 0), ("leave", 5), ("count", 60), ("input", 70), ("count", 71)], 6),
        ([("count", 50)], 0),
    ],
)
def test_thirty_seconds_after_an_input_count_and_no_more(
    served: Served, page: Page, events: list[tuple[str, float]], seconds: float
) -> None:
    open_annotation(page, served)
    assert page.evaluate(_METER, events) == seconds


def test_time_arrives_when_one_goes_on_to_the_next_photo(served: Served, page: Page) -> None:
    began = time.monotonic()
    open_annotation(page, served)
    page.keyboard.press("f")
    drag(page, (20, 15), (60, 15), steps=20)
    wait_saved(page)
    wait_until(
        page, "(editor.activity.time.count(performance.now()), editor.activity.time.total > 300)"
    )
    page.keyboard.press("PageDown")
    wait_until(page, "editor.annotation?.id === 2 && !editor.activity.reports.length")
    seconds = served.project.work.seconds()
    assert 0.3 <= seconds[1] <= time.monotonic() - began
    assert 2 not in seconds


def test_a_report_without_an_answer_is_sent_again_and_counts_once(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.route("**/activity", lambda route: (route.fetch(), route.abort()))
    page.mouse.move(300, 300)
    wait_until(
        page, "(editor.activity.time.count(performance.now()), editor.activity.time.total > 200)"
    )
    with page.expect_event("requestfailed"):
        ask(page, "editor.activity.report()")
    wait_until(page, "editor.activity.reports.length === 1")
    sent = ask(page, "editor.activity.reports[0].body.seconds")
    page.unroute("**/activity")
    ask(page, "editor.activity.send(editor.activity.reports[0])")
    wait_until(page, "editor.activity.reports.length === 0")
    assert served.project.work.seconds()[1] == pytest.approx(sent)


def test_the_evaluate_page_shows_the_work_on_each_photo(served: Served, page: Page) -> None:
    report_time(served.project, 1, "first-report", 100.0, "ann")
    report_time(served.project, 2, "second-report", 20.0, "ann")
    served.project.work.add_run(2, served.project.annotations.get(2).head, ["knn"], "ann")
    page.goto(f"{served.address}/evaluate")
    rows = page.locator("#evaluate-effort tbody tr")
    rows.nth(3).wait_for()
    assert [row.split("\t") for row in rows.all_inner_texts()] == [
        ["All 2 photos", "2 min 00 s", "0", "0", "1", "0"],
        ["Mean of a photo", "1 min 00 s", "0.0", "0.0", "0.5", "0.0"],
        ["00000.png", "1 min 40 s", "0", "0", "0", "0"],
        ["00001.png", "20 s", "0", "0", "1", "0"],
    ]


def test_an_untouched_project_says_so(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/evaluate")
    page.get_by_text("Nobody has worked on a photo yet.").wait_for()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (3599, "59 min 59 s"), (7620, "2 h 07 min")],
)
def test_durations_read_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
