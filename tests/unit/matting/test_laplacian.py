"""The rows of Levin's Laplacian against PyMatting's matrix and the paper's formula."""

from __future__ import annotations

import numpy as np
import pytest
from pymatting import cf_laplacian

from curator.matting.laplacian import LaplacianRows
from tests.unit.matting.test_closed_form import dense_laplacian


def as_matrix(rows: LaplacianRows, height: int, width: int) -> np.ndarray:
    """Rows as a dense matrix, which is what the formula gives."""
    reach = 2 * rows.radius
    matrix = np.zeros((height * width, height * width))
    for y in range(height):
        for x in range(width):
            row = rows.values[rows.slot[y, x]].reshape(2 * reach + 1, 2 * reach + 1)
            for v in range(max(y - reach, 0), min(y + reach + 1, height)):
                for u in range(max(x - reach, 0), min(x + reach + 1, width)):
                    matrix[y * width + x, v * width + u] = row[v - y + reach, u - x + reach]
    return matrix


@pytest.mark.parametrize(("epsilon", "radius"), [(1e-7, 1), (1e-4, 2)])
def test_rows_are_those_of_the_paper_and_of_pymatting(epsilon, radius):
    rng = np.random.default_rng(2)
    image = rng.random((11, 13, 3)).astype(np.float32)
    rows = LaplacianRows(image, epsilon, radius)
    rows.need(np.ones((11, 13), np.bool_), 0, 0)
    matrix = as_matrix(rows, 11, 13)
    exact = image.astype(np.float64)
    np.testing.assert_allclose(matrix, dense_laplacian(exact, epsilon, radius), atol=1e-9)
    np.testing.assert_allclose(matrix, cf_laplacian(exact, epsilon, radius).toarray(), atol=1e-9)


def test_grey_colours_lose_no_digits():
    """All colours lie on one line, so the covariance has rank 1 and only epsilon holds it up."""
    rng = np.random.default_rng(3)
    image = np.repeat(rng.random((9, 9, 1)), 3, axis=2).astype(np.float32)
    rows = LaplacianRows(image, 1e-7, 1)
    rows.need(np.ones((9, 9), np.bool_), 0, 0)
    # Of a grey picture only the variance v of its grey counts: (I - mu)^T (..)^-1 (I - mu) is
    # 3 d_i d_j / (3 v + epsilon / 9).
    grey = image[..., 0].astype(np.float64)
    window = grey[3:6, 3:6]
    centred = (window - window.mean()).ravel()
    inner = 3 * np.outer(centred, centred) / (3 * (centred**2).mean() + 1e-7 / 9)
    expected = np.eye(9) - (1 + inner) / 9
    alone = LaplacianRows(np.ascontiguousarray(image[3:6, 3:6]), 1e-7, 1)
    alone.need(np.ones((3, 3), np.bool_), 0, 0)
    np.testing.assert_allclose(as_matrix(alone, 3, 3), expected, atol=1e-8)
    np.testing.assert_allclose(as_matrix(rows, 9, 9).sum(axis=1), 0, atol=1e-8)


def test_rows_come_when_they_are_asked_for_and_stay():
    rng = np.random.default_rng(4)
    image = rng.random((20, 24, 3)).astype(np.float32)
    whole = LaplacianRows(image, 1e-7, 1)
    whole.need(np.ones((20, 24), np.bool_), 0, 0)
    grown = LaplacianRows(image, 1e-7, 1)
    for _ in range(12):
        top, left = int(rng.integers(15)), int(rng.integers(18))
        grown.need(rng.random((5, 6)) < 0.4, top, left)
    there = grown.slot >= 0
    assert 0 < there.sum() < 480
    assert len(np.unique(grown.slot[there])) == there.sum()
    np.testing.assert_array_equal(grown.values[grown.slot[there]], whole.values[whole.slot[there]])
