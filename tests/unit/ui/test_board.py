"""Jobs of a page: one at a time in a place, stopped when asked, forgotten when seen."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from curator.errors import StateError
from curator.ui.board import JobBoard
from curator.workflow.jobs import Job


def test_one_job_at_a_time_in_a_place() -> None:
    board, go = JobBoard(), threading.Event()
    board.start("library", "Importing", lambda job: go.wait(10))
    with pytest.raises(StateError, match="still running"):
        board.start("library", "Proposing", lambda job: None)
    board.start("export", "Exporting", lambda job: "done")
    board.dismiss("library")
    assert board.running("library"), "a running job is not forgotten"

    go.set()
    job = board.get("library")
    assert job is not None
    assert job.wait(10)
    board.start("library", "Proposing", lambda job: 7)
    board.dismiss("nowhere")


def test_cancel_reaches_the_next_step_of_the_job() -> None:
    board, go = JobBoard(), threading.Event()

    def work(job: Job[Any]) -> None:
        job.step(1, 9, "first")
        go.wait(10)
        job.step(2, 9, "second")

    board.start("library", "Proposing", work)
    board.cancel("library")
    assert board.stopping("library")
    go.set()
    job = board.get("library")
    assert job is not None
    assert job.wait(10)
    assert job.state == "cancelled"
    assert not board.stopping("library")
    board.dismiss("library")
    assert board.get("library") is None
