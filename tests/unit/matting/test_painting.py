"""The soft brush, against its formula at every pixel."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import StrokeError
from curator.matting.painting import MAX_POINTS, SoftStroke, check_soft_stroke, soft_reach, soft_weights
from curator.records import Rectangle


def weight(stroke: SoftStroke, column: int, row: int) -> float:
    """The formula at one pixel, by the nearest point of each segment."""
    x, y = column + 0.5, row + 0.5
    pairs = list(zip(stroke.points, stroke.points[1:] or stroke.points, strict=False))
    nearest = math.inf
    for (ax, ay), (bx, by) in pairs:
        length = (bx - ax) ** 2 + (by - ay) ** 2
        t = 0.0 if length == 0 else ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
        t = min(1.0, max(0.0, t))
        nearest = min(nearest, math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    outer = stroke.radius + 0.5
    inner = min(stroke.hardness * stroke.radius, stroke.radius - 0.5)
    t = min(1.0, max(0.0, (outer - nearest) / (outer - inner)))
    return t * t * (3 - 2 * t)


@settings(max_examples=80, deadline=None)
@given(
    st.floats(0.5, 9),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(-10, 24), st.floats(-8, 20)), min_size=1, max_size=5),
)
def test_every_pixel(radius: float, hardness: float, points: list[tuple[float, float]]) -> None:
    stroke = check_soft_stroke(SoftStroke(radius, hardness, tuple(points)), 14, 12)
    whole = soft_weights(stroke, Rectangle(0, 0, 14, 12))
    expected = [[weight(stroke, column, row) for column in range(14)] for row in range(12)]
    np.testing.assert_allclose(whole, expected, atol=2e-6)
    box = soft_reach(stroke, 14, 12)
    if box is None:
        assert not whole.any()
        return
    part = whole[box.y : box.y + box.height, box.x : box.x + box.width]
    np.testing.assert_array_equal(soft_weights(stroke, box), part)
    assert np.count_nonzero(whole) == np.count_nonzero(part)


def test_a_hard_brush_has_an_edge_of_a_pixel_and_a_soft_one_none() -> None:
    row = Rectangle(0, 10, 30, 1)
    hard = soft_weights(SoftStroke(8, 1, ((10.5, 10.5),)), row)[0]
    soft = soft_weights(SoftStroke(8, 0, ((10.5, 10.5),)), row)[0]
    assert list(hard[10:20]) == [1] * 8 + [0.5, 0]
    assert soft[10] == 1
    steps = -np.diff(soft[10:20])
    assert (steps > 0).all()
    assert steps.max() < 0.2


@pytest.mark.parametrize(
    ("stroke", "words"),
    [
        (SoftStroke(0.4, 1, ((1, 1),)), "0.5 to 500 pixels, not 0.4"),
        (SoftStroke(501, 1, ((1, 1),)), "not 501"),
        (SoftStroke(math.nan, 1, ((1, 1),)), "radius"),
        (SoftStroke(3, 1.1, ((1, 1),)), "0 to 1, not 1.1"),
        (SoftStroke(3, math.nan, ((1, 1),)), "hardness"),
        (SoftStroke(3, 1, ()), "points, not 0"),
        (SoftStroke(3, 1, ((1.0, 1.0),) * (MAX_POINTS + 1)), "not 2001"),
        (SoftStroke(3, 1, ((math.inf, 1.0),)), "no number"),
    ],
)
def test_strokes_that_cannot_be_painted(stroke: SoftStroke, words: str) -> None:
    with pytest.raises(StrokeError, match=words):
        check_soft_stroke(stroke, 40, 40)


def test_what_would_take_minutes_is_refused() -> None:
    there_and_back = ((0.0, 0.0), (4000.0, 3000.0)) * (MAX_POINTS // 2)
    with pytest.raises(StrokeError, match="draw it in parts"):
        check_soft_stroke(SoftStroke(400, 1, there_and_back), 4000, 3000)
