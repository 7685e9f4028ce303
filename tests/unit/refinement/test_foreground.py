"""Foreground colours: the layer that the photo was composited from comes back."""

from __future__ import annotations

import numpy as np
import pymatting
import pytest

from curator.errors import AlphaError, PhotoError
from curator.refinement.foreground import estimate_foreground
from tests.pictures import portrait
from tests.scenes import scene

RED, BLUE = np.array([220, 30, 30]), np.array([20, 40, 200])


def mixed() -> tuple[np.ndarray, np.ndarray]:
    """Red over blue with a soft border of 20 columns."""
    alpha = np.clip((np.arange(60) - 20) / 20, 0, 1).astype(np.float32)[None].repeat(40, axis=0)
    image = np.rint(alpha[..., None] * RED + (1 - alpha[..., None]) * BLUE).astype(np.uint8)
    return image, alpha


def test_the_old_background_is_gone_from_the_border():
    image, alpha = mixed()
    foreground = estimate_foreground(image, alpha)
    border = (alpha > 0.2) & (alpha < 1)
    assert np.abs(image[border].astype(int) - RED).mean() > 20
    assert np.abs(foreground[border].astype(int) - RED).mean() < 5


def test_where_the_subject_is_opaque_it_is_the_photo():
    portrait = scene()
    foreground = estimate_foreground(portrait.image, portrait.alpha)
    opaque = portrait.alpha == 1
    np.testing.assert_array_equal(foreground[opaque], portrait.image[opaque])
    assert foreground.dtype == np.uint8
    assert foreground.shape == portrait.image.shape


def test_is_pymatting():
    portrait = scene()
    direct = pymatting.estimate_foreground_ml(portrait.image.astype(np.float32) / 255, portrait.alpha)
    soft = portrait.alpha < 1
    np.testing.assert_array_equal(
        estimate_foreground(portrait.image, portrait.alpha)[soft], np.rint(direct * 255)[soft]
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (2, 2)])
def test_thin_photos(shape):
    image = np.random.default_rng(4).integers(0, 256, (*shape, 3)).astype(np.uint8)
    alpha = np.full(shape, 0.5, np.float32)
    assert estimate_foreground(image, alpha).shape == image.shape


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_an_alpha_of_one_value(value):
    portrait = scene()
    alpha = np.full_like(portrait.alpha, value)
    assert estimate_foreground(portrait.image, alpha).dtype == np.uint8


@pytest.mark.parametrize("value", [np.nan, -0.1, 1.1])
def test_a_bad_alpha_is_refused(value):
    portrait = scene()
    alpha = portrait.alpha.copy()
    alpha[3, 3] = value
    with pytest.raises(AlphaError):
        estimate_foreground(portrait.image, alpha)


def test_an_alpha_of_another_size_is_refused():
    portrait = scene()
    with pytest.raises(AlphaError, match="45 x 60"):
        estimate_foreground(portrait.image, portrait.alpha[1:])


def test_a_float_image_is_refused():
    portrait = scene()
    with pytest.raises(PhotoError):
        estimate_foreground(portrait.image.astype(np.float32), portrait.alpha)


def test_only_what_is_mixed_is_swept_and_the_colours_are_those_of_sweeping_everything():
    """A figure so large that most of it, and of what is around it, is far from its border."""
    made = portrait(800, 600, seed=1)
    direct = pymatting.estimate_foreground_ml(made.image.astype(np.float32) / 255, made.alpha)
    foreground = estimate_foreground(made.image, made.alpha)
    mixed = (made.alpha > 0) & (made.alpha < 1)
    assert 0.005 < mixed.mean() < 0.2
    np.testing.assert_array_equal(foreground[mixed], np.rint(direct * 255)[mixed])
    # Elsewhere nothing is defined, yet it is the subject's colour near by, not the wall's.
    clear = made.alpha == 0
    assert np.abs(foreground[clear].astype(int) - np.rint(direct * 255)[clear]).mean() < 6


@pytest.mark.parametrize("kind", ["read only", "by columns"])
def test_any_array_will_do(kind):
    portrait_ = scene()
    image, alpha = portrait_.image.copy(), portrait_.alpha.copy()
    expected = estimate_foreground(image, alpha)
    if kind == "read only":
        image.flags.writeable = alpha.flags.writeable = False
    else:
        image, alpha = np.asfortranarray(image), np.asfortranarray(alpha)
    np.testing.assert_array_equal(estimate_foreground(image, alpha), expected)
