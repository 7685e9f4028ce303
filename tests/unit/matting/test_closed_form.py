"""Closed-form matting against Levin's formula and against PyMatting."""

from __future__ import annotations

import numpy as np
import pymatting
import pytest

from curator.errors import ConvergenceError, PhotoError
from curator.imaging.convert import to_float
from curator.matting import closed_form, estimate_alpha
from curator.matting.laplacian import LaplacianRows
from curator.records import Rectangle
from curator.registry import METHODS
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
    alpha = estimate_alpha(image, trimap, epsilon=epsilon, radius=radius)
    np.testing.assert_allclose(alpha.ravel(), np.clip(truth, 0, 1), atol=2e-5)


@pytest.mark.parametrize(
    ("chosen", "laplacian"),
    [({}, {}), ({"epsilon": 1e-3}, {"epsilon": 1e-3}), ({"radius": 2}, {"radius": 2})],
    ids=["as in the paper", "epsilon", "radius"],
)
def test_agrees_with_pymatting_that_was_given_time(chosen, laplacian):
    portrait = scene()
    alpha = estimate_alpha(portrait.image, portrait.trimap, **chosen)
    image = to_float(portrait.image).astype(np.float64)
    trimap = np.select([portrait.trimap == 0, portrait.trimap == 255], [0.0, 1.0], 0.5)
    direct = pymatting.estimate_alpha_cf(
        image, trimap, laplacian_kwargs=laplacian, cg_kwargs={"rtol": 1e-12, "maxiter": 100_000}
    )
    np.testing.assert_allclose(alpha, direct, atol=1e-5)
    if chosen:
        assert not np.array_equal(alpha, estimate_alpha(portrait.image, portrait.trimap))


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


def test_a_photo_of_one_colour_has_a_smooth_answer():
    """Every window asks for a constant alpha then; between 0 and 1 the rows answer a straight ramp."""
    image = np.full((9, 23, 3), 77, np.uint8)
    trimap = np.full((9, 23), 128, np.uint8)
    trimap[:, :2], trimap[:, -2:] = 0, 255
    alpha = estimate_alpha(image, trimap)
    assert (np.diff(alpha[4]) > -1e-6).all()
    np.testing.assert_allclose(alpha + alpha[:, ::-1], 1, atol=1e-4)


def test_one_unknown_pixel():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (8, 8, 3)).astype(np.uint8)
    trimap = np.zeros((8, 8), np.uint8)
    trimap[:, 4:] = 255
    trimap[4, 4] = 128
    laplacian = dense_laplacian(image / 255, 1e-7, 1)
    known = (trimap == 255).ravel().astype(np.float64)
    exact = -(laplacian[36] @ known) / laplacian[36, 36]
    assert estimate_alpha(image, trimap)[4, 4] == pytest.approx(np.clip(exact, 0, 1), abs=1e-6)


def edits(rng, shape):
    """Random trimaps, each the one before with a box painted, and the box."""
    height, width = shape
    while True:
        y, x = int(rng.integers(height)), int(rng.integers(width))
        box = Rectangle(
            x, y, int(rng.integers(1, min(20, width - x + 1))), int(rng.integers(1, height - y + 1))
        )
        yield box, (0, 128, 255)[rng.integers(3)]


@pytest.mark.parametrize("radius", [1, 2])
def test_an_engine_answers_every_change_as_from_scratch(radius):
    portrait = scene(90, 70)
    image = to_float(portrait.image)
    record = METHODS.get("closed-form")
    chosen = record.parameters(radius=radius)
    engine = record.engine(image, chosen)
    rng = np.random.default_rng(radius)
    trimap = portrait.trimap.copy()
    engine.solve(trimap, None)
    painted = edits(rng, trimap.shape)
    for _ in range(25):
        box, value = next(painted)
        trimap[box.y : box.y + box.height, box.x : box.x + box.width] = value
        if not {0, 128, 255} <= set(np.unique(trimap)):
            trimap[:6], trimap[-6:] = 0, 255
            box = Rectangle(0, 0, 70, 90)
        alpha = engine.solve(trimap, box)
        np.testing.assert_allclose(alpha, record.function(image, trimap, chosen), atol=1e-6)


def test_an_engine_that_failed_answers_the_next_trimap(monkeypatch):
    portrait = scene()
    record = METHODS.get("closed-form")
    engine = record.engine(to_float(portrait.image), record.parameters())
    first = engine.solve(portrait.trimap, None)
    changed = portrait.trimap.copy()
    changed[:20] = 0
    with monkeypatch.context() as broken:
        broken.setattr(closed_form, "_TOLERANCE", -1.0)
        with pytest.raises(ConvergenceError, match="residual"):
            engine.solve(changed, Rectangle(0, 0, 45, 20))
    np.testing.assert_array_equal(engine.solve(portrait.trimap, Rectangle(0, 0, 1, 1)), first)


def test_a_pixel_without_a_positive_pivot_is_said(monkeypatch):
    """Rows of zeros: nothing ties an unknown pixel to any other."""
    portrait = scene()
    monkeypatch.setattr(LaplacianRows, "need", no_rows)
    with pytest.raises(ConvergenceError, match="no exact solution"):
        estimate_alpha(portrait.image, portrait.trimap)


def no_rows(self, wanted, top, left):
    self.slot[:] = 0
    self.values = np.zeros((1, 25))
