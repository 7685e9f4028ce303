"""Shared matting: what its expansion settles and leaves, odd photos, and PyMatting beside it."""

from __future__ import annotations

import numpy as np
import pymatting
import pytest

from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from tests.pictures import portrait
from tests.scenes import scene


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_is_near_pymatting(seed):
    """Near, not the same.

    PyMatting steps down with the slope across where it measures how flat the way to a sample is, takes
    ten steps of it, lets known pixels share their colours, leaves out where a pixel's own colour
    is within the variance of its samples, and weighs the smoothing without confidence.
    """
    picture = portrait(200, 150, seed)
    alpha = estimate_alpha(picture.image, picture.trimap, "shared")
    fractions = np.select([picture.trimap == 0, picture.trimap == 255], [0.0, 1.0], 0.5)
    other = pymatting.estimate_alpha_sm(to_float(picture.image), fractions)
    band = picture.trimap == 128
    assert np.abs(alpha - other)[band].mean() < 0.02
    assert np.abs(alpha - picture.alpha)[band].mean() < 0.025
    assert np.abs(0.5 - picture.alpha)[band].mean() > 0.2


def noise_between_two_sides() -> tuple[np.ndarray, np.ndarray]:
    """Foreground to the left, background to the right, 40 unknown columns of other colours between."""
    rng = np.random.default_rng(8)
    image = rng.integers(60, 196, (30, 60, 3)).astype(np.uint8)
    image[:, :10], image[:, -10:] = (250, 20, 20), (20, 20, 250)
    trimap = np.full((30, 60), 128, np.uint8)
    trimap[:, :10], trimap[:, -10:] = 255, 0
    return image, trimap


def test_expansion_settles_unknown_pixels_of_a_near_colour():
    image, trimap = noise_between_two_sides()
    image[15, 14] = (250, 20, 20)  # 5 columns from the foreground
    image[15, 44] = (20, 20, 250)  # 6 columns from the background
    image[20, 14] = (248, 22, 22)  # 3.5 of 255 away from the foreground's colour
    alpha = estimate_alpha(image, trimap, "shared")
    assert alpha[15, 14] == 1
    assert alpha[20, 14] == 1
    assert alpha[15, 44] == 0


def test_expansion_ends_at_its_radius_and_at_its_colour():
    image, trimap = noise_between_two_sides()
    image[15, 20] = (250, 20, 20)  # 11 columns from the foreground
    image[20, 14] = (246, 24, 24)  # 6.9 of 255 away from the foreground's colour
    alpha = estimate_alpha(image, trimap, "shared")
    assert 0 < alpha[15, 20] < 1
    assert 0 < alpha[20, 14] < 1
    wider = estimate_alpha(image, trimap, "shared", expansion_radius=11, expansion_colour=0.03)
    assert wider[15, 20] == 1
    assert wider[20, 14] == 1


def test_told_not_to_it_does_not_expand():
    image, trimap = noise_between_two_sides()
    image[15, 14] = (250, 20, 20)
    alpha = estimate_alpha(image, trimap, "shared", expand=False)
    assert 0.5 < alpha[15, 14] < 1


def test_expansion_never_changes_what_was_painted():
    """Painted pixels keep their label even where every colour around says the opposite."""
    image, trimap = noise_between_two_sides()
    trimap[15, 3], trimap[15, 56] = 0, 255
    trimap[10:12, 30:32], trimap[20:22, 30:32] = 255, 0
    alpha = estimate_alpha(image, trimap, "shared")
    np.testing.assert_array_equal(alpha[trimap != 128], (trimap == 255)[trimap != 128])


def test_one_unknown_pixel():
    """A stroke's breadth of grey between white and black: half of each, and well explained."""
    image = np.zeros((21, 21, 3), np.uint8)
    image[:, :10], image[:, 10] = 255, 128
    trimap = np.zeros((21, 21), np.uint8)
    trimap[:, :10], trimap[:, 10] = 255, np.where(np.arange(21) < 10, 255, 0)
    trimap[10, 10] = 128
    alpha = estimate_alpha(image, trimap, "shared", expand=False)
    np.testing.assert_array_equal(alpha[trimap == 255], 1)
    np.testing.assert_array_equal(alpha[trimap == 0], 0)
    assert 0.2 < alpha[10, 10] < 0.8


@pytest.mark.parametrize("expand", [True, False])
def test_a_photo_of_one_colour(expand):
    image = np.full((30, 30, 3), 77, np.uint8)
    trimap = np.full((30, 30), 128, np.uint8)
    trimap[:, :6], trimap[:, 25:] = 255, 0
    alpha = estimate_alpha(image, trimap, "shared", expand=expand)
    np.testing.assert_array_equal(alpha[:, :6], 1)
    np.testing.assert_array_equal(alpha[:, 25:], 0)
    if expand:
        # The nearer side has the colour; ten pixels around either leave nothing between.
        np.testing.assert_array_equal(alpha[:, :15], 1)
        np.testing.assert_array_equal(alpha[:, 16:], 0)


@pytest.mark.parametrize("shape", [(1, 60), (60, 1)])
def test_a_photo_of_one_row_or_column(shape):
    """Most rays leave it at once; the ramp between its ends comes out as a ramp all the same."""
    levels = np.clip(np.linspace(1.5, -0.5, 60), 0, 1).reshape(shape)
    image = np.repeat(np.rint(255 * levels)[..., None], 3, axis=2).astype(np.uint8)
    trimap = np.where(levels == 1, 255, np.where(levels == 0, 0, 128)).astype(np.uint8)
    alpha = estimate_alpha(image, trimap, "shared", expand=False)
    assert np.abs(alpha - levels).mean() < 0.1


def test_a_grey_photo_is_matted_by_its_levels():
    picture = scene(seed=3)
    grey = np.repeat(picture.image[..., :1], 3, axis=2)
    alpha = estimate_alpha(grey, picture.trimap, "shared")
    band = picture.trimap == 128
    assert np.abs(alpha - picture.alpha)[band].mean() < 0.1


def test_an_island_that_no_foreground_can_be_seen_from():
    """In the wall behind: its colours are the wall's, and the mean of the subject is not."""
    rng = np.random.default_rng(1)
    wall = np.array([40, 90, 150]) + rng.integers(-12, 13, (80, 80, 1))
    image = wall.astype(np.uint8)
    trimap = np.zeros((80, 80), np.uint8)
    trimap[60:72, 60:72] = 128
    image[0, :3], trimap[0, :3] = (220, 120, 90), 255
    alpha = estimate_alpha(image, trimap, "shared", expand=False)
    assert alpha[60:72, 60:72].max() < 0.2
    assert alpha[60:72, 60:72].mean() < 0.05
