"""Closed-form matting against Levin's formula and against PyMatting itself."""

from __future__ import annotations

import numpy as np
import pymatting
import pytest

from curator.errors import ConvergenceError, PhotoError
from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from tests.scenes import scene


def dense_laplacian(image: np.ndarray, epsilon: float, radius: int) -> np.ndarray:
    """Levin et al. 2008, equation (12), window by window."""
    height, width = image.shape[:2]
    laplacian = np.zeros((height * width, height * width))
    for y in range(radius, height - radius):
        for x in range(radius, width - radius):
            window = np.mgrid[y - radius : y + radius + 1, x - radius : x + radius + 1]
            pixels = (window[0] * width + window[1]).ravel()
            colours = image.reshape(-1, 3)[pixels]
            centred = colours - colours.mean(axis=0)
            count = len(pixels)
            covariance = centred.T @ centred / count + epsilon / count * np.eye(3)
            affinity = (1 + centred @ np.linalg.inv(covariance) @ centred.T) / count
            laplacian[np.ix_(pixels, pixels)] += np.eye(count) - affinity
    return laplacian


@pytest.mark.parametrize(("epsilon", "radius"), [(1e-7, 1), (1e-4, 1), (1e-4, 2)])
def test_agrees_with_a_dense_solution_of_the_paper(epsilon, radius):
    rng = np.random.default_rng(5)
    image = rng.integers(0, 256, (12, 12, 3)).astype(np.uint8)
    trimap = np.full((12, 12), 128, np.uint8)
    trimap[:3], trimap[-3:] = 255, 0
    laplacian = dense_laplacian(image / 255, epsilon, radius)
    unknown, known = (trimap == 128).ravel(), (trimap != 128).ravel()
    truth = (trimap == 255).ravel().astype(np.float64)
    truth[unknown] = np.linalg.solve(
        laplacian[np.ix_(unknown, unknown)], -laplacian[np.ix_(unknown, known)] @ truth[known]
    )
    alpha = estimate_alpha(image, trimap, epsilon=epsilon, radius=radius, tolerance=1e-12)
    np.testing.assert_allclose(alpha.ravel(), np.clip(truth, 0, 1), atol=2e-5)


@pytest.mark.parametrize(
    ("chosen", "laplacian", "solver"),
    [
        ({}, {"epsilon": 1e-7, "radius": 1}, {"rtol": 1e-7, "maxiter": 10_000}),
        ({"epsilon": 1e-3}, {"epsilon": 1e-3}, {}),
        ({"radius": 2}, {"radius": 2}, {}),
        ({"tolerance": 1e-2}, {}, {"rtol": 1e-2}),
    ],
    ids=["as in the paper", "epsilon", "radius", "tolerance"],
)
def test_is_pymatting(chosen, laplacian, solver):
    portrait = scene()
    alpha = estimate_alpha(portrait.image, portrait.trimap, **chosen)
    image = to_float(portrait.image).astype(np.float64)
    trimap = np.select([portrait.trimap == 0, portrait.trimap == 255], [0.0, 1.0], 0.5)
    direct = pymatting.estimate_alpha_cf(image, trimap, laplacian_kwargs=laplacian, cg_kwargs=solver)
    np.testing.assert_array_equal(alpha, direct.astype(np.float32))
    if chosen:
        assert not np.array_equal(alpha, estimate_alpha(portrait.image, portrait.trimap))


def test_says_when_the_solver_does_not_arrive():
    portrait = scene()
    with pytest.raises(ConvergenceError, match=r"within 2 iterations.*choose another method"):
        estimate_alpha(portrait.image, portrait.trimap, maximum_iterations=2)


def test_background_all_around_is_an_answer():
    """The right-hand side is zero here, and the solver would divide by it."""
    portrait = scene()
    trimap = np.where(portrait.alpha > 0.5, 255, 0).astype(np.uint8)
    trimap[4:8, 2:6] = 128
    assert (estimate_alpha(portrait.image, trimap)[4:8, 2:6] == 0).all()


def test_a_photo_smaller_than_a_window_is_refused():
    image = np.zeros((4, 30, 3), np.uint8)
    trimap = np.full((4, 30), 128, np.uint8)
    trimap[:, 0], trimap[:, -1] = 255, 0
    with pytest.raises(PhotoError, match=r"30 x 4 pixels.*windows of 5 x 5"):
        estimate_alpha(image, trimap, radius=2)
    assert estimate_alpha(image, trimap, radius=1).shape == (4, 30)


def test_nothing_is_printed_when_the_factor_needs_a_second_try(capsys, monkeypatch):
    """PyMatting prints a warning to stdout then, where commands write their answers."""
    import importlib

    portrait = scene()
    module = importlib.import_module("pymatting.preconditioner.ichol")
    real = module._ichol
    tries = []

    def fails_once(*arguments):
        tries.append(arguments)
        return -1 if len(tries) == 1 else real(*arguments)

    monkeypatch.setattr(module, "_ichol", fails_once)
    estimate_alpha(portrait.image, portrait.trimap)
    assert len(tries) == 2
    assert capsys.readouterr().out == ""
