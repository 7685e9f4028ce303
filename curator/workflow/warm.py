"""Pay once, and in sight, for what would make the first request of a new environment slow.

PyMatting compiles its kernels when it is first imported, for half a minute; numba keeps the result. A
stamp in the environment says that this was done for these versions on this processor.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from curator import weights
from curator.errors import CuratorError, UnavailableError
from curator.registry import METHODS
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN

_TICK_SECONDS = 3.0
_KERNELS = "pymatting.alpha.estimate_alpha_sm"
_KERNEL = "expand_trimap"


def warm(report: Callable[[str], None]) -> None:
    """Compile the caches of all matting methods and of the foreground estimation.

    Returns at once when the stamp says that it was done. The stamp is written only after every
    method has run.

    Parameters
    ----------
    report
        Called with a line for each step, and every few seconds while one takes long.

    Raises
    ------
    CuratorError
        If a method fails on the small test photo; no stamp is written.
    """
    if _is_warm():
        report("The matting methods are compiled already.")
        return
    began = time.monotonic()
    with _ticking("Compiling the matting methods, once for this environment", report):
        importlib.import_module("pymatting")
    image, trimap = _small_case()
    from curator.matting import estimate_alpha
    from curator.refinement.foreground import estimate_foreground

    for record in METHODS.all():
        with _ticking(f"Trying {record.title}", report):
            alpha = estimate_alpha(image, trimap, record.name)
    with _ticking("Trying the foreground estimation", report):
        estimate_foreground(image, alpha)
    _leave_stamp(report)
    report(f"The matting methods are ready after {time.monotonic() - began:.0f} s.")


def main() -> int:
    """Fetch absent weights and warm the caches; what `make app` runs before it serves."""
    try:
        _fetch_weights()
        warm(_say)
    except CuratorError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _fetch_weights() -> None:
    for absent in (each for each in weights.status() if each.problem is not None):
        name = absent.weights.name
        try:
            with _ticking(f"Bringing the {name} weights", _say):
                weights.fetch(name, _say)
        except UnavailableError as error:
            print(
                f"{error} The app works without them: GrabCut and the brushes need no weights.",
                file=sys.stderr,
            )


def _say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def _ticking(title: str, report: Callable[[str], None]) -> Iterator[None]:
    """Report a step's beginning, and its seconds while it lasts."""
    report(f"{title} ...")
    ended = threading.Event()
    began = time.monotonic()

    def tick() -> None:
        while not ended.wait(_TICK_SECONDS):
            report(f"{title} ... {time.monotonic() - began:.0f} s")

    clock = threading.Thread(target=tick, daemon=True)
    clock.start()
    try:
        yield
    finally:
        ended.set()
        clock.join()


def _small_case() -> tuple[Any, Any]:
    """A photo of 32 x 32 pixels, dark to the left and bright to the right, with a band between."""
    image = np.repeat(np.linspace(20, 235, 32).astype(np.uint8)[None, :, None], 32, axis=0)
    image = np.repeat(image, 3, axis=2)
    trimap = np.full((32, 32), UNKNOWN, np.uint8)
    trimap[:, :10] = BACKGROUND
    trimap[:, 22:] = FOREGROUND
    return image, trimap


def _stamp() -> Path:
    tag = f"py{sys.version_info.major}.{sys.version_info.minor}"
    return Path(sys.prefix) / (
        f".curator-warm-pymatting{version('pymatting')}-numba{version('numba')}-{tag}"
    )


def _is_warm() -> bool:
    """Whether the stamp is of this processor and this installation, and its cache is still there."""
    try:
        noted = json.loads(_stamp().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if noted.get("installation") != _installation():
        return False
    return any(Path(str(noted.get("cache"))).glob(f"*{_KERNEL}*.nbc"))


def _leave_stamp(report: Callable[[str], None]) -> None:
    kernel = getattr(importlib.import_module(_KERNELS), _KERNEL)
    note = {"installation": _installation(), "cache": str(kernel.stats.cache_path)}
    try:
        _stamp().write_text(json.dumps(note), encoding="utf-8")
    except OSError as error:
        report(f"This could not be noted in {sys.prefix} ({error.strerror}): it will be tried again.")


def _installation() -> str:
    """A digest of what numba's cache depends on: processor, compiled files, place of the cache."""
    processor = importlib.import_module("llvmlite.binding")
    package = importlib.util.find_spec("pymatting")
    changed = Path(package.origin).stat().st_mtime_ns if package and package.origin else 0
    facts = [
        processor.get_host_cpu_name(),
        processor.get_host_cpu_features().flatten(),
        str(changed),
        os.environ.get("NUMBA_CACHE_DIR", ""),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
