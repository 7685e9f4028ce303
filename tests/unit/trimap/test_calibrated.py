"""The calibrated fusion against log-odds and columns counted by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from curator.errors import MaskError, ParameterError
from curator.imaging.encode import decode_mask, encode_mask
from curator.trimap import calibrated
from curator.trimap.calibrated import (
    CalibratedRule,
    calibration_of,
    fuse_calibrated,
    rule_for,
)
from curator.types import PersonMask

RULE = CalibratedRule((1.0,), 0.0, 2.0, -2.0, 0.0, 0.0)


def flat(probability: float, shape: tuple[int, int] = (3, 4)) -> PersonMask:
    return np.full(shape, probability, np.float32)


def left_half(width: int = 40, height: int = 6) -> PersonMask:
    mask = flat(0.0, (height, width))
    mask[:, : width // 2] = 1
    return mask


@pytest.mark.parametrize(
    ("probability", "mark", "label"),
    [
        # log(0.9 / 0.1) = 2.197
        (0.9, 2.19, 255),
        (0.9, 2.21, 128),
        (0.1, 2.19, 0),
        (0.1, 2.21, 128),
        (0.5, 0.01, 128),
    ],
)
def test_a_pixel_is_certain_from_its_log_odds_on(probability, mark, label):
    rule = replace(RULE, foreground=mark, background=-mark)
    assert set(fuse_calibrated([flat(probability)], rule).ravel().tolist()) == {label}


def test_log_odds_are_weighted_added_and_shifted():
    """0.5 log(0.9 / 0.1) + 0.25 log(0.2 / 0.8) - 0.3 = 1.0986 - 0.3466 - 0.3 = 0.4520."""
    rule = replace(RULE, weights=(0.5, 0.25), offset=-0.3)
    masks = [flat(0.9), flat(0.2)]
    assert (fuse_calibrated(masks, replace(rule, foreground=0.45)) == 255).all()
    assert (fuse_calibrated(masks, replace(rule, foreground=0.454)) == 128).all()


def test_where_sure_sources_contradict_each_other_nothing_is_certain():
    other = 1 - left_half()
    rule = replace(RULE, weights=(1.0, 1.0))
    assert (fuse_calibrated([left_half(), other], rule) == 128).all()


def test_margins_are_kept_to_what_is_not_certain_and_not_to_the_frame():
    rule = replace(RULE, inner=3.0, outer=5.0)
    row = fuse_calibrated([left_half()], rule)
    # The person ends with column 19. Column 16 is 4 away from 20, column 25 is 6 away from 19.
    expected = [255] * 17 + [128] * 8 + [0] * 15
    np.testing.assert_array_equal(row, np.tile(np.array(expected, np.uint8), (6, 1)))


def test_a_margin_reaches_as_far_in_all_directions():
    mask = flat(0.0, (41, 41))
    mask[20, 20] = 1
    rule = replace(RULE, outer=10.0)
    rows, columns = np.mgrid[:41, :41]
    near = (rows - 20) ** 2 + (columns - 20) ** 2 <= 100
    trimap = fuse_calibrated([mask], rule)
    np.testing.assert_array_equal(trimap != 0, near)


def test_the_table_holds_the_log_odds_of_every_level():
    table = calibrated._table_of_log_odds()
    for level in range(0, 65536, 7):
        p = min(max(level / 65535, 1e-4), 1 - 1e-4)
        assert table[level] == pytest.approx(1024 * math.log(p / (1 - p)), abs=0.5 + 1e-6)
    assert table[0] == -table[-1] == round(-1024 * math.log(9999))


def test_a_mask_fuses_as_it_is_stored():
    mask = np.random.default_rng(0).random((50, 60)).astype(np.float32)
    rule = replace(RULE, foreground=0.7, background=-0.7)
    stored = decode_mask(encode_mask(mask), "a mask")
    np.testing.assert_array_equal(fuse_calibrated([mask], rule), fuse_calibrated([stored], rule))


def test_margins_grow_with_the_photo_and_not_on_a_small_person():
    known = replace(calibration_of(["selfie"]), inner=8.0, outer=10.0)
    usual, twice, small = flat(0.0, (800, 600)), flat(0.0, (1600, 1200)), flat(0.0, (800, 600))
    usual[200:, 100:500] = twice[400:, 200:1000] = 1
    small[400:450, 300:320] = 1
    rule, larger, smaller = (rule_for(known, [mask]) for mask in (usual, twice, small))
    assert (rule.inner, rule.outer) == (8, 10)
    assert (larger.inner, larger.outer) == (16, 20)
    # 6 % of the root of 50 x 20 pixels.
    assert smaller.inner == smaller.outer == pytest.approx(1.9)
    assert (fuse_calibrated([small], smaller) == 255).any()


def test_a_calibration_is_of_exactly_its_sources_in_any_order():
    forth, back = calibration_of(["selfie", "pose"]), calibration_of(["pose", "selfie"])
    assert forth is not None
    assert back is not None
    assert back.weights == forth.weights[::-1]
    assert "EG1800" in forth.origin
    for sources in (["selfie"], ["pose"]):
        assert calibration_of(sources) is not None
    for sources in (["annotation"], ["selfie", "annotation"], ["selfie", "selfie"], []):
        assert calibration_of(sources) is None


def test_what_is_held_is_left_to_the_matting():
    """The silhouette is sure of it and the body is sure that it is not of the body."""
    silhouette, body = flat(0.999), flat(0.001)
    known = calibration_of(["selfie", "pose"])
    assert known is not None
    rule = replace(rule_for(known, [silhouette, body]), inner=0.0, outer=0.0)
    assert (fuse_calibrated([silhouette, body], rule) == 128).all()
    assert (fuse_calibrated([silhouette, silhouette], rule) == 255).all()
    assert (fuse_calibrated([body, body], rule) == 0).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"foreground": -3.0},
        {"offset": float("nan")},
        {"weights": (float("inf"),)},
        {"inner": -1.0},
        {"outer": 1e9},
    ],
)
def test_a_rule_that_means_nothing_is_refused(wrong):
    with pytest.raises(ParameterError, match=r"\.$"):
        replace(RULE, **wrong)


@pytest.mark.parametrize(
    "masks",
    [[], [flat(0.5), flat(0.5)], [flat(float("nan"))], [flat(2.0)]],
    ids=["none", "two for one weight", "NaN", "beyond 1"],
)
def test_what_is_no_mask_a_weight_is_refused(masks):
    with pytest.raises(MaskError, match=r"\.$"):
        fuse_calibrated(masks, RULE)


def test_masks_of_two_sizes_are_refused():
    with pytest.raises(MaskError, match="Person mask 2"):
        fuse_calibrated([flat(0.5), flat(0.5, (4, 3))], replace(RULE, weights=(1.0, 1.0)))
