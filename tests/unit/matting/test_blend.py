"""Blend matting against a dense minimum of its energy, from scratch, and after edits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymatting
import pytest
from PIL import Image
from scipy.spatial.distance import cdist

from curator.errors import ConvergenceError
from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from curator.matting.blend import blend
from curator.matting.blend_engine import BlendEngine
from curator.matting.blend_parameters import BlendParameters
from curator.matting.shared_parameters import SharedParameters
from curator.matting.shared_samples import gathered
from curator.records import Rectangle
from tests.scenes import scene

DATA = Path(__file__).parents[4] / "shared" / "data" / "alphamatting"


def features(image: np.ndarray, place_weight: float) -> np.ndarray:
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float64)
    place = np.stack([x / (width - 1), y / (height - 1)], axis=2) * place_weight
    return np.concatenate([image, place], axis=2).reshape(-1, 5)


def mixing_rows(image: np.ndarray, pixels: np.ndarray, count: int) -> np.ndarray:
    """Rows of Id - W: the constrained least squares with a Lagrange multiplier."""
    points = features(image, 1.0)
    rows = np.zeros((len(pixels), len(points)))
    for row, pixel in zip(rows, pixels, strict=True):
        near = np.argsort(cdist(points[pixel : pixel + 1], points)[0], kind="stable")
        near = near[near != pixel][:count]
        basis = points[near, :3]
        bordered = np.ones((count + 1, count + 1))
        bordered[:count, :count] = basis @ basis.T + 1e-5 * np.eye(count)
        bordered[count, count] = 0
        row[near] = -np.linalg.solve(bordered, np.append(basis @ points[pixel, :3], 1))[:count]
        row[pixel] = 1
    return rows


def joins_among(image: np.ndarray, pixels: np.ndarray, count: int) -> np.ndarray:
    """The graph Laplacian of like unknown pixels, over all pixels."""
    points = features(image, 0.05)
    matrix = np.zeros((len(points), len(points)))
    for pixel in pixels:
        near = pixels[np.argsort(cdist(points[pixel : pixel + 1], points[pixels])[0], kind="stable")]
        for other in near[near != pixel][:count]:
            weight = 1 - np.abs(points[pixel] - points[other]).mean()
            join = np.zeros(len(points))
            join[pixel], join[other] = 1, -1
            matrix += weight / 2 * np.outer(join, join)
    return matrix


def dense(single: np.ndarray, trimap: np.ndarray, chosen: BlendParameters) -> np.ndarray:
    """The minimum of the energy in the docstring of `blend`, stretched and clipped."""
    colours = single.astype(np.float64)
    labels = trimap.reshape(-1)
    unknown, known = np.flatnonzero(labels == 128), np.flatnonzero(labels != 128)
    mixing = mixing_rows(colours, unknown, chosen.mixed)
    matrix = mixing.T @ mixing
    matrix += chosen.alike_weight * joins_among(colours, unknown, chosen.alike)
    local = pymatting.cf_laplacian(colours, epsilon=chosen.epsilon).toarray()
    matrix += chosen.local_weight * local
    samples = gathered(single, trimap, SharedParameters(directions=chosen.directions))
    said = (samples.labels == 255).astype(np.float64)
    trust = np.where(trimap == 128, chosen.expansion_weight, 0.0)
    y, x = samples.places.T
    said[y, x] = samples.alpha
    trust[y, x] = chosen.sample_weight * np.maximum(samples.confidence, 1e-3)
    matrix += np.diag(trust.reshape(-1))
    alpha = (labels == 255).astype(np.float64)
    right = (trust * said).reshape(-1)[unknown] - matrix[np.ix_(unknown, known)] @ alpha[known]
    solution = np.linalg.solve(matrix[np.ix_(unknown, unknown)], right)
    alpha[unknown] = np.clip(0.5 + chosen.contrast * (solution - 0.5), 0, 1)
    return alpha.reshape(trimap.shape)


@pytest.mark.parametrize(
    "changed",
    [{}, {"mixed": 4, "alike": 3, "alike_weight": 0.5}, {"contrast": 1.0, "sample_weight": 1.0}],
    ids=["as it is", "the graphs", "the samples"],
)
def test_agrees_with_a_dense_minimum_of_its_energy(changed):
    portrait = scene(34, 26, softness=5.0)
    # Colours that are no whole levels: nobody has two neighbours at one distance.
    grain = np.random.default_rng(2).uniform(-0.002, 0.002, portrait.image.shape)
    image = (to_float(portrait.image) + grain).astype(np.float32)
    chosen = BlendParameters(**changed)
    alpha = blend(image, portrait.trimap, chosen)
    expected = dense(image, portrait.trimap, chosen)
    assert (portrait.trimap == 128).sum() > 100
    np.testing.assert_allclose(alpha, expected, atol=2e-5)


def edits(trimap: np.ndarray, count: int) -> list[tuple[np.ndarray, Rectangle]]:
    """Trimaps that follow each other, each painted in one more box, and the boxes."""
    rng = np.random.default_rng(8)
    made = []
    for _ in range(count):
        y, x = (int(rng.integers(0, side - 8)) for side in trimap.shape)
        height, width = (int(size) for size in rng.integers(2, 9, 2))
        trimap = trimap.copy()
        trimap[y : y + height, x : x + width] = rng.choice([0, 128, 255])
        made.append((trimap, Rectangle(x, y, width, height)))
    return made


@pytest.mark.parametrize("told", [True, False])
def test_after_edits_the_engine_says_what_a_new_one_says(told):
    portrait = scene(60, 48, softness=8.0)
    image, chosen = to_float(portrait.image), BlendParameters()
    engine = BlendEngine(image, chosen)
    engine.solve(portrait.trimap, None)
    for trimap, box in edits(portrait.trimap, 8):
        alpha = engine.solve(trimap, box if told else None)
        anew = BlendEngine(image, chosen).solve(trimap, None)
        np.testing.assert_allclose(alpha, anew, atol=1e-5)


def test_an_engine_that_failed_answers_the_next_call():
    portrait = scene(60, 48, softness=8.0)
    image, chosen = to_float(portrait.image), BlendParameters()
    hurried = BlendEngine(image, BlendParameters(maximum_iterations=6))
    small = np.where(portrait.alpha > 0.5, 255, 0).astype(np.uint8)
    small[10:12, 10:12] = 128
    hurried.solve(small, None)
    with pytest.raises(ConvergenceError):
        hurried.solve(portrait.trimap, None)
    np.testing.assert_allclose(
        hurried.solve(small, None), BlendEngine(image, chosen).solve(small, None), atol=1e-5
    )


def test_not_arriving_is_said():
    portrait = scene()
    with pytest.raises(ConvergenceError, match="Blend did not reach its answer within 3 iterations"):
        estimate_alpha(portrait.image, portrait.trimap, "blend", maximum_iterations=3)


def test_no_room_is_said_beforehand(monkeypatch):
    monkeypatch.setattr("curator.matting.solving.available", lambda: 100_000)
    portrait = scene()
    with pytest.raises(ConvergenceError, match="Blend needs about"):
        estimate_alpha(portrait.image, portrait.trimap, "blend")


def test_a_single_unknown_pixel_is_like_its_surroundings():
    portrait = scene()
    trimap = np.where(portrait.alpha > 0.5, 255, 0).astype(np.uint8)
    trimap[30, 22] = 128
    assert trimap[29, 21] == 255
    assert estimate_alpha(portrait.image, trimap, "blend")[30, 22] > 0.9


def test_a_grey_photo_has_its_soft_edge():
    portrait = scene(softness=8.0)
    grey = np.repeat(portrait.image.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    alpha = estimate_alpha(grey, portrait.trimap, "blend")
    assert np.isfinite(alpha).all()
    inner = portrait.alpha > 0.9
    assert alpha[inner].mean() > 0.9 > 0.1 > alpha[portrait.alpha < 0.1].mean()


def test_an_island_that_touches_nothing_known_has_an_answer():
    """Unknown pixels of a colour of their own, within unknown ones: samples still reach them."""
    portrait = scene(60, 48)
    image, trimap = portrait.image.copy(), portrait.trimap.copy()
    trimap[:20, :16] = 128
    image[6:12, 4:10] = (0, 255, 0)
    alpha = estimate_alpha(image, trimap, "blend")
    assert np.isfinite(alpha).all()


@pytest.mark.parametrize("scenery", ["GT01", "GT02", "GT07"])
@pytest.mark.parametrize("folder", ["trimap1", "trimap2"])
def test_it_is_nearer_the_truth_than_pymatting(scenery, folder):
    if not (DATA / "images" / f"{scenery}.png").exists():
        pytest.skip("../shared/data/alphamatting is not here")

    def read(kind: str, mode: str) -> np.ndarray:
        return np.asarray(Image.open(DATA / kind / f"{scenery}.png").convert(mode))

    image, grey, truth = read("images", "RGB"), read(folder, "L"), read("alphas", "L") / 255
    trimap = np.select([grey < 10, grey > 245], [0, 255], 128).astype(np.uint8)
    band = trimap == 128

    def sad(alpha: np.ndarray) -> float:
        return float(np.abs(alpha - truth)[band].sum())

    fractions = np.where(band, 0.5, trimap / 255)
    ours = sad(estimate_alpha(image, trimap, "blend"))
    for direct in (pymatting.estimate_alpha_cf, pymatting.estimate_alpha_sm):
        assert ours < 0.85 * sad(direct(image / 255, fractions))
