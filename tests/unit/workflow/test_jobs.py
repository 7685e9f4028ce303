"""Jobs: watched, stopped, and never lost without a word."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from curator.errors import CancelledError, CuratorError
from curator.workflow.jobs import Job, start


def test_a_job_reports_and_ends_with_its_result() -> None:
    seen: list[tuple[int, int, str]] = []

    def work(job: Job[Any]) -> str:
        for number in range(3):
            job.step(number, 3, f"photo {number}")
            seen.append((job.done, job.total, job.message))
        return "done"

    job = start("counting", work)
    assert job.wait(10)
    assert (job.state, job.result, job.error) == ("finished", "done", None)
    assert seen == [(0, 3, "photo 0"), (1, 3, "photo 1"), (2, 3, "photo 2")]


def test_a_cancelled_job_stops_at_its_next_step() -> None:
    cancelled, steps = threading.Event(), []

    def work(job: Job[Any]) -> None:
        job.step(0, 2)
        steps.append(0)
        cancelled.wait(10)
        job.step(1, 2)
        steps.append(1)

    job = start("work", work)
    job.cancel()
    cancelled.set()
    assert job.wait(10)
    assert job.state == "cancelled"
    assert 1 not in steps


def test_a_cancelled_job_says_how_far_it_came() -> None:
    job: Job[Any] = Job("Import")
    job.cancel()
    with pytest.raises(CancelledError, match="Import was stopped after 2 of 5"):
        job.step(2, 5)


@pytest.mark.parametrize(
    ("error", "said"),
    [(CuratorError("No room."), "No room."), (ZeroDivisionError("x"), "unexpectedly")],
)
def test_a_failed_job_says_why(error: Exception, said: str) -> None:
    def work(job: Job[Any]) -> None:
        raise error

    job = start("work", work)
    assert job.wait(10)
    assert job.state == "failed"
    assert said in str(job.error)
