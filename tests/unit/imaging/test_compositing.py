"""Subjects over backgrounds."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, PhotoError
from curator.imaging.compositing import DARK, LIGHT, SQUARE, checkerboard, composite, straight_rgba
from tests.pictures import noise, portrait


def test_a_subject_over_its_own_background_is_its_photo() -> None:
    truth = portrait()
    image = composite(truth.foreground, truth.alpha, truth.background)
    assert image.dtype == np.uint8
    # Sums in float32 and float64 fall on two sides of one half in very few pixels.
    difference = np.abs(image.astype(int) - truth.image)
    assert difference.max() <= 1
    assert (difference > 0).mean() < 1e-3


def test_a_colour_shows_where_alpha_is_not_one() -> None:
    foreground = np.full((1, 3, 3), (100, 150, 200), np.uint8)
    image = composite(foreground, np.array([[0, 0.25, 1]], np.float32), (0, 50, 100))
    np.testing.assert_array_equal(image, [[[0, 50, 100], [25, 75, 125], [100, 150, 200]]])


@pytest.mark.parametrize("height", [1, 63, 64, 65, 130])
def test_every_row_is_laid_over(height: int) -> None:
    foreground, background = noise(height, 5, 1), noise(height, 5, 2)
    image = composite(foreground, np.ones((height, 5), np.float32), background)
    np.testing.assert_array_equal(image, foreground)


def test_sizes_must_agree() -> None:
    alpha = np.zeros((4, 4), np.float32)
    with pytest.raises(PhotoError, match="5 x 4 pixels and the foreground 4 x 4"):
        composite(noise(4, 4), alpha, noise(4, 5))
    with pytest.raises(AlphaError):
        composite(noise(4, 5), alpha, (0, 0, 0))
    with pytest.raises(AlphaError):
        straight_rgba(noise(4, 5), alpha)


def test_a_checkerboard() -> None:
    board = checkerboard(SQUARE + 1, 2 * SQUARE + 1)
    assert board.shape == (SQUARE + 1, 2 * SQUARE + 1, 3)
    assert (board[:SQUARE, :SQUARE] == LIGHT).all()
    assert (board[:SQUARE, SQUARE : 2 * SQUARE] == DARK).all()
    assert (board[:SQUARE, 2 * SQUARE] == LIGHT).all()
    assert (board[SQUARE, :SQUARE] == DARK).all()


def test_a_cut_out_keeps_its_colours_where_it_is_clear() -> None:
    foreground = noise(3, 2)
    alpha = np.array([[0, 1], [0.5, 0.25], [1 / 255, 0.001]], np.float32)
    cutout = straight_rgba(foreground, alpha)
    np.testing.assert_array_equal(cutout[..., :3], foreground)
    np.testing.assert_array_equal(cutout[..., 3], [[0, 255], [128, 64], [1, 0]])
