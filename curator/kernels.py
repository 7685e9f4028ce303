"""One door to numba's parallel kernels, and how many threads they are worth.

Parallel kernels run on the threading layer that numba finds: OpenMP or TBB serve several threads
at once, while numba's own work queue ends the whole process when two threads meet in it. The layer is
known only after the first parallel kernel ran.

OpenMP's threads are told to sleep while they wait for each other, before it is loaded. By default they
spin: beside a browser that draws on the same cores, they spin away the time of the one they wait for.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SHARED_LAYERS = ("omp", "tbb")
#: Pixels below which waking other threads, and waiting for the last of them, costs more than it saves.
_FEW = 12_000
_turn = threading.Lock()

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


@contextmanager
def parallel_kernels() -> Iterator[None]:
    """Hold this while parallel kernels run; threads take turns where the layer needs it."""
    if _layer() in _SHARED_LAYERS:
        yield
        return
    with _turn:
        yield


@contextmanager
def threads_for(pixels: int) -> Iterator[None]:
    """Run parallel kernels on this thread alone where there are few pixels to work on."""
    from numba import get_num_threads, set_num_threads

    threads = get_num_threads()
    set_num_threads(1 if pixels < _FEW else threads)
    try:
        yield
    finally:
        set_num_threads(threads)


def _layer() -> str | None:
    from numba.np.ufunc.parallel import threading_layer

    try:
        return str(threading_layer())  # type: ignore[no-untyped-call]
    except ValueError:  # no parallel kernel ran yet
        return None
