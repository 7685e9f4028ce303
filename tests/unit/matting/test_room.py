"""Too little memory, and several threads at once: neither may end the process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from curator import memory
from curator.errors import ConvergenceError
from curator.matting import estimate_alpha, solving
from curator.registry import METHODS
from tests.scenes import scene


@pytest.mark.parametrize("method", ["closed-form", "knn"])
def test_a_photo_beyond_memory_is_refused_before_it_is_begun(method, monkeypatch):
    portrait = scene()
    monkeypatch.setattr(solving, "available", lambda: 500_000)
    with pytest.raises(ConvergenceError, match=r"GB for this photo of 45 x 60 pixels.*are free"):
        estimate_alpha(portrait.image, portrait.trimap, method)


@pytest.mark.parametrize("room", [None, 10**9])
def test_enough_or_unknown_memory_is_no_obstacle(room, monkeypatch):
    portrait = scene()
    monkeypatch.setattr(solving, "available", lambda: room)
    assert estimate_alpha(portrait.image, portrait.trimap, "knn").shape == (60, 45)


def test_memory_that_ends_half_way_is_said(monkeypatch):
    def greedy(image, trimap, parameters):
        np.empty((1 << 50,))

    portrait = scene()
    record = METHODS.get("shared")
    monkeypatch.setitem(METHODS._records, "shared", replace(record, function=greedy))
    with pytest.raises(ConvergenceError, match="Shared needs more memory"):
        estimate_alpha(portrait.image, portrait.trimap, "shared")


def test_the_machine_and_its_container_are_asked(tmp_path, monkeypatch):
    (tmp_path / "meminfo").write_text("MemTotal: 9000 kB\nMemAvailable: 4000 kB\n")
    for name, text in {
        "memory.max": "3000000\n",
        "memory.current": "2500000\n",
        "memory.stat": "anon 7\ninactive_file 400000\n",
    }.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(memory, "_MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    assert memory.available() == 3_000_000 - 2_500_000 + 400_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available() == 4000 * 1024
    (tmp_path / "meminfo").unlink()
    assert memory.available() is None


THREADS = """
import threading
from curator.matting import estimate_alpha
from curator.refinement.foreground import estimate_foreground
from tests.scenes import scene

portrait = scene(90, 70)

def work():
    for name in ("shared", "knn"):
        alpha = estimate_alpha(portrait.image, portrait.trimap, name)
        estimate_foreground(portrait.image, alpha)

threads = [threading.Thread(target=work) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print("alive")
"""


@pytest.mark.parametrize("layer", ["workqueue", "default"])
def test_threads_do_not_meet_in_the_kernels(layer):
    """Numba's work queue ends the process when two threads run parallel kernels at once."""
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        env={**os.environ, "NUMBA_THREADING_LAYER": layer},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr
