"""The photo that rays read their changes of colour from."""

from __future__ import annotations

import numpy as np

from curator.matting.shared_coarse import coarsened


def test_a_small_photo_is_read_as_it_is():
    image = np.zeros((800, 2399, 3), np.float32)
    coarse, side = coarsened(image)
    assert side == 1
    assert coarse is image


def test_a_large_one_by_the_means_of_squares():
    rng = np.random.default_rng(0)
    image = rng.random((1601, 2703, 3), np.float32)  # 9.02 times as large
    coarse, side = coarsened(image)
    assert side == 3
    assert coarse.shape == (533, 901, 3)
    squares = image[:1599].reshape(533, 3, 901, 3, 3)
    np.testing.assert_allclose(coarse, squares.mean(axis=(1, 3)), atol=1e-6)


def test_a_strip_keeps_its_width():
    image = np.zeros((1, 2_000_000, 3), np.float32)
    assert coarsened(image)[1] == 1
