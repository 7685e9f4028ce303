"""A pen's stroke with a radius at each point, against the rule of strokes pixel by pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import StrokeError
from curator.records import Rectangle, Stroke
from curator.trimap.corrections import as_parameters, check_correction, from_parameters
from curator.trimap.pressed import PressedStroke, check_pressed, draw_pressed
from curator.trimap.strokes import draw
from tests.unit.trimap.rule import painted

WIDTH, HEIGHT = 40, 30
BACKGROUND = np.zeros((HEIGHT, WIDTH), np.uint8)

places = st.tuples(st.floats(-20, 60), st.floats(-20, 45))
samples = st.lists(st.tuples(places, st.floats(0.5, 9)), min_size=1, max_size=6)


@given(samples)
@settings(max_examples=40, deadline=None)
def test_each_segment_is_painted_with_the_radius_at_its_end(
    drawn: list[tuple[tuple[float, float], float]],
) -> None:
    points = [point for point, _ in drawn]
    expected = np.zeros((HEIGHT, WIDTH), np.bool_)
    for index, (point, radius) in enumerate(drawn):
        expected |= painted(WIDTH, HEIGHT, radius, [points[max(0, index - 1)], point])
    stroke = PressedStroke("foreground", tuple(radius for _, radius in drawn), tuple(points))
    after, box = draw_pressed(BACKGROUND, stroke)
    np.testing.assert_array_equal(after == 255, expected)
    assert (box is None) == (not expected.any())
    if box is not None:
        inside = np.zeros_like(expected)
        inside[box.y : box.y + box.height, box.x : box.x + box.width] = True
        assert not (expected & ~inside).any()


def test_the_same_radius_everywhere_is_an_ordinary_stroke() -> None:
    points = ((3.2, 4.0), (20.0, 11.5), (31.0, 25.25))
    after, box = draw_pressed(BACKGROUND, PressedStroke("unknown", (4.3, 4.3, 4.3), points))
    plain, plain_box = draw(BACKGROUND, Stroke("unknown", 4.3, points))
    np.testing.assert_array_equal(after, plain)
    assert box == plain_box


def test_what_was_there_already_is_no_change() -> None:
    full = np.full((HEIGHT, WIDTH), 255, np.uint8)
    assert draw_pressed(full, PressedStroke("foreground", (2.0,), ((5.0, 5.0),)))[1] is None
    after, box = draw_pressed(full, PressedStroke("background", (0.5,), ((5.5, 6.5),)))
    assert box == Rectangle(5, 6, 1, 1)
    assert (after != full).sum() == 1


def test_it_is_stored_rounded_and_read_back() -> None:
    given_ = PressedStroke("foreground", (1.04, 3.99), ((1.03, 2.0), (5.0, 6.01)))
    kept = check_correction(given_, WIDTH, HEIGHT)
    assert kept == PressedStroke("foreground", (1.0625, 4.0), ((1.0, 2.0), (5.0, 6.0)))
    parameters = as_parameters(kept)
    assert parameters == {
        "label": "foreground",
        "radii": [1.0625, 4.0],
        "points": [[1.0, 2.0], [5.0, 6.0]],
    }
    assert from_parameters("pressed", parameters) == kept


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"label": "hair"}, "not 'hair'"),
        ({"radii": (1.0,)}, "each of its 2 points"),
        ({"radii": (1.0, 0.2)}, "0.5 to 2000"),
        ({"radii": (1.0, float("nan"))}, "0.5 to 2000"),
        ({"radii": (1.0, 1e6)}, "0.5 to 2000"),
        ({"points": ((1.0, 1.0), (1e9, 1.0))}, "further outside"),
        ({"radii": (), "points": ()}, "1 to 20000 points"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, Any], words: str) -> None:
    values = {"label": "foreground", "radii": (1.0, 2.0), "points": ((1.0, 1.0), (2.0, 2.0))} | changes
    with pytest.raises(StrokeError, match=words):
        check_pressed(PressedStroke(**values), WIDTH, HEIGHT)
