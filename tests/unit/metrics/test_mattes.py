"""MSE, SAD and the mean gradient difference, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from skimage.metrics import mean_squared_error

from curator.errors import EvaluationError
from curator.metrics.gradient_difference import gradient_difference
from curator.metrics.mse import mse
from curator.metrics.sad import sad
from curator.parameters import NoParameters

NOTHING = NoParameters()

TRUTH = np.array([[0.0, 0.5, 1.0], [0.0, 0.25, 1.0]], np.float32)
ALPHA = np.array([[0.25, 0.5, 1.0], [0.0, 0.75, 0.5]], np.float32)
WHOLE = np.ones((2, 3), np.bool_)
BAND = np.array([[0, 1, 0], [0, 1, 0]], np.bool_)


def test_mse_by_hand():
    assert mse(ALPHA, TRUTH, WHOLE, NOTHING) == (0.25**2 + 0.5**2 + 0.5**2) / 6
    assert mse(ALPHA, TRUTH, BAND, NOTHING) == 0.5**2 / 2


def test_mse_as_scikit_image_has_it():
    alpha, truth = np.random.default_rng(1).random((2, 40, 30)).astype(np.float32)
    expected = mean_squared_error(truth.astype(np.float64), alpha.astype(np.float64))
    assert mse(alpha, truth, np.ones(alpha.shape, np.bool_), NOTHING) == pytest.approx(
        expected, rel=1e-12
    )


def test_sad_by_hand_is_in_thousands():
    assert sad(ALPHA, TRUTH, WHOLE, NOTHING) == 1.25 / 1000
    assert sad(ALPHA, TRUTH, BAND, NOTHING) == 0.5 / 1000


def test_sad_keeps_its_digits_over_many_pixels():
    """A float32 sum over 4 million pixels of 0.1 would be off in the third digit."""
    truth = np.zeros((2000, 2000), np.float32)
    alpha = np.full_like(truth, 0.1)
    assert sad(alpha, truth, np.ones(truth.shape, np.bool_), NOTHING) == pytest.approx(400.0, rel=1e-7)


def test_gradient_difference_of_a_ramp_and_a_constant():
    """A ramp of 1/8 a pixel has that slope inside, and half of it where the border is repeated."""
    ramp = np.tile(np.arange(9, dtype=np.float32) / 8, (5, 1))
    flat = np.full_like(ramp, 0.5)
    whole = np.ones(ramp.shape, np.bool_)
    expected = (7 * (1 / 8) + 2 * (1 / 16)) / 9
    assert gradient_difference(ramp, flat, whole, NOTHING) == pytest.approx(expected, rel=1e-12)
    inside = whole.copy()
    inside[:, [0, -1]] = False
    assert gradient_difference(ramp, flat, inside, NOTHING) == pytest.approx(1 / 8, rel=1e-12)


def test_gradient_difference_subtracts_vectors_not_lengths():
    """Two ramps of one slope in two directions: lengths agree, vectors are sqrt(2) slopes apart."""
    across = np.tile(np.arange(9, dtype=np.float32) / 8, (9, 1))
    inside = np.zeros(across.shape, np.bool_)
    inside[1:-1, 1:-1] = True
    error = gradient_difference(across, np.ascontiguousarray(across.T), inside, NOTHING)
    assert error == pytest.approx(math.sqrt(2) / 8, rel=1e-12)


def test_gradient_difference_agrees_with_numpy_inside():
    alpha, truth = np.random.default_rng(2).random((2, 12, 17)).astype(np.float32)
    inside = np.zeros(alpha.shape, np.bool_)
    inside[1:-1, 1:-1] = True
    down, across = np.gradient(alpha.astype(np.float64) - truth)
    expected = np.sqrt(down**2 + across**2)[inside].mean()
    assert gradient_difference(alpha, truth, inside, NOTHING) == pytest.approx(expected, rel=1e-12)


def test_gradient_difference_of_one_pixel():
    one = np.ones((1, 1), np.float32)
    assert gradient_difference(one, one * 0, np.ones((1, 1), np.bool_), NOTHING) == 0.0


@pytest.mark.parametrize("metric", [mse, sad, gradient_difference])
def test_an_empty_band_has_no_score(metric):
    with pytest.raises(EvaluationError, match="no pixel"):
        metric(ALPHA, TRUTH, np.zeros_like(BAND), NOTHING)
