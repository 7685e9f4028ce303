"""How many threads a kernel is worth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from numba import get_num_threads, set_num_threads

#: Pixels below which waking other threads, and waiting for the last of them, costs more than it saves.
_FEW: Final = 12_000


@contextmanager
def threads_for(pixels: int) -> Iterator[None]:
    """Run parallel kernels on this thread alone where there are few pixels to work on."""
    threads = get_num_threads()
    set_num_threads(1 if pixels < _FEW else threads)
    try:
        yield
    finally:
        set_num_threads(threads)
