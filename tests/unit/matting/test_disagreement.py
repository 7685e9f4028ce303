"""Disagreement and hotspots, against arrays worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, ParameterError
from curator.matting.disagreement import Hotspot, disagreement, hotspots


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


SPREAD = alpha(
    [0.50, 0.00, 0.00, 0.00, 0.00, 0.25],
    [0.00, 0.75, 0.00, 0.00, 0.00, 0.25],
    [0.00, 0.00, 0.00, 0.00, 0.00, 0.50],
    [0.00, 0.00, 1.00, 0.00, 0.00, 0.00],
    [0.125, 0.00, 0.00, 0.00, 0.00, 0.00],
)


def test_hotspots_by_hand():
    """Two pixels that touch at a corner (1.25), a column (1.0), one pixel (1.0), a faint one."""
    assert hotspots(SPREAD, minimum=0.125, of_peak=0.0) == (
        Hotspot(x=0, y=0, width=2, height=2, weight=1.25, peak_x=1, peak_y=1),
        Hotspot(x=5, y=0, width=1, height=3, weight=1.0, peak_x=5, peak_y=2),
        Hotspot(x=2, y=3, width=1, height=1, weight=1.0, peak_x=2, peak_y=3),
    )


def test_the_minimum_itself_is_no_hotspot():
    assert len(hotspots(SPREAD, minimum=0.124, of_peak=0.0)) == 4
    assert [spot.weight for spot in hotspots(SPREAD, minimum=0.5, of_peak=0.0)] == [1.0, 0.75]
    assert hotspots(SPREAD, minimum=0.99, of_peak=0.0)[0].peak_x == 2


def test_the_heaviest_are_kept():
    assert (
        hotspots(SPREAD, minimum=0.0, of_peak=0.0, limit=2)
        == hotspots(SPREAD, minimum=0.0, of_peak=0.0)[:2]
    )


def test_the_peak_belongs_to_its_own_hotspot():
    """A box may hold the pixels of another hotspot: a ring around one bright pixel."""
    spread = np.full((5, 5), 0.25, np.float32)
    spread[1:4, 1:4] = 0
    spread[2, 2] = 1
    ring, middle = hotspots(spread, of_peak=0.0)
    assert ring == Hotspot(0, 0, 5, 5, 4.0, 0, 0)
    assert middle == Hotspot(2, 2, 1, 1, 1.0, 2, 2)


def test_a_faint_bridge_does_not_join_two_places():
    spread = np.array([[0.9, 0.2, 0.8, 0.3, 0.0]], np.float32)
    # 0.4 of the largest, 0.9, is 0.36: the bridges of 0.2 and 0.3 are below, though above 0.1.
    assert [(spot.x, spot.width) for spot in hotspots(spread)] == [(0, 1), (2, 1)]
    assert len(hotspots(spread, of_peak=0.0)) == 1
    # The same at a quarter of the strength: what is faint everywhere still has its hotspots.
    assert [spot.x for spot in hotspots(spread / 4, minimum=0.0)] == [0, 2]


def test_agreement_has_no_hotspots():
    assert hotspots(np.zeros((4, 4), np.float32)) == ()


@pytest.mark.parametrize("wrong", [{"minimum": -0.1}, {"minimum": 1.0}, {"limit": 0}])
def test_out_of_range_is_refused(wrong):
    with pytest.raises(ParameterError):
        hotspots(SPREAD, **wrong)


def test_nan_is_refused():
    with pytest.raises(AlphaError, match="NaN"):
        hotspots(alpha([np.nan]))
