"""The gradient error, against its definition written out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from curator.errors import ParameterError
from curator.metrics.gradient import GradientParameters, gradient
from curator.parameters import build

PARAMETERS = GradientParameters()


def kernel_of_the_benchmark(sigma: float) -> np.ndarray:
    """The benchmark's two-dimensional kernel, entry by entry."""
    half = math.ceil(sigma * math.sqrt(-2 * math.log(math.sqrt(2 * math.pi) * sigma * 0.01)))

    def bell(x: float) -> float:
        return math.exp(-(x**2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))

    kernel = np.array(
        [
            [bell(row) * -column * bell(column) / sigma**2 for column in range(-half, half + 1)]
            for row in range(-half, half + 1)
        ]
    )
    return kernel / math.sqrt((kernel**2).sum())


def by_definition(alpha: np.ndarray, truth: np.ndarray, region: np.ndarray, sigma: float) -> float:
    kernel = kernel_of_the_benchmark(sigma)

    def magnitude(picture: np.ndarray) -> np.ndarray:
        across = ndimage.convolve(picture.astype(np.float64), kernel, mode="nearest")
        down = ndimage.convolve(picture.astype(np.float64), kernel.T, mode="nearest")
        return np.sqrt(across**2 + down**2)

    return float(((magnitude(alpha) - magnitude(truth))[region] ** 2).sum()) / 1000


def test_the_filter_of_the_benchmark_reaches_four_pixels():
    assert kernel_of_the_benchmark(1.4).shape == (9, 9)


@pytest.mark.parametrize("sigma", [0.7, 1.4, 3.0])
@pytest.mark.parametrize("shape", [(23, 31), (3, 5), (1, 1)])
def test_agrees_with_the_definition(sigma, shape):
    random = np.random.default_rng(5)
    alpha, truth = random.random((2, *shape)).astype(np.float32)
    region = random.random(shape) < 0.7
    region[0, 0] = True
    expected = by_definition(alpha, truth, region, sigma)
    found = gradient(alpha, truth, region, GradientParameters(sigma=sigma))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_a_step_edge_by_hand():
    """Across a straight step the magnitude is the running sum of the kernel's columns."""
    step = np.zeros((40, 41), np.float32)
    step[:, 20:] = 1.0
    columns = kernel_of_the_benchmark(1.4).sum(axis=0)
    # Pixel 20 + k sees the step k pixels to its left: 9 pixels of a row answer, the two outer ones not.
    answers = [columns[: 4 + k + 1].sum() for k in range(-4, 4)]
    expected = 40 * sum(answer**2 for answer in answers) / 1000
    whole = np.ones(step.shape, np.bool_)
    assert gradient(step, np.zeros_like(step), whole, PARAMETERS) == pytest.approx(expected, rel=1e-9)


def test_compares_lengths_of_gradients():
    """Turned by a quarter, a matte has the same magnitudes at its centre: no error there."""
    across = np.tile(np.linspace(0, 1, 31, dtype=np.float32), (31, 1))
    centre = np.zeros(across.shape, np.bool_)
    centre[10:21, 10:21] = True
    assert gradient(across, np.ascontiguousarray(across.T), centre, PARAMETERS) < 1e-12


def test_is_not_stretched_to_the_full_range():
    faint = np.zeros((20, 20), np.float32)
    faint[:, 10:] = 0.5
    full = faint * 2
    whole, empty = np.ones(faint.shape, np.bool_), np.zeros_like(faint)
    quarter = gradient(full, empty, whole, PARAMETERS) / 4
    assert gradient(faint, empty, whole, PARAMETERS) == pytest.approx(quarter, rel=1e-9)


def test_power_one_sums_the_lengths():
    step = np.zeros((10, 41), np.float32)
    step[:, 20:] = 1.0
    whole = np.ones(step.shape, np.bool_)
    columns = kernel_of_the_benchmark(1.4).sum(axis=0)
    expected = 10 * sum(abs(columns[: 5 + k].sum()) for k in range(-4, 4)) / 1000
    found = gradient(step, np.zeros_like(step), whole, GradientParameters(power=1.0))
    assert found == pytest.approx(expected, rel=1e-9)


def test_parameters_have_ranges():
    with pytest.raises(ParameterError, match="sigma"):
        build(GradientParameters, {"sigma": 0.0})
