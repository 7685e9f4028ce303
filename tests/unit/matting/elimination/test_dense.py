"""The dense algebra of a front against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

from curator.matting.elimination.dense import (
    backward_substitute,
    forward_substitute,
    partial_cholesky,
)


def front(count: int, others: int) -> np.ndarray:
    rng = np.random.default_rng(count + 1000 * others)
    half = rng.normal(size=(count + others, count + others + 5))
    return half @ half.T


@pytest.mark.parametrize(("count", "others"), [(1, 0), (1, 3), (0, 4), (47, 20), (48, 1), (130, 250)])
def test_factor_and_schur_complement(count, others):
    whole = front(count, others)
    diagonal, below, rest = (
        whole[:count, :count].copy(), whole[count:, :count].copy(), whole[count:, count:].copy(),
    )  # fmt: skip
    assert partial_cholesky(diagonal, below, rest)
    exact = np.linalg.cholesky(whole)
    np.testing.assert_allclose(np.tril(diagonal), exact[:count, :count], atol=1e-9)
    np.testing.assert_allclose(below, exact[count:, :count], atol=1e-9)
    left = exact[count:, count:] @ exact[count:, count:].T
    np.testing.assert_allclose(np.tril(rest), np.tril(left), atol=1e-8)


@pytest.mark.parametrize(("count", "others"), [(1, 0), (5, 3), (60, 40)])
def test_both_substitutions_solve(count, others):
    whole = front(count, others)
    rng = np.random.default_rng(1)
    right = rng.normal(size=count + others)
    exact = np.linalg.solve(whole, right)
    diagonal, below, rest = (
        whole[:count, :count].copy(), whole[count:, :count].copy(), whole[count:, count:].copy(),
    )  # fmt: skip
    partial_cholesky(diagonal, below, rest)
    values = right.copy()
    forward_substitute(diagonal, below, values)
    lower = np.tril(rest)
    complement = lower + np.tril(lower, -1).T
    if others:
        np.testing.assert_allclose(
            np.linalg.solve(complement, values[count:]), exact[count:], rtol=1e-6
        )
    solved = backward_substitute(diagonal, below, values[:count], exact[count:])
    np.testing.assert_allclose(solved, exact[:count], rtol=1e-6)


def test_a_pivot_that_is_not_positive_is_said():
    diagonal = np.diag([4.0, 1.0, -1e-3, 2.0])
    assert not partial_cholesky(diagonal, np.zeros((0, 4)), np.zeros((0, 0)))
    assert not partial_cholesky(np.array([[np.nan]]), np.zeros((0, 1)), np.zeros((0, 0)))
