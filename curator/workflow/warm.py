"""Pay once, and in sight, for what would make the first request of a new environment slow.

The kernels of the matting methods, and those that estimate foreground colours, are compiled by numba
when they are first called; numba keeps the result. A stamp in the environment says that this was done
for these versions of them on this processor.
"""

from __future__ import annotations

import hashlib
import importlib
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
from curator.matting import estimate_alpha
from curator.matting.session import MattingSession
from curator.records import Stroke
from curator.registry import METHODS, MattingMethod
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha

_TICK_SECONDS = 3.0
#: A kernel of each package, beside which the others of the same package are kept.
_KERNELS = (
    ("curator.matting.elimination.fronts", "eliminate"),
    ("curator.refinement.sweeps", "sweep"),
)
_PACKAGES = tuple(Path(__file__).parents[1] / name for name in ("matting", "refinement"))


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
    for record in METHODS.all():
        with _ticking(f"Compiling {record.title}, once for this environment", report):
            alpha = try_method(record)
    with _ticking("Compiling the estimation of foreground colours", report):
        from curator.refinement.foreground import estimate_foreground

        estimate_foreground(small_case()[0], alpha)
    _leave_stamp(report)
    report(f"The matting methods are ready after {time.monotonic() - began:.0f} s.")


def try_method(record: MattingMethod) -> Alpha:
    """Run all that a method does on a small photo: from scratch, and after a change.

    Raises
    ------
    CuratorError
        If the method fails.
    """
    image, trimap = small_case()
    alpha = estimate_alpha(image, trimap, record.name)
    with MattingSession(image, trimap, record.name) as session:
        session.edit([Stroke("foreground", 2.0, ((16.0, 16.0),))])
    return alpha


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
            # The next would wait for the same network again.
            return


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


def small_case() -> tuple[Any, Any]:
    """A photo of 32 x 32 pixels, dark to the left and bright to the right, with a band between."""
    image = np.repeat(np.linspace(20, 235, 32).astype(np.uint8)[None, :, None], 32, axis=0)
    image = np.repeat(image, 3, axis=2)
    trimap = np.full((32, 32), UNKNOWN, np.uint8)
    trimap[:, :10] = BACKGROUND
    trimap[:, 22:] = FOREGROUND
    return image, trimap


def _stamp() -> Path:
    tag = f"py{sys.version_info.major}.{sys.version_info.minor}"
    return Path(sys.prefix) / f".curator-warm-numba{version('numba')}-{tag}"


def _is_warm() -> bool:
    """Whether the stamp is of this processor and this installation, and its cache is still there."""
    try:
        noted = json.loads(_stamp().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if noted.get("installation") != _installation():
        return False
    caches = noted.get("caches", [])
    return len(caches) == len(_KERNELS) and all(
        any(Path(cache).glob(f"*{name}*.nbc"))
        for cache, (_, name) in zip(caches, _KERNELS, strict=True)
    )


def _leave_stamp(report: Callable[[str], None]) -> None:
    kernels = [getattr(importlib.import_module(module), name) for module, name in _KERNELS]
    caches = [str(kernel.stats.cache_path) for kernel in kernels]
    try:
        _stamp().write_text(
            json.dumps({"installation": _installation(), "caches": caches}), encoding="utf-8"
        )
    except OSError as error:
        report(f"This could not be noted in {sys.prefix} ({error.strerror}): it will be tried again.")


def _installation() -> str:
    """A digest of what numba's cache depends on: processor, compiled files, place of the cache."""
    processor = importlib.import_module("llvmlite.binding")
    files = [path for package in _PACKAGES for path in sorted(package.rglob("*.py"))]
    facts = [
        processor.get_host_cpu_name(),
        processor.get_host_cpu_features().flatten(),
        *(f"{path}: {path.stat().st_mtime_ns}" for path in files),
        os.environ.get("NUMBA_CACHE_DIR", ""),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())
