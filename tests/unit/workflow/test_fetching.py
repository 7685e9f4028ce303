"""Weights brought by a job: counted while they come, stopped when it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curator import weights
from curator.workflow.fetching import FetchSummary, absent_weights, fetch_absent
from curator.workflow.jobs import Job
from tests.unit.weights.conftest import CONTENT, TOY, Server, folder, server

__all__ = ["folder", "server"]


@pytest.fixture
def served(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    known = {"toy": replace(TOY, address=f"{server.root}/toy.tflite")}
    monkeypatch.setattr(weights, "KNOWN", known)
    return server


def test_a_job_counts_what_comes_and_says_what_came(served: Server) -> None:
    seen: list[tuple[int, int, str]] = []
    job: Job[FetchSummary] = Job("Fetching", lambda *step: seen.append(step))
    assert absent_weights() == ("toy",)
    job.run(fetch_absent)
    assert (job.state, job.result) == ("finished", FetchSummary(("toy",)))
    whole = len(CONTENT) // 1000
    assert (whole, whole, "kB of the toy weights") in seen
    assert absent_weights() == ()
    assert fetch_absent(job) == FetchSummary(())


def test_a_job_that_is_cancelled_stops_in_the_middle_and_goes_on_later(served: Server) -> None:
    def stop(done: int, total: int, message: str) -> None:
        if done:
            job.cancel()

    job: Job[FetchSummary] = Job("Fetching", stop)
    job.run(fetch_absent)
    assert job.state == "cancelled"
    assert absent_weights() == ("toy",)
    assert fetch_absent(Job()) == FetchSummary(("toy",))
    assert "range" in served.asked[-1][1]
