"""The connectivity error, against its definition written out with another labelling."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.measure import label

from curator.metrics.connectivity import ConnectivityParameters, connectivity

PARAMETERS = ConnectivityParameters()


def by_definition(alpha, truth, region, step=0.1, theta=0.15):
    """The benchmark's loop, level by level and in its order; ties column by column."""
    levels = [np.float32(step * number) for number in range(round(1 / step) + 1)]
    level = np.full(alpha.shape, -1, np.float32)
    for number in range(1, len(levels)):
        shared = (alpha >= levels[number]) & (truth >= levels[number])
        components = label(shared.T, connectivity=1).T
        source = np.zeros(alpha.shape, bool)
        if shared.any():
            sizes = [(components == index).sum() for index in range(1, components.max() + 1)]
            source = components == 1 + int(np.argmax(sizes))
        level[(level == -1) & ~source] = levels[number - 1]
    level[level == -1] = 1

    def phi(matte):
        fall = matte - level
        return 1 - fall * (fall >= np.float32(theta))

    return float(np.abs(phi(alpha) - phi(truth))[region].astype(np.float64).sum()) / 1000


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_the_definition(seed):
    random = np.random.default_rng(seed)
    steps = random.integers(0, 256, (2, 19, 23))
    # Blocks rather than noise, so that components have sizes worth comparing.
    blocks = np.kron(random.integers(0, 256, (5, 6)), np.ones((4, 4)))[:19, :23]
    mixed = np.where(random.random((19, 23)) < 0.8, blocks, steps[0])
    alpha = (mixed / 255).astype(np.float32)
    truth = (np.where(random.random((19, 23)) < 0.8, blocks, steps[1]) / 255).astype(np.float32)
    region = random.random((19, 23)) < 0.6
    expected = by_definition(alpha, truth, region)
    assert expected > 0
    assert connectivity(alpha, truth, region, PARAMETERS) == pytest.approx(expected, rel=1e-6)


def test_an_island_costs_its_alpha_by_hand():
    """Eight solid pixels, and one of the prediction that hangs on nothing: l = 0, phi = 1 - 0.75."""
    truth = np.zeros((4, 6), np.float32)
    truth[:, :2] = 1.0
    alpha = truth.copy()
    alpha[0, 5] = 0.75
    whole = np.ones(truth.shape, np.bool_)
    assert connectivity(alpha, truth, whole, PARAMETERS) == pytest.approx(0.75 / 1000, rel=1e-6)


def test_both_islands_cost_nothing():
    """The same island in both: both are equally badly connected."""
    truth = np.zeros((4, 6), np.float32)
    truth[:, :2] = 1.0
    truth[0, 5] = 0.75
    assert connectivity(truth, truth, np.ones(truth.shape, np.bool_), PARAMETERS) == 0.0


def test_a_diagonal_touch_does_not_connect():
    truth = np.zeros((4, 4), np.float32)
    truth[:2, :2] = 1.0
    truth[2, 2] = 1.0
    alpha = truth.copy()
    alpha[2, 2] = 0.5
    whole = np.ones(truth.shape, np.bool_)
    # Not connected at any level: phi is 1 - 1 and 1 - 0.5. Eight-connected it would be 1 and 1 - 0.
    assert connectivity(alpha, truth, whole, PARAMETERS) == pytest.approx(0.5 / 1000, rel=1e-6)


def test_a_small_fall_is_ignored():
    truth = np.ones((3, 3), np.float32)
    truth[0, 2] = 0.6
    alpha = truth.copy()
    alpha[0, 2] = 0.7
    whole = np.ones(truth.shape, np.bool_)
    # Connected up to 0.6 in both: the falls are 0.1 and 0.
    assert connectivity(alpha, truth, whole, PARAMETERS) == 0.0
    strict = connectivity(alpha, truth, whole, ConnectivityParameters(theta=0.05))
    assert strict == pytest.approx(0.1 / 1000, rel=1e-5)


def test_mattes_without_overlap_have_a_score():
    truth = np.zeros((2, 4), np.float32)
    truth[:, :2] = 1.0
    whole = np.ones(truth.shape, np.bool_)
    assert connectivity(1 - truth, truth, whole, PARAMETERS) == pytest.approx(8 / 1000)


def test_of_two_equal_components_the_first_column_by_column_is_the_source():
    truth = np.zeros((3, 5), np.float32)
    truth[2, 0] = truth[0, 4] = 1.0
    alpha = truth.copy()
    alpha[0, 4] = 0.9
    whole = np.ones(truth.shape, np.bool_)
    # (2, 0) is the source, so (0, 4) hangs on nothing in both: phi is 1 - 0.9 and 1 - 1. Row by row
    # it would be the source up to 0.9 itself, and a fall of 0.1 is ignored: no error.
    assert connectivity(alpha, truth, whole, PARAMETERS) == pytest.approx(0.1 / 1000, rel=1e-5)


def test_a_step_that_does_not_divide_one():
    truth = np.ones((2, 3), np.float32)
    assert connectivity(truth, truth, truth > 0, ConnectivityParameters(step=0.3)) == 0.0
