"""KNN matting against dense solutions with SciPy's tree, and against PyMatting's graph and answers."""

from __future__ import annotations

import numpy as np
import pymatting
import pytest
from scipy.sparse.linalg import spsolve
from scipy.spatial import cKDTree

from curator.errors import ConvergenceError, PhotoError
from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from curator.registry import METHODS
from tests.scenes import scene

PAPER = ((20, 2.0), (10, 0.1))


def joins(image: np.ndarray, searches=PAPER, soft: bool = False) -> np.ndarray:
    """W: how often one of two pixels is among the nearest neighbours of the other, without weights
    on the diagonal."""
    height, width = image.shape[:2]
    y, x = np.meshgrid(np.linspace(0, 1, height), np.linspace(0, 1, width), indexing="ij")
    joined = np.zeros((y.size, y.size))
    for count, weight in searches:
        features = np.dstack([image, weight * x, weight * y]).reshape(-1, 5)
        _, neighbours = cKDTree(features).query(features, count)
        for pixel, near in enumerate(neighbours.reshape(-1, count)):
            apart = np.abs(features[near] - features[pixel]).sum(axis=1)
            likeness = np.maximum(1 - apart / 5, 0) if soft else 1
            joined[pixel, near] += likeness
            joined[near, pixel] += likeness
    np.fill_diagonal(joined, 0)
    return joined


def dense_answer(image: np.ndarray, trimap: np.ndarray, searches=PAPER, soft=False) -> np.ndarray:
    """(D - W) alpha = 0 in the rows of unknown pixels, with the known alphas as they are."""
    weights = joins(image, searches, soft)
    unknown = (trimap == 128).ravel()
    alpha = (trimap == 255).ravel().astype(float)
    rows = weights[unknown]
    system = np.diag(rows.sum(axis=1)) - rows[:, unknown]
    alpha[unknown] = np.linalg.solve(system, rows[:, ~unknown] @ alpha[~unknown])
    return alpha.reshape(trimap.shape)


def answer(image: np.ndarray, trimap: np.ndarray, **chosen: object) -> np.ndarray:
    record = METHODS.get("knn")
    return record.function(image, trimap, record.parameters(**chosen))


def noise(height: int, width: int, seed: int) -> np.ndarray:
    """Colours so fine that no two distances are the same: neighbours do not depend on their order."""
    return np.random.default_rng(seed).random((height, width, 3)).astype(np.float32)


def bands(height: int, width: int) -> np.ndarray:
    """A quarter foreground, a quarter background, and what lies between is unknown."""
    trimap = np.full((height, width), 128, np.uint8)
    flat = trimap.reshape(-1)
    flat[: flat.size // 4], flat[-(flat.size // 4) :] = 255, 0
    return trimap


@pytest.mark.parametrize(
    ("height", "width"), [(14, 15), (64, 40), (1, 60), (60, 1), (5, 4)], ids=lambda side: str(side)
)
def test_agrees_with_a_dense_solution(height, width):
    image, trimap = noise(height, width, 6), bands(height, width)
    np.testing.assert_allclose(answer(image, trimap), dense_answer(image, trimap), atol=1e-5)


def test_a_smooth_picture_agrees_with_a_dense_solution():
    """Likeness of place decides here, and the way from known to unknown is long."""
    y, x = np.mgrid[:40, :40] / 40
    image = np.stack([x, y, 0.3 * x * y], axis=2).astype(np.float32) + noise(40, 40, 2) / 500
    trimap = np.full((40, 40), 128, np.uint8)
    trimap[:2], trimap[-2:] = 255, 0
    np.testing.assert_allclose(answer(image, trimap), dense_answer(image, trimap), atol=1e-5)


@pytest.mark.parametrize(
    ("chosen", "searches", "soft"),
    [
        ({"near_neighbours": 7}, ((7, 2.0), (10, 0.1)), False),
        ({"far_neighbours": 3}, ((20, 2.0), (3, 0.1)), False),
        ({"near_neighbours": 3, "far_neighbours": 70}, ((3, 2.0), (70, 0.1)), False),
        ({"near_place_weight": 0.5}, ((20, 0.5), (10, 0.1)), False),
        ({"far_place_weight": 1.0}, ((20, 2.0), (10, 1.0)), False),
        ({"far_place_weight": 0.0}, ((20, 2.0), (10, 0.0)), False),
        ({"soft_kernel": True}, PAPER, True),
    ],
    ids=lambda value: ", ".join(value) if isinstance(value, dict) else "",
)
def test_parameters_are_those_of_the_paper(chosen, searches, soft):
    image, trimap = noise(16, 17, 3), bands(16, 17)
    alpha = answer(image, trimap, **chosen)
    np.testing.assert_allclose(alpha, dense_answer(image, trimap, searches, soft), atol=1e-5)
    assert np.abs(alpha - answer(image, trimap)).max() > 1e-3


def test_weights_below_zero_count_as_none():
    """With much weight on place, pixels at the ends of a tiny photo are less than unlike."""
    image, trimap = noise(5, 5, 4), bands(5, 5)
    searches = ((20, 20.0), (10, 0.1))
    alpha = answer(image, trimap, near_place_weight=20.0, soft_kernel=True)
    np.testing.assert_allclose(alpha, dense_answer(image, trimap, searches, True), atol=1e-5)


def test_grey_photos_agree_with_a_dense_solution():
    grey = np.repeat(noise(20, 20, 8)[..., :1], 3, axis=2)
    trimap = bands(20, 20)
    np.testing.assert_allclose(answer(grey, trimap), dense_answer(grey, trimap), atol=1e-5)


def test_one_unknown_pixel_is_the_mean_of_its_neighbours():
    image = noise(12, 13, 9)
    trimap = np.where(np.arange(13) < 6, 255, 0)[None].repeat(12, axis=0).astype(np.uint8)
    trimap[7, 5] = 128
    weights = joins(image)[7 * 13 + 5]
    mean = weights @ (trimap == 255).ravel() / weights.sum()
    assert 0.1 < mean < 0.9
    assert answer(image, trimap)[7, 5] == pytest.approx(mean, abs=1e-6)


@pytest.mark.parametrize("soft", [False, True])
def test_is_the_solution_of_pymattings_graph(soft):
    """The same neighbours, row sums and kernel: PyMatting's matrix with our constraints."""
    image, trimap = noise(60, 45, 1), scene().trimap
    kernel = "soft" if soft else "binary"
    laplacian = pymatting.knn_laplacian(image.astype(np.float64), kernel=kernel).tocsr()
    unknown = (trimap == 128).ravel()
    known = (trimap == 255).ravel()[~unknown].astype(float)
    rows = laplacian[unknown]
    direct = spsolve(rows[:, unknown].tocsc(), -rows[:, ~unknown] @ known)
    alpha = answer(image, trimap, soft_kernel=soft)
    np.testing.assert_allclose(alpha[trimap == 128], direct, atol=1e-5)


def test_is_as_close_to_pymatting_as_its_lambda_lets_it():
    portrait = scene()
    trimap = np.select([portrait.trimap == 0, portrait.trimap == 255], [0.0, 1.0], 0.5)
    image = to_float(portrait.image).astype(np.float64)
    direct = pymatting.estimate_alpha_knn(image, trimap)
    apart = np.abs(estimate_alpha(portrait.image, portrait.trimap, "knn") - direct)
    assert apart.max() < 0.02
    assert apart.mean() < 1e-3


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 4e-6])
def test_no_alpha_is_wrong_by_more_than_the_tolerance(tolerance):
    """A long chain of likenesses: what the residual says of the error is far too little."""
    x = np.linspace(0, 1, 400, dtype=np.float32)
    image = np.stack([x, x * x, 0 * x], axis=1)[None] + noise(1, 400, 5) / 10_000
    trimap = np.full((1, 400), 128, np.uint8)
    trimap[0, 0], trimap[0, -1] = 255, 0
    searches = ((3, 2.0), (2, 0.1))
    chosen = {"near_neighbours": 3, "far_neighbours": 2, "tolerance": tolerance}
    wrong = np.abs(answer(image, trimap, **chosen) - dense_answer(image, trimap, searches))
    assert wrong.max() <= tolerance + 1e-7


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
