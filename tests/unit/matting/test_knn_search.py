"""The search for neighbours against SciPy's tree, over points that are hard to split."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from curator.matting.knn_search import largest_reach, nearest, within_reach
from curator.matting.knn_tree import LEAF, Tree, plant


def points(kind: str, count: int) -> np.ndarray:
    rng = np.random.default_rng(count)
    made = rng.random((count, 5))
    if kind == "clusters":
        made = rng.integers(0, 4, (count, 5)) / 3 + rng.normal(0, 1e-3, (count, 5))
    if kind == "levels":
        made = rng.integers(0, 6, (count, 5)) / 5
    if kind == "line":
        made[:, 1:] = 0.25
    if kind == "same":
        made[:] = 0.5
    return made.astype(np.float32)


def search(tree: Tree, wanted: int, leaves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    neighbours = np.full((len(tree.leaves) * LEAF, wanted), -1, np.int32)
    reach = np.full(len(tree.leaves), -1, np.float32)
    nearest(tree.leaves, tree.boxes, tree.order, leaves, neighbours, reach)
    return neighbours, reach


@pytest.mark.parametrize("kind", ["random", "clusters", "levels", "line", "same"])
@pytest.mark.parametrize(
    ("count", "wanted"), [(1, 1), (20, 20), (31, 10), (33, 33), (64, 40), (1500, 20), (3001, 200)]
)
def test_neighbours_are_the_nearest(kind, count, wanted):
    given = points(kind, count)
    tree = plant(given.copy())
    neighbours, reach = search(tree, wanted, np.arange(len(tree.leaves)))
    assert sorted(tree.order) == list(range(count))
    apart, _ = cKDTree(given.astype(float)).query(given.astype(float), np.arange(1, wanted + 1))
    for place, point in enumerate(tree.order):
        found = neighbours[place]
        assert len(set(found)) == wanted
        distances = np.linalg.norm(given[found].astype(float) - given[point], axis=1)
        np.testing.assert_allclose(distances, apart[point], atol=1e-6)
        assert reach[place // LEAF] >= (distances[-1] ** 2) * (1 - 1e-5)


def test_leaves_do_not_depend_on_what_else_is_asked_for():
    tree = plant(points("levels", 2000))
    everything, _ = search(tree, 20, np.arange(len(tree.leaves)))
    some = np.array([40, 3, 17, 61])
    alone, _ = search(tree, 20, some)
    for leaf in some:
        rows = slice(leaf * LEAF, (leaf + 1) * LEAF)
        np.testing.assert_array_equal(alone[rows], everything[rows])
    assert (alone[LEAF * 5 : LEAF * 6] == -1).all()


@pytest.mark.parametrize("kind", ["random", "clusters", "levels", "same"])
@pytest.mark.parametrize("known", ["bounds", "reach"])
def test_no_leaf_with_a_neighbour_in_another_is_missed(kind, known):
    count, wanted = 2500, 12
    tree = plant(points(kind, count))
    total = len(tree.leaves)
    neighbours, reach = search(tree, wanted, np.arange(total))
    if known == "bounds":
        largest_reach(tree.boxes, total, count, wanted, reach)
    place = np.empty(count, int)
    place[tree.order] = np.arange(count)
    leaf_of = place[neighbours[:count]] // LEAF
    marked = np.zeros(total, np.bool_)
    marked[np.random.default_rng(1).integers(0, total, 4)] = True
    reached = np.empty(total, np.bool_)
    within_reach(tree.boxes, reach, marked, reached)
    truly = np.zeros(total, np.bool_)
    np.logical_or.at(truly, np.arange(count) // LEAF, marked[leaf_of].any(axis=1))
    assert reached[truly].all()
    if (kind, known) == ("clusters", "reach"):
        assert not reached.all()
