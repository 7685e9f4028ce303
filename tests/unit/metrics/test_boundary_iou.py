"""Boundary IoU, against bands counted by hand and a distance transform."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from curator.metrics.boundary_iou import BoundaryParameters, boundary_iou

PARAMETERS = BoundaryParameters()


def square(size: int, low: int, high: int) -> np.ndarray:
    mask = np.zeros((size, size), np.float32)
    mask[low:high, low:high] = 1.0
    return mask


def by_distance(alpha: np.ndarray, truth: np.ndarray, share: float) -> float:
    reach = max(1, round(share * math.hypot(*truth.shape)))

    def band(mask: np.ndarray) -> np.ndarray:
        padded = np.pad(mask >= 0.5, 1)
        distance = ndimage.distance_transform_cdt(padded, metric="chessboard")[1:-1, 1:-1]
        return (distance > 0) & (distance <= reach)

    shared, either = band(alpha) & band(truth), band(alpha) | band(truth)
    return shared.sum() / either.sum()


def test_a_shifted_square_by_hand():
    """In 50 x 50 the band is 1 pixel wide: 0.02 * 70.7 = 1.4.

    Outlines of 20 x 20 squares, one pixel apart across: each has 76 pixels. They share 19 of the
    upper and of the lower edge, of which the columns 11 to 29 are common: 2 * 19 = 38.
    """
    truth, alpha = square(50, 10, 30), np.roll(square(50, 10, 30), 1, axis=1)
    whole = np.ones(truth.shape, np.bool_)
    assert boundary_iou(alpha, truth, whole, PARAMETERS) == pytest.approx(38 / (76 + 76 - 38))


def test_the_frame_is_an_outline():
    """A body cut by the frame has band along it: filled 10 x 10 has 36 outline pixels."""
    truth = np.ones((10, 10), np.float32)
    alpha = truth.copy()
    alpha[0, :] = 0.0
    whole = np.ones(truth.shape, np.bool_)
    # The prediction's outline is that of 9 x 10: 34 pixels; common are two sides of 9 and the bottom.
    assert boundary_iou(alpha, truth, whole, PARAMETERS) == pytest.approx(26 / (36 + 34 - 26))


@pytest.mark.parametrize("shape", [(80, 60), (300, 400), (7, 9)])
def test_agrees_with_a_distance_transform(shape):
    random = np.random.default_rng(11)
    smooth = ndimage.gaussian_filter(random.random((2, *shape)), (0, 3, 3))
    truth, alpha = (smooth > np.median(smooth)).astype(np.float32)
    found = boundary_iou(alpha, truth, np.ones(shape, np.bool_), PARAMETERS)
    assert 0 < found < 1
    assert found == pytest.approx(by_distance(alpha, truth, 0.02), rel=1e-12)


def test_a_wide_band_is_plain_iou():
    truth, alpha = square(30, 5, 20), square(30, 8, 24)
    whole = np.ones(truth.shape, np.bool_)
    wide = boundary_iou(alpha, truth, whole, BoundaryParameters(width=0.5))
    assert wide == pytest.approx(12**2 / (15**2 + 16**2 - 12**2))


def test_masks_without_a_person():
    nobody, somebody = np.zeros((20, 20), np.float32), square(20, 5, 15)
    whole = np.ones(nobody.shape, np.bool_)
    assert boundary_iou(nobody, nobody, whole, PARAMETERS) == 1.0
    assert boundary_iou(somebody, nobody, whole, PARAMETERS) == 0.0
    assert boundary_iou(nobody, somebody, whole, PARAMETERS) == 0.0
