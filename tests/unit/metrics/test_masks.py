"""The metrics of masks, against counts done by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from skimage.metrics import contingency_table

from curator.errors import EvaluationError
from curator.metrics.common import ThresholdParameters, count
from curator.metrics.foreground_iou import foreground_iou
from curator.metrics.frequency_weighted_iu import frequency_weighted_iu
from curator.metrics.mean_accuracy import mean_accuracy
from curator.metrics.mean_iu import mean_iu
from curator.metrics.pixel_accuracy import pixel_accuracy

PARAMETERS = ThresholdParameters()

# Of 12 pixels: 3 person in both, 2 missed, 1 added, 6 background in both.
TRUTH = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]], np.float32)
ALPHA = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]], np.float32)
WHOLE = np.ones((3, 4), np.bool_)

BY_HAND = [
    (foreground_iou, 3 / 6),
    (pixel_accuracy, 9 / 12),
    (mean_accuracy, (3 / 5 + 6 / 7) / 2),
    (mean_iu, (3 / 6 + 6 / 9) / 2),
    (frequency_weighted_iu, (5 * 3 / 6 + 7 * 6 / 9) / 12),
]


@pytest.mark.parametrize(("metric", "expected"), BY_HAND)
def test_counts_by_hand(metric, expected):
    assert metric(ALPHA, TRUTH, WHOLE, PARAMETERS) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        # The top row alone: 2 in both, 1 missed, 1 background in both.
        (foreground_iou, 2 / 3),
        (pixel_accuracy, 3 / 4),
        (mean_accuracy, (2 / 3 + 1) / 2),
        (mean_iu, (2 / 3 + 1 / 2) / 2),
        (frequency_weighted_iu, (3 * 2 / 3 + 1 * 1 / 2) / 4),
    ],
)
def test_only_the_region_is_counted(metric, expected):
    top = np.zeros_like(WHOLE)
    top[0] = True
    assert metric(ALPHA, TRUTH, top, PARAMETERS) == pytest.approx(expected, abs=1e-12)


def test_counts_agree_with_the_contingency_table_of_scikit_image():
    random = np.random.default_rng(3)
    truth, alpha = random.random((2, 31, 17)).astype(np.float32)
    counts = count(alpha, truth, np.ones(truth.shape, np.bool_), 0.5)
    table = contingency_table((truth >= 0.5).astype(int), (alpha >= 0.5).astype(int), normalize=False)
    expected = table.toarray()
    assert [[counts.neither, counts.added], [counts.missed, counts.both]] == expected.tolist()


def test_the_factor_that_zhang_leaves_out_is_there():
    """A perfect mask must score 1; the printed formula would give 2 / 12."""
    assert frequency_weighted_iu(TRUTH, TRUTH, WHOLE, PARAMETERS) == 1.0


@pytest.mark.parametrize(
    ("metric", "both_empty", "truth_empty", "prediction_empty"),
    [
        (foreground_iou, 1.0, 0.0, 0.0),
        (pixel_accuracy, 1.0, 8 / 12, 7 / 12),
        # The truth has the class "rest" alone: 8 of its 12 pixels are found.
        (mean_accuracy, 1.0, 8 / 12, 1 / 2),
        (mean_iu, 1.0, 8 / 12, (0 + 7 / 12) / 2),
        (frequency_weighted_iu, 1.0, 8 / 12, 7 * 7 / 12 / 12),
    ],
)
def test_classes_that_are_not_there(metric, both_empty, truth_empty, prediction_empty):
    nobody = np.zeros_like(TRUTH)
    assert metric(nobody, nobody, WHOLE, PARAMETERS) == both_empty
    assert metric(ALPHA, nobody, WHOLE, PARAMETERS) == pytest.approx(truth_empty)
    assert metric(nobody, TRUTH, WHOLE, PARAMETERS) == pytest.approx(prediction_empty)


def test_truth_that_is_person_everywhere():
    everywhere = np.ones_like(TRUTH)
    for metric in (foreground_iou, pixel_accuracy, mean_accuracy, mean_iu, frequency_weighted_iu):
        assert metric(ALPHA, everywhere, WHOLE, PARAMETERS) == pytest.approx(4 / 12)


@pytest.mark.parametrize(
    ("value", "is_person"),
    [(127 / 255, False), (128 / 255, True), (32767 / 65535, False), (32768 / 65535, True), (0.5, True)],
)
def test_the_threshold_is_that_of_coco_plus(value, is_person):
    alpha = np.full((2, 2), value, np.float32)
    whole = np.ones((2, 2), np.bool_)
    assert foreground_iou(alpha, np.ones_like(alpha), whole, PARAMETERS) == float(is_person)


def test_a_threshold_of_an_8_bit_value_includes_it():
    alpha = np.full((2, 2), 153, np.float32) / np.float32(255)
    counts = count(alpha, alpha, np.ones((2, 2), np.bool_), 0.6)
    assert counts.both == 4


def test_refuses_what_has_no_score():
    with pytest.raises(EvaluationError, match="4 x 3"):
        foreground_iou(ALPHA, TRUTH.T, WHOLE, PARAMETERS)
    with pytest.raises(EvaluationError, match="no pixel"):
        foreground_iou(ALPHA, TRUTH, np.zeros_like(WHOLE), PARAMETERS)


def test_scores_are_finite_for_any_pair_of_masks():
    random = np.random.default_rng(7)
    for share in (0.0, 0.1, 0.9, 1.0):
        truth = (random.random((5, 6)) < share).astype(np.float32)
        alpha = (random.random((5, 6)) < 0.5).astype(np.float32)
        region = random.random((5, 6)) < 0.4
        for metric, _ in BY_HAND:
            score = metric(alpha, truth, region, PARAMETERS)
            assert math.isfinite(score)
            assert 0.0 <= score <= 1.0
