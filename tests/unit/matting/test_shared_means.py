"""Mean colours that are the same whichever way a trimap was reached."""

from __future__ import annotations

import numpy as np

from curator.matting.shared_means import Means
from curator.records import Rectangle


def test_they_are_means():
    rng = np.random.default_rng(0)
    image = rng.random((30, 20, 3), np.float32)
    trimap = rng.choice(np.array([0, 128, 255], np.uint8), (30, 20))
    means = Means(image)
    means.add(trimap, Rectangle(0, 0, 20, 30), 1)
    expected = [image[trimap == label].astype(np.float64).mean(axis=0) for label in (255, 0)]
    np.testing.assert_allclose(means.colours(), expected, atol=0.5 / 65535)


def test_taking_away_undoes_adding():
    rng = np.random.default_rng(1)
    image = rng.random((30, 20, 3), np.float32)
    trimap = rng.choice(np.array([0, 128, 255], np.uint8), (30, 20))
    means, whole, box = Means(image), Rectangle(0, 0, 20, 30), Rectangle(3, 4, 9, 11)
    means.add(trimap, whole, 1)
    before = means.colours()
    edited = trimap.copy()
    edited[4:15, 3:12] = 255
    means.add(trimap, box, -1)
    means.add(edited, box, 1)
    assert (means.colours() != before).all()
    means.add(edited, box, -1)
    means.add(trimap, box, 1)
    np.testing.assert_array_equal(means.colours(), before)


def test_a_side_that_is_not_there_is_black():
    means = Means(np.ones((2, 2, 3), np.float32))
    means.add(np.full((2, 2), 255, np.uint8), Rectangle(0, 0, 2, 2), 1)
    np.testing.assert_array_equal(means.colours(), [[1, 1, 1], [0, 0, 0]])
