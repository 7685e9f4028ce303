"""Flood fill by colour, against a queue of pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import StrokeError
from curator.records import Label, Rectangle
from curator.trimap.flood import Flood, check_flood, flood_fill
from curator.types import Image, Trimap


def expected_of(trimap: Trimap, image: Image, flood: Flood) -> Trimap:
    height, width = trimap.shape
    first = image[flood.y, flood.x].astype(int)
    after = trimap.copy()
    waiting = [(flood.x, flood.y)]
    seen = set(waiting)
    while waiting:
        x, y = waiting.pop()
        after[y, x] = 255 if flood.label == "foreground" else 0
        for i, j in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if not (0 <= i < width and 0 <= j < height) or (i, j) in seen or trimap[j, i] != 128:
                continue
            if np.abs(image[j, i].astype(int) - first).max() <= flood.tolerance:
                seen.add((i, j))
                waiting.append((i, j))
    return after


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 14),
    st.integers(1, 14),
    st.integers(0, 255),
    st.sampled_from(["foreground", "background"]),
)
def test_any_fill(seed: int, width: int, height: int, tolerance: int, label: Label) -> None:
    random = np.random.default_rng(seed)
    image = random.integers(0, 256, (height, width, 3), np.uint8)
    trimap = random.choice(np.array([0, 128, 255], np.uint8), (height, width), p=[0.1, 0.8, 0.1])
    x, y = int(random.integers(width)), int(random.integers(height))
    trimap[y, x] = 128
    kept = image.copy(), trimap.copy()
    flood = Flood(label, x, y, tolerance)
    after, box = flood_fill(trimap, image, flood)
    np.testing.assert_array_equal(after, expected_of(trimap, image, flood))
    np.testing.assert_array_equal(image, kept[0])
    np.testing.assert_array_equal(trimap, kept[1])
    rows, columns = np.nonzero(after != trimap)
    spans = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
    assert box == Rectangle(int(columns.min()), int(rows.min()), *spans)


def test_a_slow_change_of_colour_is_not_followed_beyond_the_tolerance() -> None:
    image = np.repeat(np.arange(20, dtype=np.uint8)[None, :, None] * 10, 3, axis=2)
    trimap = np.full((1, 20), 128, np.uint8)
    after, box = flood_fill(trimap, image, Flood("background", 10, 0, 25))
    np.testing.assert_array_equal(np.flatnonzero(after[0] == 0), np.arange(8, 13))
    assert box == Rectangle(8, 0, 5, 1)


def test_a_photo_that_may_not_be_written_to_is_read() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    image.flags.writeable = False
    after, _ = flood_fill(np.full((4, 4), 128, np.uint8), image, Flood("foreground", 0, 0, 0))
    assert (after == 255).all()


@pytest.mark.parametrize(
    ("flood", "words"),
    [
        (Flood("unknown", 1, 1, 5), "not 'unknown'"),
        (Flood("foreground", 1, 1, 256), "0 to 255, not 256"),
        (Flood("foreground", 1, 1, -1), "not -1"),
        (Flood("foreground", 10, 1, 5), "outside"),
        (Flood("foreground", 1, -1, 5), "outside"),
    ],
)
def test_fills_that_cannot_be_made(flood: Flood, words: str) -> None:
    with pytest.raises(StrokeError, match=words):
        check_flood(flood, 10, 20)
    with pytest.raises(StrokeError, match=words):
        flood_fill(np.full((20, 10), 128, np.uint8), np.zeros((20, 10, 3), np.uint8), flood)


def test_a_fill_begins_at_an_unknown_pixel() -> None:
    with pytest.raises(StrokeError, match="click an unknown pixel"):
        flood_fill(
            np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.uint8), Flood("foreground", 0, 0, 9)
        )
