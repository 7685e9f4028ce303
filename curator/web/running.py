"""Jobs that a page watches: started by one request, looked at by others."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from curator.errors import NotFoundError
from curator.workflow.jobs import Job, start

#: Jobs that are remembered; the oldest ended one is forgotten first.
_REMEMBERED = 100


class RunningJobs:
    """Jobs by an id that only who started them knows."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job[Any]] = OrderedDict()
        self._keys: dict[str, object] = {}
        self._lock = threading.Lock()

    def start(self, key: object, title: str, function: Callable[[Job[Any]], Any]) -> str:
        """Start a job; while one of the same key runs, that one is meant."""
        with self._lock:
            for name, job in self._jobs.items():
                if job.state == "running" and self._keys[name] == key:
                    return name
            name = secrets.token_urlsafe(12)
            self._jobs[name] = start(title, function)
            self._keys[name] = key
            self._forget()
            return name

    def get(self, name: str) -> Job[Any]:
        """The job of that id.

        Raises
        ------
        NotFoundError
            If there is none, or it is forgotten.
        """
        with self._lock:
            if name not in self._jobs:
                raise NotFoundError("That job is not known any more: start it again.")
            return self._jobs[name]

    def _forget(self) -> None:
        ended = [name for name, job in self._jobs.items() if job.state != "running"]
        for name in ended[: max(0, len(self._jobs) - _REMEMBERED)]:
            del self._jobs[name], self._keys[name]
