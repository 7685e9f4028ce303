"""Gathering, refinement and smoothing against the paper's equations, worked pixel by pixel."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from curator.matting.shared_engine import SharedEngine
from curator.matting.shared_pairs import Pairs
from curator.matting.shared_parameters import SharedParameters
from curator.matting.shared_rays import MISSED, ONE, phase, slopes
from tests import shared_by_hand

PAPER = SharedParameters(expand=False)


def picture(seed, shape=(14, 13)):
    """Colours at random, foreground to the left and background to the right, both ragged."""
    rng = np.random.default_rng(seed)
    image = rng.random((*shape, 3), np.float32)
    trimap = np.full(shape, 128, np.uint8)
    x = np.arange(shape[1])
    trimap[x < rng.integers(1, 6, (shape[0], 1))] = 255
    trimap[x >= shape[1] - rng.integers(1, 6, (shape[0], 1))] = 0
    return image, trimap


def by_hand(image, trimap, parameters):
    """All three stages: the gathered and refined tuple and the alpha of each unknown pixel."""
    colours = image.astype(np.float64)
    exponents = (
        parameters.fit_exponent,
        parameters.likelihood_exponent,
        parameters.foreground_exponent,
        parameters.background_exponent,
    )
    means = [colours[trimap == label].mean(axis=0) for label in (255, 0)]
    pixels = [tuple(pixel) for pixel in np.argwhere(trimap == 128).tolist()]
    rays = slopes(parameters.directions) / ONE
    gathered = {
        (y, x): shared_by_hand.gather(colours, trimap, y, x, rays[phase(y, x)], exponents, means)
        for y, x in pixels
    }
    reach, lam = parameters.refinement_radius, parameters.confidence_decay
    refined = {
        (y, x): shared_by_hand.refine(colours, trimap, y, x, gathered, reach, lam) for y, x in pixels
    }
    radius, variance = parameters.smoothing_radius, parameters.smoothing_variance
    alphas = {
        (y, x): shared_by_hand.smooth(colours, trimap, trimap, y, x, refined, radius, variance, lam)
        for y, x in pixels
    }
    return [np.array([stage[pixel] for pixel in pixels]) for stage in (gathered, refined, alphas)]


def ours(image, trimap, parameters):
    pairs = Pairs(image, trimap, parameters)
    band = pairs.band
    alpha = SharedEngine(image, parameters).solve(trimap, None)
    return band.gathered, band.refined, alpha[band.places[:, 0], band.places[:, 1]]


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"directions": 1},
        {"directions": 7},
        {"fit_exponent": 1.0},
        {"fit_exponent": 0.0},
        {"likelihood_exponent": 0.0},
        {"likelihood_exponent": 4.5},
        {"foreground_exponent": 3.0},
        {"background_exponent": 0.0},
        {"refinement_radius": 1},
        {"refinement_radius": 3},
        {"smoothing_radius": 1},
        {"smoothing_variance": 9.0},
        {"confidence_decay": 2.0},
    ],
    ids=str,
)
def test_every_stage_is_the_papers(chosen):
    parameters = replace(PAPER, **chosen)
    for seed in range(3):
        image, trimap = picture(seed)
        for stage, answer in zip(
            ours(image, trimap, parameters), by_hand(image, trimap, parameters), strict=True
        ):
            np.testing.assert_allclose(stage, answer, rtol=1e-3, atol=2e-5)


def test_every_parameter_counts():
    """Otherwise the test above could pass with a parameter that nobody reads."""
    image, trimap = picture(0)
    usual = ours(image, trimap, PAPER)[2]
    for chosen in (
        {"directions": 7},
        {"fit_exponent": 1.0},
        {"likelihood_exponent": 0.0},
        {"foreground_exponent": 3.0},
        {"background_exponent": 0.0},
        {"refinement_radius": 1},
        {"smoothing_radius": 1},
        {"smoothing_variance": 9.0},
        {"confidence_decay": 2.0},
    ):
        assert not np.array_equal(ours(image, trimap, replace(PAPER, **chosen))[2], usual), chosen


def test_one_pixel_between_two_colours_by_hand():
    """One row, one unknown pixel whose rays run along it, grey levels: nothing but arithmetic."""
    levels = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.9, 0.8, 0.5, 0.4, 0.2, 0.1, 0.0])
    image = np.repeat(levels[None, :, None], 3, axis=2).astype(np.float32)
    trimap = np.full((1, 13), 0, np.uint8)
    trimap[0, 5:8], trimap[0, 8] = 255, 128
    assert phase(0, 8) == 0  # the pixels whose first ray runs to the right
    gathered, refined, alpha = ours(image, trimap, PAPER)
    # The nearest hits to the left and to the right, the only ones.
    np.testing.assert_allclose(gathered[0, :6], [0.8] * 3 + [0.4] * 3, atol=1e-6)
    around_front = np.array([0.0, 0.9, 0.8, 0.5, 0.4])
    around_back = np.array([0.8, 0.5, 0.4, 0.2, 0.1])
    np.testing.assert_allclose(gathered[0, 6], 3 * ((around_front - 0.8) ** 2).mean(), rtol=1e-5)
    np.testing.assert_allclose(gathered[0, 7], 3 * ((around_back - 0.4) ** 2).mean(), rtol=1e-5)
    # 0.5 is within the variance of both (3 * 0.09 <= 3 * 0.178; 3 * 0.01 <= 3 * 0.06).
    np.testing.assert_allclose(refined[0], [0.5] * 6 + [0.25, 1.0], atol=1e-5)
    assert 0 < alpha[0] < 1


def test_likelihood_turns_to_the_flatter_side():
    """Two pairs that fit alike: the flat way to the left makes the foreground there likely."""
    levels = np.full(24, 0.5)
    levels[:3], levels[14:17], levels[17:] = 0.6, [0.9, 0.1, 0.9], 0.4
    image = np.repeat(levels[None, :, None], 3, axis=2).astype(np.float32)
    trimap = np.full((1, 24), 128, np.uint8)
    trimap[0, :3], trimap[0, 17:] = 255, 0
    only = replace(
        PAPER, directions=2, fit_exponent=0.0, foreground_exponent=0.0, background_exponent=0.0
    )
    energy_left = 3 * 0.1**2
    energy_right = 3 * (0.4**2 + 0.8**2 + 0.8**2 + 0.5**2)
    likely = energy_right / (energy_left + energy_right)
    slope = slopes(2)[phase(0, 8)] / ONE
    colours = image.astype(np.float64)
    path = shared_by_hand.first(trimap, 0, 8, slope[1], 255)
    assert shared_by_hand.energy(colours, 0, 8, slope[1], path) == pytest.approx(energy_left, rel=1e-5)
    path = shared_by_hand.first(trimap, 0, 8, slope[0], 0)
    assert shared_by_hand.energy(colours, 0, 8, slope[0], path) == pytest.approx(energy_right, rel=1e-5)
    assert likely > 0.98
    gathered = ours(image, trimap, only)[0]
    np.testing.assert_allclose(gathered[5, [0, 3]], [0.6, 0.4], atol=1e-6)


def test_means_stand_in_for_what_no_ray_meets():
    """A foreground of two far pixels: most rays miss it, and the mean colour is taken."""
    rng = np.random.default_rng(5)
    image = rng.random((40, 41, 3), np.float32)
    trimap = np.zeros((40, 41), np.uint8)
    trimap[20:26, 8:14] = 128
    trimap[1, 39], trimap[38, 40] = 255, 255
    pairs = Pairs(image, trimap, PAPER)
    band = pairs.band
    missed = (band.hits[:, :, 0] == MISSED).all(axis=1)
    assert missed.any()
    np.testing.assert_array_equal(band.lonely, missed)
    mean = image[trimap == 255].astype(np.float64).mean(axis=0)
    np.testing.assert_allclose(band.gathered[missed, :3], np.tile(mean, (missed.sum(), 1)), atol=1e-4)
    assert (band.gathered[missed, 6] == 0).all()
    exact = by_hand(image, trimap, PAPER)[0]
    np.testing.assert_allclose(band.gathered, exact, rtol=1e-3, atol=1e-4)


def test_confidence_falls_with_what_the_pair_leaves_unexplained():
    """A pixel off the line between its two colours, by 0.2 of green."""
    image = np.zeros((1, 13, 3), np.float32)
    image[0, :8, 0], image[0, 8] = 1.0, [0.5, 0.2, 0.0]
    trimap = np.zeros((1, 13), np.uint8)
    trimap[0, :8], trimap[0, 8] = 255, 128
    refined = ours(image, trimap, PAPER)[1]
    assert refined[0, 6] == pytest.approx(0.5)
    assert refined[0, 7] == pytest.approx(math.exp(-10 * 0.2), rel=1e-5)
