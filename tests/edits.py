"""What annotators do to a trimap, made up by hypothesis, and what a page does with a patch."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from curator.matting.session import Patch
from curator.records import Stroke
from curator.trimap.strokes import draw
from curator.types import Alpha, Trimap
from tests.scenes import scene

SCENE = scene(44, 33)
HEIGHT, WIDTH = SCENE.trimap.shape


def on(shown: Alpha, patch: Patch) -> Alpha:
    """What a page shows that puts a patch on."""
    shown = shown.copy()
    if patch.box is None:
        assert patch.alpha.shape == (0, 0)
    else:
        assert patch.alpha.dtype == np.float32
        assert patch.alpha.shape == (patch.box.height, patch.box.width)
        rows = slice(patch.box.y, patch.box.y + patch.box.height)
        shown[rows, patch.box.x : patch.box.x + patch.box.width] = patch.alpha
    return shown


def check_known(alpha: Alpha, trimap: Trimap) -> None:
    assert (alpha[trimap == 0] == 0).all()
    assert (alpha[trimap == 255] == 1).all()


def brush(label: str, x: float, y: float, radius: float = 2.0) -> Stroke:
    return Stroke(label, radius, ((x, y), (x + 3, y + 2)))


COORDINATE_X = st.integers(-20, 16 * WIDTH + 20).map(lambda v: v / 16)
COORDINATE_Y = st.integers(-20, 16 * HEIGHT + 20).map(lambda v: v / 16)
STROKES = st.builds(
    Stroke,
    label=st.sampled_from(["foreground", "background", "unknown"]),
    radius=st.integers(8, 200).map(lambda v: v / 16),
    points=st.lists(st.tuples(COORDINATE_X, COORDINATE_Y), min_size=1, max_size=4).map(tuple),
)


@st.composite
def trimaps(drawing: st.DrawFn) -> Trimap:
    trimap = SCENE.trimap
    for stroke in drawing(st.lists(STROKES, max_size=3)):
        trimap = draw(trimap, stroke)[0]
    return trimap


ACTIONS = st.one_of(
    st.tuples(st.just("edit"), st.lists(STROKES, max_size=2)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("redo"), st.none()),
    st.tuples(st.just("change"), trimaps()),
)


def solvable(trimap: Trimap) -> bool:
    return bool((trimap == 0).any() and (trimap == 255).any())
