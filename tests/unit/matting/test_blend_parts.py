"""The parts of blend matting against formulas worked with NumPy."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from curator.kernels import parallel_kernels
from curator.matting.blend_alike import alike
from curator.matting.blend_factor import Factor, apply, factorise
from curator.matting.blend_mixtures import Mixtures
from curator.matting.blend_neighbours import Neighbours
from curator.matting.blend_solver import solve
from curator.matting.blend_system import Parts, System, assemble


@pytest.fixture(autouse=True)
def kernels() -> Iterator[None]:
    with parallel_kernels():
        yield


def photo(height: int, width: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).random((height, width, 3)).astype(np.float32)


def points_of(image: np.ndarray, place_weight: float) -> np.ndarray:
    height, width = image.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float64)
    x, y = x / max(1, width - 1) * place_weight, y / max(1, height - 1) * place_weight
    return np.concatenate([image.reshape(-1, 3), x.reshape(-1, 1), y.reshape(-1, 1)], axis=1)


def distances_of(image: np.ndarray, place_weight: float) -> np.ndarray:
    points = points_of(image, place_weight)
    distances = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    return distances


@pytest.mark.parametrize("place_weight", [0.05, 1.0])
def test_neighbours_are_the_nearest_pixels_but_oneself(place_weight):
    image = photo(17, 20)
    asked = np.array([7, 0, 339, 120], np.int32)
    found = Neighbours(image, 6, place_weight).of(asked)
    assert found.shape == (4, 6)
    for pixel, row in zip(asked, found, strict=True):
        expected = np.argsort(distances_of(image, place_weight)[pixel])[:6]
        np.testing.assert_array_equal(row, expected)


def test_neighbours_among_some_pixels_are_places_in_their_list():
    image = photo(17, 20)
    among = np.arange(1, 340, 3, dtype=np.int32)
    found = Neighbours(image, 4, 0.5, among=among).of(np.array([30], np.int32))
    distances = distances_of(image, 0.5)[np.ix_(among, among)]
    np.testing.assert_array_equal(found[0], np.argsort(distances[30])[:4])


@pytest.mark.parametrize("pixels", [1, 2, 5])
def test_nobody_has_more_neighbours_than_there_are_others(pixels):
    found = Neighbours(photo(1, pixels), 10, 1.0).of(np.arange(pixels, dtype=np.int32))
    assert found.shape == (pixels, pixels - 1)
    for pixel, row in enumerate(found):
        assert sorted([pixel, *row]) == list(range(pixels))


def test_asking_twice_or_for_more_gives_the_same_as_asking_at_once():
    image = photo(25, 31)
    everyone = np.arange(775, dtype=np.int32)
    bit_by_bit = Neighbours(image, 5, 1.0)
    for part in (everyone[:3], everyone[100:400], everyone):
        last = bit_by_bit.of(part)
    np.testing.assert_array_equal(last, Neighbours(image, 5, 1.0).of(everyone))


def test_mixing_weights_minimise_what_the_paper_says():
    """The constrained least squares of section 3.1, with a Lagrange multiplier for the sum."""
    image = photo(12, 13)
    mixtures = Mixtures(image, 7, 1.0)
    mixtures.need(np.ones((12, 13), np.bool_))
    colours = image.reshape(-1, 3).astype(np.float64)
    for pixel in (0, 70, 155):
        row = mixtures.slot.reshape(-1)[pixel]
        basis = colours[mixtures.pixels[row]]
        bordered = np.ones((8, 8))
        bordered[:7, :7] = 2 * (basis @ basis.T + 1e-5 * np.eye(7))
        bordered[7, 7] = 0
        right = np.append(2 * basis @ colours[pixel], 1)
        expected = np.linalg.solve(bordered, right)[:7]
        np.testing.assert_allclose(mixtures.weights[row], expected, atol=1e-6)


def test_pixels_of_one_colour_mix_evenly():
    mixtures = Mixtures(np.full((9, 9, 3), 0.4, np.float32), 5, 1.0)
    mixtures.need(np.ones((9, 9), np.bool_))
    np.testing.assert_allclose(mixtures.weights, 0.2, rtol=1e-12)


def test_a_row_stays_what_it_is_when_more_are_wanted():
    image = photo(14, 14)
    some, more = np.zeros((14, 14), np.bool_), np.ones((14, 14), np.bool_)
    some[3:6, 2:9] = True
    one, other = Mixtures(image, 5, 1.0), Mixtures(image, 5, 1.0)
    one.need(some)
    one.need(more)
    other.need(more)
    for mixtures in (one, other):
        assert (mixtures.slot >= 0).all()
    np.testing.assert_array_equal(one.pixels[one.slot], other.pixels[other.slot])
    np.testing.assert_array_equal(one.weights[one.slot], other.weights[other.slot])


def test_likeness_is_one_less_the_mean_difference():
    image = photo(11, 15)
    pixels = np.arange(20, 150, dtype=np.int32)
    found, weights = alike(image, pixels, 4, 0.3)
    points = points_of(image, 0.3)
    differences = np.abs(points[pixels][:, None] - points[pixels[found]]).mean(axis=2)
    np.testing.assert_allclose(weights, 1 - differences, atol=1e-6)
    assert (found != np.arange(130)[:, None]).all()


def random_parts(seed: int = 0) -> Parts:
    """Parts of a photo of 6 x 7 with 20 unknown pixels, with weights of any kind."""
    rng = np.random.default_rng(seed)
    trimap = rng.choice([0, 255], (6, 7)).astype(np.uint8)
    pixels = np.sort(rng.choice(42, 20, replace=False)).astype(np.int32)
    trimap.reshape(-1)[pixels] = 128
    index = np.full(42, -1, np.int32)
    index[pixels] = np.arange(20)
    return Parts(
        trimap=trimap,
        pixels=pixels,
        index=index,
        local=symmetric_stencils(rng),
        local_rows=pixels.copy(),
        local_weight=0.3,
        alike=np.stack([others(rng, place, 20, 3) for place in range(20)]),
        alikeness=rng.random((20, 3)),
        mixture=np.stack([others(rng, pixel, 42, 4) for pixel in range(42)]),
        shares=rng.normal(size=(42, 4)),
        mixture_rows=pixels.copy(),
        said=rng.random(20),
        trust=rng.random(20) + 0.1,
    )


def others(rng: np.random.Generator, one: int, size: int, count: int) -> np.ndarray:
    return rng.choice(np.delete(np.arange(size), one), count, replace=False).astype(np.int32)


def symmetric_stencils(rng: np.random.Generator) -> np.ndarray:
    """Rows of 5 x 5 of a Laplacian of random joins, for every pixel of 6 x 7."""
    values = np.zeros((42, 25))
    for one in range(42):
        for other in range(one):
            down, across = other // 7 - one // 7, other % 7 - one % 7
            if abs(down) <= 2 and abs(across) <= 2:
                join = rng.random()
                values[one, (down + 2) * 5 + across + 2] -= join
                values[other, (2 - down) * 5 + 2 - across] -= join
                values[[one, other], 12] += join
    return values


def dense_energy(parts: Parts) -> tuple[np.ndarray, np.ndarray]:
    """Half the gradient of the energy over all 42 pixels, matrix and right-hand side."""
    matrix, right = np.zeros((42, 42)), np.zeros(42)
    for i, pixel in enumerate(parts.pixels):
        mixture = np.zeros(42)
        mixture[pixel] = 1
        np.subtract.at(mixture, parts.mixture[pixel], parts.shares[pixel])
        matrix += np.outer(mixture, mixture)
        for other, weight in zip(parts.alike[i], parts.alikeness[i], strict=True):
            join = np.zeros(42)
            join[pixel] += 1
            join[parts.pixels[other]] -= 1
            matrix += weight / 2 * np.outer(join, join)
        matrix[pixel, pixel] += parts.trust[i]
        right[pixel] += parts.trust[i] * parts.said[i]
    return matrix + parts.local_weight * dense_local(parts.local), right


def dense_local(values: np.ndarray) -> np.ndarray:
    matrix = np.zeros((42, 42))
    for pixel in range(42):
        for entry in range(25):
            y, x = pixel // 7 + entry // 5 - 2, pixel % 7 + entry % 5 - 2
            if 0 <= y < 6 and 0 <= x < 7:
                matrix[pixel, y * 7 + x] += values[pixel, entry]
    return matrix


def expected_of(parts: Parts) -> tuple[np.ndarray, np.ndarray]:
    matrix, right = dense_energy(parts)
    labels = parts.trimap.reshape(-1)
    known = labels != 128
    cut = right - matrix[:, known] @ (labels[known] == 255).astype(np.float64)
    return matrix[np.ix_(parts.pixels, parts.pixels)], cut[parts.pixels]


def dense_of(system: System) -> np.ndarray:
    starts, columns, values = system.upper
    matrix = np.diag(system.diagonal)
    for row in range(len(matrix)):
        span = slice(starts[row], starts[row + 1])
        matrix[row, columns[span]] += values[span]
        matrix[columns[span], row] += values[span]
    return matrix


def system_of(matrix: np.ndarray, right: np.ndarray) -> System:
    upper = np.triu(matrix, 1)
    rows, columns = np.nonzero(upper)
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(matrix)))])
    return System(
        np.diag(matrix).copy(),
        (starts.astype(np.int64), columns.astype(np.int32), upper[rows, columns]),
        right,
    )


def dense_factor(factor: Factor) -> np.ndarray:
    starts, rows, entries, pivots, _ = factor
    lower = np.diag(pivots)
    for column in range(len(pivots)):
        span = slice(starts[column], starts[column + 1])
        lower[rows[span], column] = entries[span]
    return lower


def solved(system: System, start: np.ndarray, limit: float, iterations: int) -> tuple:
    return solve(system, factorise(system), start, limit, iterations)


@pytest.mark.parametrize("seed", range(4))
def test_the_system_is_the_minimum_of_the_energy(seed):
    parts = random_parts(seed)
    matrix, right = expected_of(parts)
    system = assemble(parts)
    np.testing.assert_allclose(system.right, right, atol=1e-12)
    np.testing.assert_allclose(dense_of(system), matrix, atol=1e-12)
    answer, worst, _ = solved(system, np.zeros(20), 1e-13, 1000)
    assert worst <= 1e-13
    np.testing.assert_allclose(answer, np.linalg.solve(matrix, right), atol=1e-9)


def test_the_residual_reported_is_that_of_the_answer():
    parts = random_parts()
    matrix, right = expected_of(parts)
    answer, worst, taken = solved(assemble(parts), np.full(20, 0.5), 1e-12, 2)
    assert taken == 2
    residual = np.abs(right - matrix @ answer) / np.diag(matrix)
    assert worst == pytest.approx(residual.max(), rel=1e-6)
    assert worst > 1e-12


def test_starting_at_the_answer_takes_no_iteration():
    system = assemble(random_parts())
    answer, _, _ = solved(system, np.zeros(20), 1e-12, 1000)
    again, worst, taken = solved(system, answer, 1e-12, 1000)
    assert (taken, worst <= 1e-12) == (0, True)
    np.testing.assert_array_equal(again, answer)


def test_what_is_no_number_is_never_within_the_limit():
    system = assemble(random_parts())
    for broken in (
        System(system.diagonal, system.upper, np.full(20, np.nan)),
        System(np.full(20, np.nan), system.upper, system.right),
    ):
        _, worst, _ = solved(broken, np.zeros(20), 1e-3, 50)
        assert not worst <= 1e-3


@pytest.mark.parametrize("seed", range(3))
def test_the_factor_is_nearly_that_of_the_scaled_matrix(seed):
    """But for the shift of 1e-2 and entries of L below 1e-2 that were dropped."""
    system = assemble(random_parts(seed))
    roots = np.sqrt(system.diagonal)
    scaled = dense_of(system) / np.outer(roots, roots) + 0.01 * np.eye(20)
    exact, lower = np.linalg.cholesky(scaled), dense_factor(factorise(system))
    assert np.count_nonzero(lower) < np.count_nonzero(exact)
    np.testing.assert_allclose(lower, exact, atol=0.03)


def test_applying_the_factor_solves_with_it():
    system = assemble(random_parts())
    factor = factorise(system)
    lower, residual, result = dense_factor(factor), np.linspace(-1, 2, 20), np.empty(20)
    apply(factor, residual, result)
    expected = np.linalg.solve(lower @ lower.T, residual / factor[4]) / factor[4]
    np.testing.assert_allclose(result, expected, rtol=1e-9)


def shy_matrix() -> np.ndarray:
    """Positive definite by a hair, with many small entries: dropping them makes pivots vanish."""
    rng = np.random.default_rng(0)
    basis = rng.normal(size=(150, 40)) * (rng.random((150, 40)) < 0.3)
    return basis @ basis.T + 1e-6 * np.eye(150)


def test_a_shift_is_found_for_a_matrix_that_dropping_spoils():
    matrix = shy_matrix()
    system = system_of(matrix, matrix @ np.linspace(0, 1, 150))
    lower = dense_factor(factorise(system))
    assert (np.diag(lower) ** 2).min() >= 1e-2
    scale = np.sqrt(np.outer(system.diagonal, system.diagonal))
    first = np.abs(lower @ lower.T - matrix / scale).diagonal()
    assert first.min() > 0.05, "the first shift would have done"
    _, worst, _ = solved(system, np.zeros(150), 1e-8, 2000)
    assert worst <= 1e-8
