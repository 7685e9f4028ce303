"""One door to numba's parallel kernels, which not every threading layer lets threads share.

PyMatting's kernels run on the threading layer that numba finds: OpenMP or TBB serve several threads
at once, while numba's own work queue ends the whole process when two threads meet in it. The layer is
known only after the first parallel kernel ran.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SHARED_LAYERS = ("omp", "tbb")
_turn = threading.Lock()


@contextmanager
def parallel_kernels() -> Iterator[None]:
    """Hold this while parallel kernels run; threads take turns where the layer needs it."""
    if _layer() in _SHARED_LAYERS:
        yield
        return
    with _turn:
        yield


def _layer() -> str | None:
    from numba.np.ufunc.parallel import threading_layer

    try:
        return str(threading_layer())  # type: ignore[no-untyped-call]
    except ValueError:  # no parallel kernel ran yet
        return None
