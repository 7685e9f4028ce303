"""Expansion: which known pixel an unknown one follows."""

from __future__ import annotations

import numpy as np
import pytest
from pymatting.alpha.estimate_alpha_sm import expand_trimap

from curator.imaging.convert import to_float
from curator.matting.shared_expand import expand, offsets
from tests.scenes import scene


def expanded(image, trimap, radius=10, colour=0.02):
    labels = trimap.copy()
    box = (0, trimap.shape[0], 0, trimap.shape[1])
    expand(to_float(image), trimap, offsets(radius), colour, box, labels)
    return labels


def test_offsets_are_a_disk_from_the_inside_out():
    near = offsets(2)
    assert near.tolist()[:4] == [[-1, 0], [0, -1], [0, 1], [1, 0]]
    assert sorted(map(tuple, near.tolist()[8:])) == [(-2, 0), (0, -2), (0, 2), (2, 0)]
    assert len(near) == 12


def test_the_nearest_of_like_colour_counts():
    image = np.full((1, 9, 3), 100, np.uint8)
    trimap = np.array([[255, 128, 128, 128, 0, 128, 128, 255, 128]], np.uint8)
    # The middle one of the first gap is as near to both: the left one counts.
    assert expanded(image, trimap).tolist() == [[255, 255, 255, 0, 0, 0, 255, 255, 255]]
    image[0, 4] = 110
    assert expanded(image, trimap).tolist() == [[255, 255, 255, 255, 0, 255, 255, 255, 255]]


def test_radius_and_colour_are_inclusive():
    image = np.zeros((1, 8, 3), np.uint8)
    image[0, 1:4] = [[3, 4, 0], [5, 0, 0], [4, 4, 0]]  # 5, 5 and 5.7 of 255 away
    trimap = np.array([[255, 128, 128, 128, 128, 128, 128, 128]], np.uint8)
    labels = expanded(image, trimap, radius=5, colour=5.01 / 255)
    assert labels.tolist() == [[255, 255, 255, 128, 255, 255, 128, 128]]


@pytest.mark.parametrize("radius", [1, 4, 10])
def test_it_settles_what_pymatting_settles(radius):
    portrait = scene(90, 70, seed=2, softness=20)
    fractions = np.select([portrait.trimap == 0, portrait.trimap == 255], [0, 1], 0.5)
    fractions = fractions.astype(np.float32)
    expected = fractions.copy()
    expand_trimap(expected, fractions, to_float(portrait.image), radius, np.float32(0.02))
    labels = expanded(portrait.image, portrait.trimap, radius)
    np.testing.assert_array_equal(labels, np.select([expected == 0, expected == 1], [0, 255], 128))
    assert (labels != portrait.trimap).any()


def test_it_writes_in_its_box_alone():
    image = np.full((12, 12, 3), 9, np.uint8)
    trimap = np.full((12, 12), 128, np.uint8)
    trimap[6, 6] = 255
    labels = np.full((12, 12), 7, np.uint8)
    expand(to_float(image), trimap, offsets(10), 0.02, (2, 9, 3, 5), labels)
    inside = np.zeros((12, 12), bool)
    inside[2:9, 3:5] = True
    assert (labels[inside] == 255).all()
    assert (labels[~inside] == 7).all()
