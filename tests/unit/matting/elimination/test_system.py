"""Elimination against NumPy's dense solution, of systems that have nothing to do with matting."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import ConvergenceError
from curator.matting.elimination import pieces, system, walk
from curator.matting.elimination.reached import Changes
from curator.matting.elimination.system import Elimination
from curator.matting.elimination.walk import Entries


def random_rows(rng: np.random.Generator, height: int, width: int, reach: int) -> np.ndarray:
    """Symmetric, strictly diagonally dominant rows between pixels that are at most `reach` apart."""
    side = 2 * reach + 1
    ties = rng.normal(size=(height, width, side, side))
    rows = np.zeros((height, width, side, side))
    for y in range(height):
        for x in range(width):
            for dy in range(-reach, reach + 1):
                for dx in range(-reach, reach + 1):
                    v, u = y + dy, x + dx
                    if (dy, dx) > (0, 0) and 0 <= v < height and 0 <= u < width:
                        tie = ties[y, x, dy + reach, dx + reach]
                        rows[y, x, dy + reach, dx + reach] = tie
                        rows[v, u, reach - dy, reach - dx] = tie
    rows[:, :, reach, reach] = 1.01 * np.abs(rows).sum(axis=(2, 3)) + 0.1
    return rows.reshape(height * width, side * side)


def dense_solution(entries: Entries) -> np.ndarray:
    height, width = entries.unknown.shape
    reach, side = entries.reach, 2 * entries.reach + 1
    matrix = np.zeros((height * width, height * width))
    for pixel in range(height * width):
        y, x = divmod(pixel, width)
        for k, value in enumerate(entries.values[entries.slots[pixel]]):
            v, u = y + k // side - reach, x + k % side - reach
            if 0 <= v < height and 0 <= u < width:
                matrix[pixel, v * width + u] = value
    chosen = entries.unknown.ravel()
    solution = np.zeros(height * width)
    solution[chosen] = np.linalg.solve(matrix[np.ix_(chosen, chosen)], entries.right[chosen])
    return solution


@pytest.fixture(params=["everything kept", "in cells", "factors computed again"])
def keeping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Small pieces, so that small pictures are cut often; and each way to save memory."""
    monkeypatch.setattr(pieces, "LEAF", 8)
    monkeypatch.setattr(walk, "LEAF", 8)
    monkeypatch.setattr(walk, "_FULL", 16)
    monkeypatch.setattr(system, "_CELLS", 10**6 if request.param == "everything kept" else 6)
    if request.param == "factors computed again":
        monkeypatch.setattr(system, "_MOST_FACTORS", 0.0)
    return request.param


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize(("shape", "reach"), [((23, 31), 1), ((31, 23), 2), ((1, 60), 2), ((40, 2), 1)])
def test_the_solution_is_numpys(keeping, shape, reach, again):
    rng = np.random.default_rng(sum(shape))
    rows = random_rows(rng, *shape, reach)
    slots = np.arange(len(rows), dtype=np.int32)
    for share in (0.02, 0.5, 1.0):
        unknown = rng.random(shape) < share
        unknown[0, 0] = True
        entries = Entries(unknown, slots, rows, reach, rng.normal(size=len(rows)))
        solution = Elimination(*shape, again).solve(entries, None)
        chosen = unknown.ravel()
        np.testing.assert_allclose(solution[chosen], dense_solution(entries)[chosen], atol=1e-10)


@pytest.mark.parametrize("reach", [1, 2])
def test_pixels_come_and_go(keeping, reach):
    height, width = 26, 33
    rng = np.random.default_rng(reach)
    rows = random_rows(rng, height, width, reach)
    slots = np.arange(len(rows), dtype=np.int32)
    unknown = rng.random((height, width)) < 0.3
    right = rng.normal(size=len(rows))
    kept = Elimination(height, width, again=True)
    kept.solve(Entries(unknown, slots, rows, reach, right), None)
    for _ in range(20):
        top, left = int(rng.integers(height)), int(rng.integers(width))
        box = (slice(top, top + int(rng.integers(1, 12))), slice(left, left + int(rng.integers(1, 12))))
        before = unknown.copy()
        unknown = before.copy()
        unknown[box] = rng.random(unknown[box].shape) < rng.random()
        # A known value that changes enters the right-hand side of what it reaches, and no others.
        around = np.zeros((height, width), np.bool_)
        around[box] = True
        right = np.where(around.ravel(), rng.normal(size=len(rows)), right)
        entries = Entries(unknown, slots, rows, reach, right)
        solution = kept.solve(entries, Changes(np.ones_like(unknown[box]), top, left, reach))
        chosen = unknown.ravel()
        np.testing.assert_allclose(solution[chosen], dense_solution(entries)[chosen], atol=1e-7)


def test_what_saves_memory_saves_memory(monkeypatch):
    rng = np.random.default_rng(9)
    rows = random_rows(rng, 60, 60, 1)
    slots = np.arange(len(rows), dtype=np.int32)
    entries = Entries(np.ones((60, 60), np.bool_), slots, rows, 1, rng.normal(size=len(rows)))

    def held(again: bool) -> int:
        made = Elimination(60, 60, again)
        made.solve(entries, None)
        return made.nbytes

    monkeypatch.setattr(system, "_CELLS", 10**6)
    everything, once = held(True), held(False)
    monkeypatch.setattr(system, "_CELLS", 4)
    in_cells = held(True)
    monkeypatch.setattr(system, "_MOST_FACTORS", 0.0)
    stripped = held(False)
    assert everything > in_cells > once > stripped


def test_a_system_that_is_not_positive_definite_is_an_error():
    rows = np.zeros((12, 9))
    rows[:, 4], rows[:, 5], rows[:, 3] = 1.0, 2.0, 2.0
    entries = Entries(np.ones((1, 12), np.bool_), np.arange(12, dtype=np.int32), rows, 1, np.ones(12))
    with pytest.raises(ConvergenceError, match="no exact solution"):
        Elimination(1, 12, again=False).solve(entries, None)


def test_the_same_system_has_the_same_solution_to_the_bit():
    rng = np.random.default_rng(7)
    rows = random_rows(rng, 70, 80, 2)
    slots = np.arange(len(rows), dtype=np.int32)
    entries = Entries(rng.random((70, 80)) < 0.8, slots, rows, 2, rng.normal(size=len(rows)))
    first = Elimination(70, 80, again=True).solve(entries, None)
    np.testing.assert_array_equal(first, Elimination(70, 80, again=False).solve(entries, None))
