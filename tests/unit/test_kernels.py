"""Kernels' threads wait asleep, unless somebody has decided otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = "import curator.kernels, os; print(os.environ['OMP_WAIT_POLICY'])"


@pytest.mark.parametrize(("given", "expected"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_how_threads_wait(given: str | None, expected: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}
    if given:
        environment["OMP_WAIT_POLICY"] = given
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == expected


def test_it_is_said_before_openmp_is_loaded() -> None:
    """The methods bring the threads with them: none may be loaded before the word is out."""
    program = (
        "import sys; from curator.registry import METHODS; METHODS.all();"
        "print('curator.kernels' in sys.modules, 'numba.np.ufunc.omppool' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
