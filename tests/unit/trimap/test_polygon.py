"""Polygons fill what the even-odd rule encloses, to the pixel."""

from __future__ import annotations

from fractions import Fraction
from math import floor, inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import StrokeError
from curator.records import Rectangle
from curator.trimap.points import MAX_POINTS
from curator.trimap.polygon import Polygon, check_polygon, fill_polygon


def picture_of(*points: tuple[float, float], width: int, height: int) -> list[str]:
    trimap, _ = fill_polygon(np.zeros((height, width), np.uint8), Polygon("foreground", points))
    return ["".join("#" if value else "." for value in row) for row in trimap]


def encloses(points: list[tuple[float, float]], column: int, row: int) -> bool:
    """Even-odd by a ray to the right from the pixel's centre, in exact fractions."""
    corners = [tuple(floor(16 * Fraction(value) + Fraction(1, 2)) for value in each) for each in points]
    x, y = 16 * column + 8, 16 * row + 8
    inside = False
    for (ax, ay), (bx, by) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (ay <= y) != (by <= y) and ax + Fraction((bx - ax) * (y - ay), by - ay) > x:
            inside = not inside
    return inside


def test_a_rectangle_on_the_grid_fills_its_pixels() -> None:
    assert picture_of((1, 1), (4, 1), (4, 3), (1, 3), width=5, height=4) == [
        ".....",
        ".###.",
        ".###.",
        ".....",
    ]


def test_a_diagonal_through_centres_gives_each_pixel_to_one_side() -> None:
    upper = picture_of((0, 0), (4, 0), (4, 4), width=4, height=4)
    lower = picture_of((0, 0), (4, 4), (0, 4), width=4, height=4)
    for above, below in zip(upper, lower, strict=True):
        assert all((a == "#") != (b == "#") for a, b in zip(above, below, strict=True))


def test_what_is_enclosed_twice_is_outside() -> None:
    outer = [(0, 0), (6, 0), (6, 6), (0, 6), (0, 0)]
    inner = [(2, 2), (4, 2), (4, 4), (2, 4), (2, 2)]
    assert picture_of(*outer, *inner, width=6, height=6) == [
        "######",
        "######",
        "##..##",
        "##..##",
        "######",
        "######",
    ]


def test_the_winding_does_not_matter_and_the_photo_cuts() -> None:
    points = [(-3.0, -2.0), (9.0, 1.0), (4.0, 12.0)]
    there = picture_of(*points, width=7, height=8)
    assert there == picture_of(*reversed(points), width=7, height=8)
    assert there != ["." * 7] * 8


def test_outside_of_the_photo_nothing_is_filled() -> None:
    trimap, box = fill_polygon(
        np.zeros((8, 8), np.uint8), Polygon("foreground", ((-5, -5), (-1, -5), (-1, -1)))
    )
    assert box is None
    assert not trimap.any()


@st.composite
def polygons(draw_from: st.DrawFn) -> tuple[int, int, list[tuple[float, float]]]:
    width, height = draw_from(st.integers(1, 12)), draw_from(st.integers(1, 12))
    step = draw_from(st.sampled_from([1.0, 0.5, 1 / 16, 1 / 1000]))

    def coordinate(size: int) -> st.SearchStrategy[float]:
        return st.integers(int(-size / step), int(2 * size / step)).map(lambda n: n * step)

    points = st.lists(st.tuples(coordinate(width), coordinate(height)), min_size=3, max_size=9)
    return width, height, draw_from(points)


@settings(max_examples=300, deadline=None)
@given(polygons())
def test_any_polygon_against_exact_fractions(case: tuple[int, int, list[tuple[float, float]]]) -> None:
    width, height, points = case
    trimap = np.full((height, width), 128, np.uint8)
    trimap[:, : width // 2] = 255
    filled, box = fill_polygon(trimap, Polygon("foreground", tuple(points)))
    expected = np.array([[encloses(points, i, j) for i in range(width)] for j in range(height)])
    np.testing.assert_array_equal(filled, np.where(expected, 255, trimap))
    rows, columns = np.nonzero(filled != trimap)
    if rows.size == 0:
        assert box is None
    else:
        spans = int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
        assert box == Rectangle(int(columns.min()), int(rows.min()), *spans)


def test_as_many_points_as_there_can_be() -> None:
    turns = np.linspace(0, 2 * np.pi, MAX_POINTS, endpoint=False)
    points = tuple((float(200 + 150 * np.cos(t)), float(200 + 150 * np.sin(t))) for t in turns)
    filled, _ = fill_polygon(np.zeros((400, 400), np.uint8), Polygon("foreground", points))
    y, x = np.mgrid[:400, :400] + 0.5
    distance = np.hypot(x - 200, y - 200)
    assert (filled[distance < 149.9] == 255).all()
    assert (filled[distance > 150.1] == 0).all()


@pytest.mark.parametrize(
    ("polygon", "words"),
    [
        (Polygon("foreground", ((1, 1), (2, 2))), "3 to 20000 points, not 2"),
        (Polygon("foreground", ((1.0, 1.0),) * (MAX_POINTS + 1)), "points, not 20001"),
        (Polygon("foreground", ((1, 1), (2, nan), (3, 3))), "no number"),
        (Polygon("foreground", ((1, 1), (2, inf), (3, 3))), "no number"),
        (Polygon("foreground", ((1, 1), (2, 41), (3, 3))), "further outside"),
        (Polygon("hair", ((1, 1), (2, 4), (3, 3))), "not 'hair'"),  # type: ignore[arg-type]
    ],
)
def test_polygons_that_cannot_be_filled(polygon: Polygon, words: str) -> None:
    with pytest.raises(StrokeError, match=words):
        check_polygon(polygon, 10, 20)
    with pytest.raises(StrokeError, match=words):
        fill_polygon(np.zeros((20, 10), np.uint8), polygon)


def test_points_are_stored_on_the_grid_and_fill_the_same() -> None:
    drawn = Polygon("unknown", ((0.3, 0.2), (7.77, 1.01), (3.3, 8.49)))
    stored = check_polygon(drawn, 9, 9)
    assert all((16 * value).is_integer() for point in stored.points for value in point)
    blank = np.zeros((9, 9), np.uint8)
    np.testing.assert_array_equal(fill_polygon(blank, drawn)[0], fill_polygon(blank, stored)[0])
