"""Photo and alpha are changed alike, within the ranges of the papers."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest

from curator.training.augmentation import Augmentation, augmented

STILL = Augmentation(
    mirror=0.0,
    scale=(1.0, 1.0),
    rotation=0.0,
    shift=0.0,
    gamma=(1.0, 1.0),
    blur=0.0,
    blur_sigma=1.0,
)
RNG = np.random.default_rng


def disc(x=50.0, y=60.0, radius=20.0):
    """A white disc on black, 120 x 160 (as 3:4 photos are)."""
    rows, columns = np.mgrid[:160, :120] + 0.5
    alpha = np.clip(radius + 0.5 - np.hypot(columns - x, rows - y), 0, 1)
    alpha = np.rint(alpha * 255).astype(np.uint8)
    return np.repeat(alpha[..., None], 3, axis=2), alpha


def test_left_alone_it_is_the_photo_squeezed():
    photo, alpha = disc()
    picture, (truth,) = augmented(photo, [alpha], (40, 40), STILL, RNG(0))
    expected = cv2.resize(alpha, (40, 40), interpolation=cv2.INTER_LINEAR) / 255
    np.testing.assert_allclose(truth, expected, atol=0.02)
    np.testing.assert_allclose(picture[..., 1], expected, atol=0.02)
    assert picture.dtype == truth.dtype == np.float32


def test_a_mirror_is_a_mirror():
    photo, alpha = disc()
    _, (truth,) = augmented(photo, [alpha], (40, 40), dataclasses.replace(STILL, mirror=1.0), RNG(0))
    _, (still,) = augmented(photo, [alpha], (40, 40), STILL, RNG(0))
    np.testing.assert_allclose(truth, still[:, ::-1], atol=0.02)


@pytest.mark.parametrize("scale", [0.75, 1.5])
def test_scaling_changes_the_area_by_its_square(scale):
    photo, alpha = disc(60, 80)
    _, (truth,) = augmented(
        photo, [alpha], (60, 60), dataclasses.replace(STILL, scale=(scale, scale)), RNG(0)
    )
    # 120 x 160 become 60 x 60: a pixel of the answer is 2 x 8/3 of the photo's.
    assert truth.sum() == pytest.approx(np.pi * 20**2 * scale**2 / (2 * 8 / 3), rel=0.03)


def test_turning_keeps_a_disc_round_in_the_photos_own_proportions():
    photo, alpha = disc(60, 80)
    for seed in range(5):
        how = dataclasses.replace(STILL, rotation=30.0)
        _, (truth,) = augmented(photo, [alpha], (60, 60), how, RNG(seed))
        _, (still,) = augmented(photo, [alpha], (60, 60), STILL, RNG(seed))
        # Turned after the squeeze, an ellipse would turn with it: more than 0.01.
        assert np.abs(truth - still).mean() < 0.003


def test_gamma_changes_the_photo_and_not_the_alpha():
    photo, alpha = disc()
    photo = photo // 2
    how = dataclasses.replace(STILL, gamma=(2.0, 2.0))
    picture, (truth,) = augmented(photo, [alpha], (40, 40), how, RNG(0))
    assert picture[15, 16, 0] == pytest.approx((127 / 255) ** 2, abs=1e-3)
    assert truth[15, 16] == 1


def test_the_same_numbers_give_the_same_photo():
    how = Augmentation(0.5, (0.75, 1.5), 30.0, 0.1, (0.6, 1.6), 0.5, 1.0)
    photo, alpha = disc()
    first, second = (augmented(photo, [alpha], (40, 40), how, RNG(7)) for _ in range(2))
    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert 0 <= first[0].min() <= first[0].max() <= 1
