"""Shared matting: what its expansion settles and what it leaves, and that it is PyMatting's."""

from __future__ import annotations

import math

import numpy as np
import pymatting
import pytest

from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from tests.scenes import scene

PAPER = {
    "trimap_expansion_radius": 10,
    "trimap_expansion_threshold": 0.02,
    "sample_gathering_angles": 4,
    "sample_gathering_weights": (3.0, 2.0, 1.0, 4.0),
    "sample_refinement_radius": 5,
    "local_smoothing_sigma_sq1": 100 / (9 * math.pi),
    "local_smoothing_sigma_sq2": 0.1,
    "local_smoothing_sigma_sq3": 100 / (9 * math.pi),
}


@pytest.mark.parametrize(
    ("chosen", "direct"),
    [
        ({}, {}),
        ({"expand": False}, {"trimap_expansion_radius": 0}),
        ({"expansion_radius": 1}, {"trimap_expansion_radius": 1}),
        ({"expansion_colour": 0.1}, {"trimap_expansion_threshold": 0.1}),
        ({"directions": 9}, {"sample_gathering_angles": 9}),
        ({"fit_exponent": 1.0}, {"sample_gathering_weights": (1.0, 2.0, 1.0, 4.0)}),
        ({"likelihood_exponent": 0.0}, {"sample_gathering_weights": (3.0, 0.0, 1.0, 4.0)}),
        ({"foreground_exponent": 3.0}, {"sample_gathering_weights": (3.0, 2.0, 3.0, 4.0)}),
        ({"background_exponent": 0.0}, {"sample_gathering_weights": (3.0, 2.0, 1.0, 0.0)}),
        ({"refinement_radius": 1}, {"sample_refinement_radius": 1}),
        (
            {"smoothing_radius": 2},
            {f"local_smoothing_radius{number}": 2 for number in (1, 2, 3)},
        ),
        (
            {"smoothing_variance": 1.0},
            {"local_smoothing_sigma_sq1": 1.0, "local_smoothing_sigma_sq3": 1.0},
        ),
        ({"confidence_decay": 100.0}, {"local_smoothing_sigma_sq2": 0.01}),
    ],
    ids=lambda value: next(iter(value), "as in the paper"),
)
def test_is_pymatting(chosen, direct):
    portrait = scene()
    alpha = estimate_alpha(portrait.image, portrait.trimap, "shared", **chosen)
    trimap = np.select([portrait.trimap == 0, portrait.trimap == 255], [0.0, 1.0], 0.5)
    expected = pymatting.estimate_alpha_sm(to_float(portrait.image), trimap, **{**PAPER, **direct})
    np.testing.assert_array_equal(alpha, expected)
    if chosen:
        assert not np.array_equal(alpha, estimate_alpha(portrait.image, portrait.trimap, "shared"))


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
