"""Rows of the graph and systems cut out of it, against the whole picture's dense weights."""

from __future__ import annotations

import numpy as np
import pytest

from curator.matting import knn_system
from curator.matting.knn_graph import Graph, Search
from curator.matting.knn_solver import SLACK, climb, factor, shortfall, solve
from curator.matting.knn_system import cut_out, lost
from tests.unit.matting.test_knn import joins

SEARCHES = (Search(20, 2.0), Search(10, 0.1))


def picture() -> np.ndarray:
    rng = np.random.default_rng(12)
    y, x = np.mgrid[:30, :32] / 32
    smooth = np.stack([x, y * x, 0.4 + 0.2 * (x > 0.5)], axis=2)
    return (smooth + rng.normal(0, 0.01, smooth.shape)).astype(np.float32)


def dense(graph: Graph, pixels: np.ndarray, size: int) -> np.ndarray:
    rows = np.zeros((len(pixels), size))
    for row, slot in zip(rows, graph.slots[pixels], strict=True):
        entries = slice(graph.starts[slot], graph.starts[slot + 1])
        assert (np.diff(graph.entries[entries]) > 0).all()
        row[graph.entries[entries]] = graph.weights[entries]
    return rows


@pytest.mark.parametrize("soft", [False, True])
def test_rows_are_those_of_the_whole_picture(soft):
    image = picture()
    size = image.shape[0] * image.shape[1]
    graph = Graph(image, SEARCHES, soft)
    graph.extend(np.ones(size, np.bool_))
    rows = dense(graph, np.arange(size), size)
    expected = joins(image, ((20, 2.0), (10, 0.1)), soft)
    np.testing.assert_allclose(rows, expected, atol=1e-5)


def test_rows_do_not_depend_on_what_was_asked_for_before():
    image = picture()
    size = image.shape[0] * image.shape[1]
    expected = joins(image)
    graph = Graph(image, SEARCHES, soft=False)
    rng = np.random.default_rng(5)
    wanted = np.zeros(size, np.bool_)
    for start in (400, 0, 700, 380):
        wanted[start : start + 40] = True
        wanted[rng.integers(0, size, 10)] = True
        graph.extend(wanted)
        pixels = np.flatnonzero(wanted)
        np.testing.assert_array_equal(dense(graph, pixels, size), expected[pixels])
        assert (graph.slots[~wanted] == -1).all()


def system_of_a_band():
    image = picture()
    trimap = np.full(image.shape[:2], 128, np.uint8)
    trimap[:, :4], trimap[:, -4:] = 255, 0
    graph = Graph(image, SEARCHES, soft=False)
    graph.extend((trimap == 128).ravel())
    unknown = (trimap == 128).ravel()
    rows = joins(image)[unknown]
    matrix = np.diag(rows.sum(axis=1)) - rows[:, unknown]
    return cut_out(graph, trimap), matrix, rows @ (trimap == 255).ravel()


@pytest.fixture(params=[1, 2], ids=["one block", "two blocks"])
def blocks(request, monkeypatch) -> int:
    if request.param == 2:
        monkeypatch.setattr(knn_system, "MANY", 1)
    return request.param


def test_the_system_is_that_of_the_unknown_pixels(blocks):
    system, matrix, known = system_of_a_band()
    assert len(system.blocks) == blocks + 1
    cut = np.zeros_like(matrix)
    for i, (start, first, middle, last, end) in enumerate(system.bounds.T):
        cut[i, system.columns[start:end]] = -system.weights[start:end]
        block = np.searchsorted(system.blocks, i, side="right")
        assert (system.columns[start:first] < system.blocks[block - 1]).all()
        assert (system.columns[first:middle] < i).all()
        assert (system.columns[first:middle] >= system.blocks[block - 1]).all()
        assert (system.columns[middle:last] > i).all()
        assert (system.columns[middle:last] < system.blocks[block]).all()
        assert (system.columns[last:end] >= system.blocks[block]).all()
    np.testing.assert_array_equal(cut + np.diag(system.diagonal), matrix)
    np.testing.assert_array_equal(system.known, known)
    assert len(lost(system)) == 0


def test_the_solver_stops_at_the_true_residual(blocks):
    system, matrix, known = system_of_a_band()
    pivots = factor(system)
    assert (pivots > 0).all()
    start = np.full(len(known), 0.5)
    for limit in (1e-1, 1e-5, 1e-12):
        answer, worst = solve(system, pivots, known, start, limit, 1000)
        assert worst <= limit
        residual = np.abs(known - matrix @ answer) / np.diag(matrix)
        assert residual.max() == pytest.approx(worst, rel=1e-2, abs=1e-15)
    np.testing.assert_allclose(answer, np.linalg.solve(matrix, known), atol=1e-9)
    assert (start == 0.5).all()


def test_the_solver_says_when_it_did_not_arrive(blocks):
    system, matrix, known = system_of_a_band()
    answer, worst = solve(system, factor(system), known, np.zeros(len(known)), 1e-12, 2)
    assert worst > 1e-12
    assert worst == pytest.approx((np.abs(known - matrix @ answer) / np.diag(matrix)).max())


def test_steps_bound_every_error_by_its_residual(blocks):
    """|error| <= max(|r| / D) max(w) / (1 - rho), for residuals of any shape."""
    system, matrix, _ = system_of_a_band()
    pivots, diagonal = factor(system), np.diag(matrix)
    steps = climb(system, pivots, np.zeros(len(diagonal)), 1000)
    rho = shortfall(system, steps)
    assert rho <= SLACK
    assert (matrix @ steps >= (1 - rho - 1e-9) * diagonal).all()
    bound = steps.max() / (1 - rho)
    rng = np.random.default_rng(2)
    for shape in (
        np.ones(len(diagonal)),
        rng.choice([-1, 1], len(diagonal)),
        rng.random(len(diagonal)),
    ):
        error = np.linalg.solve(matrix, shape * diagonal)
        assert np.abs(error).max() <= bound * np.abs(shape).max()
    # Nor is it much too large: a residual of one sign comes close to it.
    assert np.linalg.solve(matrix, diagonal).max() >= bound / 4


def test_steps_that_fall_short_in_places_are_raised_there(blocks):
    system, matrix, _ = system_of_a_band()
    pivots, diagonal = factor(system), np.diag(matrix)
    steps = 3 * np.linalg.solve(matrix, diagonal)
    steps[100:140] = 0
    assert shortfall(system, steps) > SLACK
    raised = climb(system, pivots, steps, 1000)
    assert (matrix @ raised >= (1 - SLACK - 1e-9) * diagonal).all()
