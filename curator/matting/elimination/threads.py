"""Threads of our own over the tree of pieces, and one thread for each product of matrices in them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from threadpoolctl import OpenBLASController, ThreadpoolController

#: Levels of the tree that are walked by two threads each: as many leaves as there are processors.
LEVELS = max(0, (os.cpu_count() or 1).bit_length() - 1)

_lock = threading.Lock()
_inside = 0
_limits: list[Any] = []


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


@contextmanager
def one_thread_a_product() -> Iterator[None]:
    """Keep BLAS from starting threads of its own, until the last caller has left.

    Its threads would wait for each other in loops that take the processors from ours, and the order of
    its sums, so the last digits, would follow the number of threads.
    """
    global _inside
    with _lock:
        if _inside == 0:
            with _control():
                _limits.append(_controller().limit(limits=1, user_api="blas"))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                with _control():
                    _limits.pop().restore_original_limits()


@contextmanager
def _control() -> Iterator[None]:
    """Have the say over OpenBLAS: its limits are the process's, and only one thread's calls count."""
    OpenBLASController.clear_controlling_thread(force=True)
    try:
        yield
    finally:
        OpenBLASController.clear_controlling_thread(force=True)
