"""The engine of KNN matting: whatever came before, its answer is that from scratch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import ConvergenceError
from curator.imaging.convert import to_float
from curator.matting import knn_engine, solving
from curator.registry import METHODS, Engine
from tests.scenes import scene

RECORD = METHODS.get("knn")
PORTRAIT = scene()
IMAGE = to_float(PORTRAIT.image)

edits = st.lists(
    st.tuples(
        st.sampled_from([0, 128, 255]),
        st.integers(2, 57),
        st.integers(2, 42),
        st.integers(1, 12),
    ),
    min_size=1,
    max_size=6,
)


def make() -> Engine:
    assert RECORD.engine is not None
    return RECORD.engine(IMAGE, RECORD.parameters())


def scratch(trimap: np.ndarray) -> np.ndarray:
    return RECORD.function(IMAGE, trimap, RECORD.parameters())


def dab(trimap: np.ndarray, label: int, y: int, x: int, radius: int) -> np.ndarray:
    """A square dab; the corners keep the trimap from losing a side."""
    changed = trimap.copy()
    changed[max(0, y - radius) : y + radius, max(0, x - radius) : x + radius] = label
    changed[0, 0], changed[-1, 22] = 0, 255
    return changed


@settings(max_examples=25, deadline=None)
@given(edits)
def test_any_edits_end_where_scratch_does(edits):
    engine, trimap = make(), PORTRAIT.trimap
    engine.solve(trimap, None)
    for edit in edits:
        trimap = dab(trimap, *edit)
        if not (trimap == 128).any():
            continue
        alpha = engine.solve(trimap, None)
        np.testing.assert_allclose(alpha, scratch(trimap), atol=1e-5)
        assert (alpha[trimap == 255] == 1).all()
        assert (alpha[trimap == 0] == 0).all()


def test_a_band_elsewhere_is_answered_too():
    """None of the new unknown pixels was unknown before, none of the old ones is any more."""
    engine = make()
    engine.solve(PORTRAIT.trimap, None)
    moved = np.where(PORTRAIT.alpha > 0.5, 255, 0).astype(np.uint8)
    moved[5:20, 3:12] = np.where(PORTRAIT.trimap[5:20, 3:12] == 128, 0, 128)
    assert not ((moved == 128) & (PORTRAIT.trimap == 128)).any()
    np.testing.assert_allclose(engine.solve(moved, None), scratch(moved), atol=1e-5)


def test_there_and_back_is_the_same():
    engine = make()
    first = engine.solve(PORTRAIT.trimap, None)
    engine.solve(dab(PORTRAIT.trimap, 255, 20, 20, 8), None)
    np.testing.assert_allclose(engine.solve(PORTRAIT.trimap, None), first, atol=1e-5)


def test_the_same_calls_give_the_same_to_the_bit():
    trimaps = [PORTRAIT.trimap]
    for edit in [(128, 10, 10, 6), (255, 30, 22, 9), (0, 8, 20, 5)]:
        trimaps.append(dab(trimaps[-1], *edit))
    one, other = make(), make()
    for trimap in trimaps:
        np.testing.assert_array_equal(one.solve(trimap, None), other.solve(trimap, None))


def test_what_it_gave_and_was_given_is_not_kept():
    engine, trimap = make(), PORTRAIT.trimap.copy()
    alpha = engine.solve(trimap, None)
    before = alpha.copy()
    trimap[:] = 255
    changed = dab(PORTRAIT.trimap, 128, 30, 20, 10)
    np.testing.assert_allclose(engine.solve(changed, None), scratch(changed), atol=1e-5)
    np.testing.assert_array_equal(alpha, before)


def test_it_answers_after_it_refused(monkeypatch):
    engine = make()
    engine.solve(PORTRAIT.trimap, None)
    changed = dab(PORTRAIT.trimap, 128, 12, 12, 9)
    with monkeypatch.context() as patch:
        patch.setattr(knn_engine, "solve", lambda *rest: (np.full_like(rest[3], np.nan), np.nan))
        with pytest.raises(ConvergenceError, match="did not reach its answer"):
            engine.solve(changed, None)
    np.testing.assert_allclose(engine.solve(changed, None), scratch(changed), atol=1e-5)


def test_it_asks_for_room_before_it_grows(monkeypatch):
    engine = make()
    engine.solve(PORTRAIT.trimap, None)
    changed = dab(PORTRAIT.trimap, 128, 12, 12, 9)
    with monkeypatch.context() as patch:
        patch.setattr(solving, "available", lambda: 1000)
        with pytest.raises(ConvergenceError, match="GB for this photo of 45 x 60 pixels"):
            engine.solve(changed, None)
        fewer = dab(PORTRAIT.trimap, 255, 20, 20, 4)
        alpha = engine.solve(fewer, None)
    np.testing.assert_allclose(alpha, scratch(fewer), atol=1e-5)
    np.testing.assert_allclose(engine.solve(changed, None), scratch(changed), atol=1e-5)


def test_it_says_what_it_holds():
    engine = make()
    empty = engine.nbytes
    engine.solve(PORTRAIT.trimap, None)
    one = engine.nbytes
    assert one > empty >= IMAGE.nbytes
    engine.solve(dab(PORTRAIT.trimap, 128, 30, 20, 14), None)
    assert engine.nbytes > one


def island() -> tuple[np.ndarray, np.ndarray]:
    """A red patch of 8 x 8 in a grey photo, all of it well inside of the unknown band."""
    rng = np.random.default_rng(3)
    image = (0.5 + rng.normal(0, 0.02, (40, 40, 3))).astype(np.float32)
    image[14:22, 20:28] += np.float32([0.45, -0.4, -0.4])
    trimap = np.full((40, 40), 128, np.uint8)
    trimap[:4], trimap[-4:] = 255, 0
    return image, trimap


def test_unknown_pixels_that_are_like_nothing_known_are_named():
    image, trimap = island()
    engine = RECORD.engine(image, RECORD.parameters())
    with pytest.raises(ConvergenceError, match=r"64 unknown pixels.*from \(20, 14\) to \(27, 21\)"):
        engine.solve(trimap, None)
    trimap[16, 22] = 255
    alpha = engine.solve(trimap, None)
    np.testing.assert_allclose(alpha, RECORD.function(image, trimap, RECORD.parameters()), atol=1e-5)
    # One known pixel is all that the patch is joined with.
    np.testing.assert_allclose(alpha[14:22, 20:28], 1, atol=1e-5)


def test_pixels_that_are_joined_with_nothing_are_named():
    """One neighbour each: the pixel itself."""
    parameters = RECORD.parameters(near_neighbours=1, far_neighbours=1)
    unknown = np.count_nonzero(PORTRAIT.trimap == 128)
    with pytest.raises(ConvergenceError, match=f"{unknown} unknown pixels"):
        RECORD.function(IMAGE, PORTRAIT.trimap, parameters)


def test_no_unknown_pixels_are_no_obstacle():
    engine, known = make(), np.where(PORTRAIT.alpha > 0.5, 255, 0).astype(np.uint8)
    np.testing.assert_array_equal(engine.solve(known, None), (known == 255).astype(np.float32))
    changed = dab(known, 128, 20, 20, 6)
    np.testing.assert_allclose(engine.solve(changed, None), scratch(changed), atol=1e-5)
    np.testing.assert_array_equal(engine.solve(known, None), (known == 255).astype(np.float32))


def test_an_edit_that_makes_an_island_is_refused():
    image, trimap = island()
    trimap[14:22, 20:28] = 0
    engine = RECORD.engine(image, RECORD.parameters())
    engine.solve(trimap, None)
    trimap[14:22, 20:28] = 128
    with pytest.raises(ConvergenceError, match="64 unknown pixels"):
        engine.solve(trimap, None)
