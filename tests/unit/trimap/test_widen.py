"""The band wider and narrower, against every distance there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from curator.errors import StrokeError
from curator.records import Rectangle, Stroke
from curator.trimap.strokes import draw
from curator.trimap.widen import BandChange, change_band, check_band_change
from curator.types import Trimap
from tests.pictures import portrait


def trimap_of(*rows: str) -> Trimap:
    return np.array(
        [[{".": 0, "?": 128, "#": 255}[letter] for letter in row] for row in rows], np.uint8
    )


def expected_of(trimap: Trimap, change: str, pixels: int) -> Trimap:
    """By hand: every pixel against every other one."""
    places = np.argwhere(np.ones_like(trimap))
    squares = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    flat = trimap.ravel()

    def nearest(label: int) -> Any:
        return np.where(flat == label, squares, 10**9).min(axis=1)

    after = flat.copy()
    if change == "widen":
        after[nearest(128) <= pixels**2] = 128
    else:
        foreground, background = nearest(255), nearest(0)
        near = (flat == 128) & (np.minimum(foreground, background) <= pixels**2)
        after[near & (foreground < background)] = 255
        after[near & (background < foreground)] = 0
    return after.reshape(trimap.shape)


def test_wider_by_one_is_a_cross_around_each_pixel() -> None:
    before = trimap_of(".....", ".....", "..?##", ".....", ".....")
    after, box = change_band(before, BandChange("widen", 1))
    np.testing.assert_array_equal(after, trimap_of(".....", "..?..", ".???#", "..?..", "....."))
    assert box == Rectangle(1, 1, 3, 3)


def test_narrower_takes_the_nearest_label_and_leaves_ties() -> None:
    before = trimap_of("..?????##")
    after, _ = change_band(before, BandChange("narrow", 2))
    np.testing.assert_array_equal(after, trimap_of("....?####"))
    after, _ = change_band(before, BandChange("narrow", 9))
    np.testing.assert_array_equal(after, trimap_of("....?####"))


@settings(max_examples=120, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 14),
    st.integers(1, 14),
    st.integers(1, 6),
    st.sampled_from(["widen", "narrow"]),
)
def test_any_trimap(seed: int, width: int, height: int, pixels: int, change: str) -> None:
    random = np.random.default_rng(seed)
    share = random.dirichlet([1, 1, 1])
    trimap = random.choice(np.array([0, 128, 255], np.uint8), (height, width), p=share)
    after, _ = change_band(trimap, BandChange(change, pixels))  # type: ignore[arg-type]
    np.testing.assert_array_equal(after, expected_of(trimap, change, pixels))


@pytest.mark.parametrize("pixels", [1, 37, 100])
def test_a_large_band_against_distances_of_another_library(pixels: int) -> None:
    trimap = portrait(480, 400).trimap
    after, _ = change_band(trimap, BandChange("widen", pixels))
    reached = ndimage.distance_transform_edt(trimap != 128) <= pixels
    np.testing.assert_array_equal(after, np.where(reached, 128, trimap))
    after, _ = change_band(trimap, BandChange("narrow", pixels))
    to = [np.rint(ndimage.distance_transform_edt(trimap != label) ** 2) for label in (255, 0)]
    near = (trimap == 128) & (np.minimum(*to) <= pixels**2)
    expected = np.where(near & (to[0] < to[1]), 255, np.where(near & (to[1] < to[0]), 0, trimap))
    np.testing.assert_array_equal(after, expected)


@pytest.mark.parametrize("change", ["widen", "narrow"])
def test_under_a_brush_only_what_the_brush_covers_changes(change: str) -> None:
    trimap = portrait(160, 120).trimap
    points = ((-4.0, 30.0), (70.3, 80.6), (110.0, 20.0))
    under, box = change_band(trimap, BandChange(change, 7, 9.4, points))  # type: ignore[arg-type]
    everywhere, _ = change_band(trimap, BandChange(change, 7))  # type: ignore[arg-type]
    covered = draw(np.zeros_like(trimap), Stroke("foreground", 9.4, points))[0] == 255
    np.testing.assert_array_equal(under, np.where(covered, everywhere, trimap))
    assert not np.array_equal(under, trimap)
    assert not np.array_equal(under, everywhere)
    rows, columns = np.nonzero(under != trimap)
    spans = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    assert box == Rectangle(int(columns.min()), int(rows.min()), *spans)


def test_a_trimap_without_a_band_or_with_nothing_else_stays() -> None:
    for label in (0, 128, 255):
        trimap = np.full((5, 6), label, np.uint8)
        for change in ("widen", "narrow"):
            after, box = change_band(trimap, BandChange(change, 3))
            np.testing.assert_array_equal(after, trimap)
            assert box is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (BandChange("widen", 0), "1 to 100 pixels, not by 0"),
        (BandChange("narrow", 101), "not by 101"),
        (BandChange("erase", 1), "not 'erase'"),  # type: ignore[arg-type]
        (BandChange("widen", 1, 0.1, ((1, 1),)), "radius"),
        (BandChange("widen", 1, 3, ((float("nan"), 1),)), "no number"),
    ],
)
def test_changes_that_cannot_be_made(change: BandChange, words: str) -> None:
    with pytest.raises(StrokeError, match=words):
        check_band_change(change, 10, 10)
    with pytest.raises(StrokeError, match=words):
        change_band(np.zeros((10, 10), np.uint8), change)
