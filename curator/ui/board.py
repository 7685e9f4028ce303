"""The long jobs of a project, kept on the server so that they outlive a page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from curator.errors import StateError
from curator.workflow.jobs import Job, start


class JobBoard:
    """The newest job of each place ("library", "export", "evaluate"): one at a time in each."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job[Any]] = {}
        self._stopping: set[str] = set()
        self._lock = threading.Lock()

    def start(self, place: str, title: str, function: Callable[[Job[Any]], Any]) -> None:
        """Start a job in a place.

        Raises
        ------
        StateError
            If one is running there.
        """
        with self._lock:
            job = self._jobs.get(place)
            if job is not None and job.state == "running":
                raise StateError(f"“{job.title}” is still running. Wait for it, or cancel it first.")
            self._stopping.discard(place)
            self._jobs[place] = start(title, function)

    def get(self, place: str) -> Job[Any] | None:
        """The newest job of a place, running or ended; None when there is none to show."""
        return self._jobs.get(place)

    def running(self, place: str) -> bool:
        """Whether a job runs in a place."""
        job = self._jobs.get(place)
        return job is not None and job.state == "running"

    def cancel(self, place: str) -> None:
        """Ask the job of a place to stop at its next step."""
        with self._lock:
            if self.running(place):
                self._stopping.add(place)
                self._jobs[place].cancel()

    def stopping(self, place: str) -> bool:
        """Whether the job of a place was asked to stop and has not come to its next step yet."""
        return place in self._stopping and self.running(place)

    def dismiss(self, place: str) -> None:
        """Forget how the last job of a place ended."""
        with self._lock:
            if not self.running(place):
                self._jobs.pop(place, None)
