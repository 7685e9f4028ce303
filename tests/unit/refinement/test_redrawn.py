"""The decision redraws the trimap, pixel by pixel as worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, MaskError, ParameterError, TrimapError
from curator.refinement.redrawn import RedrawRule, redrawn, rule_for

RULE = RedrawRule(sure=0.8, band=1, hair=3, mixed=0.1)


def row(values: list[float]) -> np.ndarray:
    return np.array([values], np.float32)


def test_a_sure_decision_is_taken_but_for_a_band_at_its_contour():
    said = row([0, 0, 0, 0, 1, 1, 1, 1])
    # The pixels that touch across the contour are at a distance of 1 from the other side.
    expected = [[0, 0, 0, 128, 128, 255, 255, 255]]
    np.testing.assert_array_equal(redrawn(said, said, RULE), expected)
    wide = RedrawRule(sure=0.8, band=2, hair=3, mixed=0.1)
    np.testing.assert_array_equal(redrawn(said, said, wide), [[0, 0, 128, 128, 128, 128, 255, 255]])


def test_the_decision_overrules_the_matte():
    matte, said = row([1, 1, 1, 1, 0, 0, 0, 0]), row([0, 0, 0, 0, 0, 0, 1, 1])
    np.testing.assert_array_equal(redrawn(matte, said, RULE), [[0, 0, 0, 0, 0, 128, 128, 255]])


def test_where_the_network_is_unsure_is_unknown():
    said = row([0, 0.1, 0.3, 0.25, 0.15, 0, 1, 1, 0.9, 0.75, 1])
    matte = (said >= 0.5).astype(np.float32)
    expected = [[0, 0, 128, 128, 0, 128, 128, 255, 255, 128, 255]]
    np.testing.assert_array_equal(redrawn(matte, said, RULE), expected)


def test_hair_stays_unknown_near_the_contour_and_not_far_from_it():
    said = row([0, 0, 0, 0, 0, 0, 1, 1])
    matte = row([0, 0.5, 0.5, 0.5, 0.05, 0.5, 1, 1])
    # From the person at 6: 5 is in the band, 4 as good as background, 3 at a distance of 3, 2 beyond.
    np.testing.assert_array_equal(redrawn(matte, said, RULE), [[0, 0, 0, 128, 0, 128, 128, 255]])


def test_distances_are_those_of_600_x_800_grown_with_the_photo():
    small, large = rule_for(600, 800), rule_for(1800, 2400)
    assert (large.band, large.hair) == pytest.approx((3 * small.band, 3 * small.hair))
    assert (large.sure, large.mixed) == (small.sure, small.mixed)
    assert rule_for(6, 8).band == 1


def test_a_decision_without_two_sides_is_refused():
    with pytest.raises(TrimapError, match="sure of no person"):
        redrawn(row([1, 1, 0]), row([0, 0, 0]), RULE)
    with pytest.raises(TrimapError, match="sure of no background"):
        redrawn(row([1, 1, 0]), row([1, 1, 1]), RULE)
    with pytest.raises(MaskError):
        redrawn(row([1, 1, 0]), row([1, 1]), RULE)
    with pytest.raises(AlphaError):
        redrawn(row([1, np.nan, 0]), row([1, 1, 0]), RULE)


@pytest.mark.parametrize(
    ("name", "value"), [("sure", 0.4), ("sure", np.nan), ("band", 0.5), ("hair", -1), ("mixed", 0.6)]
)
def test_a_rule_out_of_its_range_is_refused(name, value):
    given = {"sure": 0.8, "band": 1.0, "hair": 3.0, "mixed": 0.1} | {name: value}
    with pytest.raises(ParameterError, match=name):
        RedrawRule(**given)
