"""Who draws on which annotation: one browser at a time, as far as the browsers say.

This is courtesy, not a lock: a change is checked against the revision that it was made from, whoever
sends it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Seconds without a word after which whoever drew counts as gone; browsers let a hidden page speak once
#: a minute.
GONE: Final = 90.0


@dataclass(frozen=True)
class Drawer:
    """A browser that draws: its own secret name, who sits there, and when it was heard last."""

    browser: str
    author: str
    heard: float


class Presence:
    """The drawers of a project's annotations; forgotten when the server ends."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._drawers: dict[int, Drawer] = {}
        self._lock = threading.Lock()

    def who(self, annotation_id: int) -> Drawer | None:
        """Who draws on an annotation; None when nobody does."""
        with self._lock:
            return self._present(annotation_id)

    def draw(self, annotation_id: int, browser: str, author: str) -> Drawer:
        """Draw, or go on drawing, unless another browser does; says who draws then."""
        with self._lock:
            drawer = self._present(annotation_id)
            if drawer is None or drawer.browser == browser:
                drawer = self._seat(annotation_id, browser, author)
            return drawer

    def take_over(self, annotation_id: int, browser: str, author: str) -> Drawer:
        """Draw, whoever did."""
        with self._lock:
            return self._seat(annotation_id, browser, author)

    def leave(self, annotation_id: int, browser: str) -> None:
        """Draw no more."""
        with self._lock:
            drawer = self._drawers.get(annotation_id)
            if drawer is not None and drawer.browser == browser:
                del self._drawers[annotation_id]

    def _seat(self, annotation_id: int, browser: str, author: str) -> Drawer:
        drawer = Drawer(browser, author, self._clock())
        self._drawers[annotation_id] = drawer
        return drawer

    def _present(self, annotation_id: int) -> Drawer | None:
        drawer = self._drawers.get(annotation_id)
        if drawer is not None and self._clock() - drawer.heard > GONE:
            del self._drawers[annotation_id]
            return None
        return drawer
