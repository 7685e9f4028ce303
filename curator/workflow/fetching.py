"""Weights brought by a job that a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from curator import weights
from curator.workflow.jobs import Job


@dataclass(frozen=True)
class FetchSummary:
    """The names of the weights that were brought."""

    fetched: tuple[str, ...]


def absent_weights() -> tuple[str, ...]:
    """The names of known weights that are not here, or are not what they must be."""
    return tuple(each.weights.name for each in weights.status() if each.problem is not None)


def fetch_absent(job: Job[Any]) -> FetchSummary:
    """Bring all weights that are absent; the job counts the kilobytes of the one that comes.

    Raises
    ------
    UnavailableError
        As `weights.fetch`; what has come until then stays.
    CancelledError
        If the job was cancelled; what has come stays, and the next fetch goes on from there.
    """
    names = absent_weights()
    for name in names:
        _bring(name, job)
    return FetchSummary(names)


def _bring(name: str, job: Job[Any]) -> None:
    def count(done: int, total: int) -> None:
        job.step(done // 1000, total // 1000, f"kB of the {name} weights")

    weights.fetch(name, lambda line: job.step(0, 0, line), count)
