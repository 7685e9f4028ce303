"""Between bytes and floats."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, PhotoError
from curator.imaging.convert import quantise_alpha, to_float, to_uint8


def test_every_level_becomes_its_255th_and_comes_back() -> None:
    image = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    floats = to_float(image)
    assert floats.dtype == np.float32
    np.testing.assert_allclose(floats[..., 0].ravel(), np.arange(256) / 255, rtol=1e-7)
    np.testing.assert_array_equal(to_uint8(floats), image)


def test_floats_are_rounded_and_clipped() -> None:
    image = np.array([[[-1.0, 2.0, 0.5 / 255 + 1e-4]]], np.float32)
    np.testing.assert_array_equal(to_uint8(image), [[[0, 255, 1]]])


def test_nan_is_no_colour() -> None:
    with pytest.raises(PhotoError, match="NaN"):
        to_uint8(np.full((2, 2, 3), np.nan, np.float32))


def test_what_is_no_image_is_not_converted() -> None:
    with pytest.raises(PhotoError):
        to_float(np.zeros((2, 2), np.uint8))


def test_an_alpha_moves_to_the_nearest_16_bit_step() -> None:
    alpha = np.random.default_rng(0).random((50, 40), dtype=np.float32)
    quantised = quantise_alpha(alpha)
    steps = quantised.astype(np.float64) * 65535
    assert np.abs(steps - np.rint(steps)).max() < 5e-3
    assert np.abs(quantised.astype(np.float64) - alpha).max() <= 0.5 / 65535 + 1e-7
    np.testing.assert_array_equal(quantise_alpha(quantised), quantised)


def test_the_ends_stay_the_ends() -> None:
    ends = np.array([[0.0, 1.0]], np.float32)
    np.testing.assert_array_equal(quantise_alpha(ends), ends)


def test_nan_is_no_alpha() -> None:
    with pytest.raises(AlphaError, match="NaN"):
        quantise_alpha(np.full((2, 2), np.nan, np.float32))
