"""Long work: its progress, its end, and the way to stop it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar

from curator.errors import CancelledError, CuratorError

JobState = Literal["running", "finished", "failed", "cancelled"]
T = TypeVar("T")

_log = logging.getLogger(__name__)


class Job(Generic[T]):
    """One piece of long work, watched from outside while a thread does it.

    Attributes
    ----------
    done, total
        How far it is; `total` is 0 while that is not known.
    message
        What is being done now.
    state
        running, finished, failed or cancelled.
    error
        The sentence a failed job ended with, else None.
    result
        What a finished job returned, else None.
    ended_at
        When it ended, else None.
    """

    def __init__(self, title: str = "", watcher: Callable[[int, int, str], None] | None = None) -> None:
        self.title = title
        self.done = 0
        self.total = 0
        self.message = ""
        self.state: JobState = "running"
        self.error: str | None = None
        self.result: T | None = None
        self.ended_at: datetime | None = None
        self._watcher = watcher
        self._stop = threading.Event()
        self._ended = threading.Event()

    def step(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is.

        Raises
        ------
        CancelledError
            If somebody cancelled the job: the work ends here, what is done stays.
        """
        if self._stop.is_set():
            raise CancelledError(f"{self.title or 'The job'} was stopped after {done} of {total}.")
        self.done, self.total, self.message = done, total, message
        if self._watcher is not None:
            self._watcher(done, total, message)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; whether it came in time."""
        return self._ended.wait(seconds)

    def run(self, function: Callable[[Job[T]], T]) -> None:
        """Do the work in this thread and keep how it ended; nothing is raised."""
        try:
            self.result = function(self)
            self._end("finished")
        except CancelledError as error:
            self._end("cancelled", str(error))
        except CuratorError as error:
            self._end("failed", str(error))
        except Exception as error:  # noqa: BLE001 - a thread's last stop: logged and shown, not lost
            _log.exception("%s failed", self.title)
            self._end("failed", f"{self.title} failed unexpectedly: {error!r}")

    def _end(self, state: JobState, error: str | None = None) -> None:
        # The state last: whoever sees it finds the rest.
        self.error, self.ended_at = error, datetime.now(UTC)
        self.state = state
        self._ended.set()


def start(title: str, function: Callable[[Job[Any]], Any]) -> Job[Any]:
    """Run a function in a thread of its own; it reports through the job it is given."""
    job: Job[Any] = Job(title)
    threading.Thread(target=job.run, args=(function,), name=title, daemon=True).start()
    return job
