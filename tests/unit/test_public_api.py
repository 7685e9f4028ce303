"""`import curator` is instant, and its three functions work and say how."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import curator
from tests.scenes import scene

HEAVY = ("torch", "gradio", "pymatting", "numba", "cv2", "scipy", "sqlalchemy", "numpy")


def loaded_by(program: str) -> set[str]:
    """The heavy packages that a fresh interpreter holds after running a program."""
    program += f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_curator_loads_nothing_heavy():
    assert loaded_by("import curator; curator.__version__; dir(curator)") == set()


def test_the_functions_load_neither_torch_nor_the_page():
    asked = "import curator; curator.estimate_alpha; curator.fuse; curator.score"
    assert not loaded_by(asked) & {"torch", "gradio", "pymatting", "numba", "sqlalchemy"}


def test_listing_the_methods_loads_neither_torch_nor_pymatting():
    listed = "from curator.registry import METHODS, SOURCES; METHODS.all(); SOURCES.all()"
    assert not loaded_by(listed) & {"torch", "gradio", "pymatting"}


@pytest.mark.parametrize("name", ["estimate_alpha", "fuse", "score"])
def test_the_functions_are_documented(name):
    text = getattr(curator, name).__doc__
    for section in ("Parameters\n", "Returns\n", "Raises\n"):
        assert section in text
    assert "H x W" in text
    assert "float32" in text
    assert name in dir(curator)
    assert name in curator.__all__


def test_from_masks_to_scores():
    portrait = scene()
    person = (portrait.alpha >= 0.5).astype(np.float32)
    trimap = curator.fuse([person], [9])
    assert set(np.unique(trimap)) == {0, 128, 255}
    alpha = curator.estimate_alpha(portrait.image, trimap, method="closed-form")
    scores = curator.score(alpha, portrait.alpha, trimap)
    worse = curator.score(person, portrait.alpha, trimap)
    assert scores["sad/band"] < worse["sad/band"]
    assert scores["foreground-iou/image"] > 0.95


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'matte'"):
        _ = curator.matte
