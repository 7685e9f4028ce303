"""KNN matting against a dense solution with SciPy's tree, and against PyMatting itself."""

from __future__ import annotations

import numpy as np
import pymatting
import pytest
from scipy.spatial import cKDTree

from curator.errors import ConvergenceError, PhotoError
from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from tests.scenes import scene


def dense_answer(image: np.ndarray, trimap: np.ndarray) -> np.ndarray:
    """(I - D^-1 W + lambda C) x = lambda f, where W joins each pixel with its nearest neighbours."""
    height, width = trimap.shape
    y, x = np.meshgrid(np.linspace(0, 1, height), np.linspace(0, 1, width), indexing="ij")
    joined = np.zeros((trimap.size, trimap.size))
    for count, weight in ((20, 2.0), (10, 0.1)):
        features = np.dstack([image / 255, weight * x, weight * y]).reshape(-1, 5)
        _, neighbours = cKDTree(features).query(features, count)
        for pixel, near in enumerate(neighbours):
            joined[pixel, near] += 1
            joined[near, pixel] += 1
    known = (trimap != 128).ravel()
    system = np.eye(trimap.size) - joined / joined.sum(axis=1, keepdims=True) + 100 * np.diag(known)
    return np.linalg.solve(system, 100.0 * (trimap == 255).ravel()).reshape(trimap.shape)


def test_agrees_with_a_dense_solution():
    rng = np.random.default_rng(6)
    image = rng.integers(0, 256, (14, 15, 3)).astype(np.uint8)
    trimap = np.full((14, 15), 128, np.uint8)
    trimap[:4], trimap[-4:] = 255, 0
    alpha = estimate_alpha(image, trimap, "knn")
    band = trimap == 128
    np.testing.assert_allclose(alpha[band], dense_answer(image, trimap)[band], atol=1e-4)


@pytest.mark.parametrize(
    ("chosen", "laplacian", "solver"),
    [
        (
            {},
            {"n_neighbors": [20, 10], "distance_weights": [2.0, 0.1], "kernel": "binary"},
            {"rtol": 1e-7},
        ),
        ({"near_neighbours": 7}, {"n_neighbors": [7, 10]}, {}),
        ({"far_neighbours": 3}, {"n_neighbors": [20, 3]}, {}),
        ({"near_place_weight": 0.5}, {"distance_weights": [0.5, 0.1]}, {}),
        ({"far_place_weight": 1.0}, {"distance_weights": [2.0, 1.0]}, {}),
        ({"soft_kernel": True}, {"kernel": "soft"}, {}),
        ({"tolerance": 1e-2}, {}, {"rtol": 1e-2}),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else None,
)
def test_is_pymatting(chosen, laplacian, solver):
    portrait = scene()
    alpha = estimate_alpha(portrait.image, portrait.trimap, "knn", **chosen)
    image = to_float(portrait.image).astype(np.float64)
    trimap = np.select([portrait.trimap == 0, portrait.trimap == 255], [0.0, 1.0], 0.5)
    direct = pymatting.estimate_alpha_knn(image, trimap, laplacian_kwargs=laplacian, cg_kwargs=solver)
    band = portrait.trimap == 128
    np.testing.assert_array_equal(alpha[band], direct.astype(np.float32)[band])
    if chosen:
        assert not np.array_equal(alpha, estimate_alpha(portrait.image, portrait.trimap, "knn"))


def test_says_when_the_solver_does_not_arrive():
    portrait = scene()
    with pytest.raises(ConvergenceError, match="within 1 iterations"):
        estimate_alpha(portrait.image, portrait.trimap, "knn", maximum_iterations=1)


def test_a_photo_with_fewer_pixels_than_neighbours_is_refused():
    image = np.zeros((3, 5, 3), np.uint8)
    trimap = np.full((3, 5), 128, np.uint8)
    trimap[0], trimap[-1] = 255, 0
    with pytest.raises(PhotoError, match=r"5 x 3 pixels.*20 neighbours"):
        estimate_alpha(image, trimap, "knn")
    assert estimate_alpha(image, trimap, "knn", near_neighbours=15).shape == (3, 5)
