"""Disagreement and hotspots, against arrays worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, ParameterError
from curator.matting.disagreement import PART, Hotspot, disagreement, hotspots


def alpha(*rows: list[float]) -> np.ndarray:
    return np.array(rows, np.float32)


def test_spread_is_largest_minus_smallest():
    spread = disagreement([alpha([0.0, 0.5, 1.0]), alpha([0.25, 0.5, 0.0]), alpha([0.125, 0.5, 0.5])])
    np.testing.assert_array_equal(spread, alpha([0.25, 0.0, 1.0]))
    assert spread.dtype == np.float32


def test_the_mattes_stay_as_they_were():
    mattes = [alpha([0.0, 1.0]), alpha([1.0, 0.0])]
    disagreement(mattes)
    np.testing.assert_array_equal(mattes[0], alpha([0.0, 1.0]))


@pytest.mark.parametrize(
    "mattes",
    [
        [],
        [alpha([0.0])],
        [alpha([0.0]), alpha([0.0, 1.0])],
        [alpha([0.0]), alpha([np.nan])],
        [alpha([0.0]), alpha([1.5])],
    ],
    ids=["none", "one", "sizes", "nan", "range"],
)
def test_what_are_no_mattes_of_one_photo_is_refused(mattes):
    with pytest.raises(AlphaError):
        disagreement(mattes)


def _spread(*pixels: tuple[int, int, float]) -> np.ndarray:
    """40 x 30 pixels, so that a window has 8: agreement but for some (row, column, spread)."""
    spread = np.zeros((40, 30), np.float32)
    for row, column, value in pixels:
        spread[row, column] = value
    return spread


SPREAD = _spread(
    *[(2, 2, 0.5), (3, 4, 0.75), (8, 9, 0.25)],
    *[(20, 25, 0.25), (21, 25, 0.25), (22, 25, 0.5)],
    *[(38, 0, 1.0), (30, 12, 0.125)],
)


def test_hotspots_by_hand():
    """What fits into 8 x 8 pixels: three near each other (1.5), a column (1.0), one pixel (1.0)."""
    assert hotspots(SPREAD, minimum=0.125) == (
        Hotspot(x=2, y=2, width=8, height=7, weight=1.5, peak_x=4, peak_y=3),
        Hotspot(x=25, y=20, width=1, height=3, weight=1.0, peak_x=25, peak_y=22),
        Hotspot(x=0, y=38, width=1, height=1, weight=1.0, peak_x=0, peak_y=38),
    )


def test_the_minimum_itself_is_no_hotspot():
    assert len(hotspots(SPREAD, minimum=0.124)) == 4
    assert [spot.weight for spot in hotspots(SPREAD, minimum=0.5)] == [1.0, 0.75]
    assert hotspots(SPREAD, minimum=0.99)[0].peak_y == 38


def test_the_heaviest_are_kept():
    assert hotspots(SPREAD, minimum=0.0, limit=2) == hotspots(SPREAD, minimum=0.0)[:2]


def test_what_does_not_fit_into_one_window_is_several_places():
    """A ring around the subject; every pixel of it belongs to exactly one place."""
    rows, columns = np.mgrid[:100, :80]
    ring = np.abs(np.hypot(columns - 40, rows - 50) - 30) < 3
    spread = np.where(ring, np.float32(0.5), np.float32(0))
    spots = hotspots(spread)
    assert all(max(spot.width, spot.height) <= 100 / PART for spot in spots)
    assert 8 <= len(spots) <= 20
    assert sum(spot.weight for spot in spots) == pytest.approx(float(spread.sum()))
    covered = np.zeros_like(ring)
    for spot in spots:
        covered[spot.y : spot.y + spot.height, spot.x : spot.x + spot.width] = True
    assert covered[ring].all()


def test_specks_together_come_before_a_heavier_one_alone():
    """Hair: no strand says much, but all of it is a place."""
    specks = [(10 + row, 10 + column, 0.25) for row in (0, 2, 4) for column in (0, 2, 4)]
    together, alone = hotspots(_spread((30, 25, 0.9), *specks))
    assert (together.x, together.y, together.width, together.height) == (10, 10, 5, 5)
    assert (alone.x, alone.y, alone.weight) == (25, 30, pytest.approx(0.9))


def test_the_smallest_photos_and_spreads_have_hotspots():
    assert hotspots(np.ones((1, 1), np.float32)) == (Hotspot(0, 0, 1, 1, 1.0, 0, 0),)
    tiny = np.full((3, 70), 1e-30, np.float32)
    tiny[1, 60] = 1
    spots = hotspots(tiny, minimum=0.0)
    assert spots[0].peak_x == 60
    assert 5 <= len(spots) <= 7


def test_agreement_has_no_hotspots():
    assert hotspots(np.zeros((4, 4), np.float32)) == ()


@pytest.mark.parametrize("wrong", [{"minimum": -0.1}, {"minimum": 1.0}, {"limit": 0}])
def test_out_of_range_is_refused(wrong):
    with pytest.raises(ParameterError):
        hotspots(SPREAD, **wrong)


def test_nan_is_refused():
    with pytest.raises(AlphaError, match="NaN"):
        hotspots(alpha([np.nan]))
