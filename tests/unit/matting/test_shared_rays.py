"""Rays: their slopes, what they hit, and that leaping over empty ground changes nothing of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from curator.matting.shared_rays import (
    BLOCK,
    MISSED,
    ONE,
    SIDE,
    at,
    first_step,
    gaps,
    last_step,
    phase,
    slopes,
    walk,
)
from tests.shared_by_hand import ray


def sparse(shape, foreground, background, seed=0):
    """A trimap that is unknown but for some scattered pixels."""
    rng = np.random.default_rng(seed)
    trimap = np.full(shape, 128, np.uint8)
    trimap[rng.random(shape) < foreground] = 255
    trimap[rng.random(shape) < background] = 0
    return trimap


@pytest.mark.parametrize("directions", [1, 3, 4, 7])
def test_rays_are_evenly_spread(directions):
    rays = slopes(directions)
    assert (np.abs(rays).max(axis=2) == ONE).all()
    degrees = np.degrees(np.arctan2(rays[..., 0], rays[..., 1]))
    turns = np.diff(degrees, axis=1) % 360
    np.testing.assert_allclose(turns, 360 / directions, atol=0.01)


def test_neighbours_look_in_different_directions():
    rays = slopes(4)
    degrees = np.degrees(np.arctan2(rays[:, 0, 0], rays[:, 0, 1]))
    assert len(rays) == SIDE * SIDE
    np.testing.assert_allclose(np.sort(degrees), np.arange(64) * 90 / 64, atol=0.01)
    assert {phase(y, x) for y in range(3, 11) for x in range(5, 13)} == set(range(64))


def test_gaps_are_chessboard_distances_of_blocks():
    trimap = sparse((70, 91), 0.001, 0.002)
    found = gaps(trimap)
    down, across = -(-70 // BLOCK), -(-91 // BLOCK)
    for kind, label in enumerate((255, 0)):
        empty = np.ones((down, across), np.uint8)
        for y, x in np.argwhere(trimap == label):
            empty[y // BLOCK, x // BLOCK] = 0
        assert not empty.all()
        np.testing.assert_array_equal(found[kind], ndimage.distance_transform_cdt(empty, "chessboard"))
    np.testing.assert_array_equal(found[2], np.minimum(found[0], found[1]))


def test_straight_rays_by_hand():
    trimap = np.full((3, 20), 128, np.uint8)
    trimap[1, 12], trimap[1, 15], trimap[1, 2] = 255, 0, 0
    found = gaps(trimap)
    assert walk(trimap, found, 1, 8, 0, ONE) == (4, 7)
    assert walk(trimap, found, 1, 8, 0, -ONE) == (MISSED, 6)
    assert walk(trimap, found, 1, 8, ONE, 0) == (MISSED, MISSED)


@pytest.mark.parametrize("density", [0.0, 0.0005, 0.005, 0.1])
def test_leaps_skip_no_hit(density):
    """The same hits as stepping from pixel to pixel."""
    trimap = sparse((83, 120), density, density / 2, seed=4)
    found, rays = gaps(trimap), slopes(5)
    rng = np.random.default_rng(2)
    for y, x in zip(rng.integers(0, 83, 60), rng.integers(0, 120, 60), strict=True):
        for down, across in rays[phase(y, x)]:
            labels = [trimap[pixel] for pixel in ray(trimap.shape, y, x, down / ONE, across / ONE)]
            expected = tuple(
                labels.index(label) + 1 if label in labels else MISSED for label in (255, 0)
            )
            assert walk(trimap, found, y, x, down, across) == expected


def test_steps_into_and_out_of_a_box():
    rng = np.random.default_rng(3)
    for _ in range(300):
        start, slope = int(rng.integers(-40, 60)), int(rng.integers(-ONE, ONE + 1))
        low, high = 0, int(rng.integers(1, 20))
        inside = [step for step in range(3000) if low <= at(start, slope, step) < high]
        if not inside:
            # A flat ray may need more steps than were tried.
            assert first_step(start, slope, low, high) >= 3000
        elif inside[-1] < 2999:
            assert first_step(start, slope, low, high) == inside[0]
            assert last_step(start, slope, low, high) == inside[-1]


def test_a_flat_ray_stays():
    assert last_step(5, 0, 0, 10) == MISSED - 1
    assert first_step(5, 0, 0, 10) == 0
    assert first_step(15, 0, 0, 10) == MISSED
    assert math.isclose(at(5, ONE // 2, 3), 7)
