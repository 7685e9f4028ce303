"""What was computed and can be computed again: kept while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Bounded(Generic[V]):
    """A cache that forgets what was not asked for longest, once `limit` bytes are held."""

    def __init__(self, limit: int, size: Callable[[V], int]) -> None:
        self._limit = limit
        self._size = size
        self._held = 0
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """The value, or None when it was never there or is forgotten."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value, or weigh it again; the newest is kept even when it alone is over the limit."""
        size = self._size(value)
        with self._lock:
            if key in self._values:
                self._held -= self._values.pop(key)[1]
            self._held += size
            self._values[key] = (value, size)
            while self._held > self._limit and len(self._values) > 1:
                self._held -= self._values.popitem(last=False)[1][1]
