"""The robot's soft brushes: where hair is wrong, in the unknown band, and only if it is worth it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from annotator_goals import SAD, Goals
from annotator_photos import KnownPhoto
from annotator_soft import Painted, best_paint, within_reach
from annotator_work import work

from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Trimap

HEIGHT, WIDTH = 120, 90


def _hair() -> tuple[Alpha, Trimap]:
    """A head, and a soft band of hair on it, 16 pixels high."""
    truth = np.zeros((HEIGHT, WIDTH), np.float32)
    truth[60:], truth[44:60] = 1, 0.5
    trimap = np.full(truth.shape, UNKNOWN, np.uint8)
    trimap[64:], trimap[:40] = FOREGROUND, BACKGROUND
    return truth, trimap


def _painted(alpha: Alpha, truth: Alpha, trimap: Trimap, others: Mapping[str, Alpha]) -> Painted | None:
    return best_paint(alpha, truth, trimap, others, 1.0, np.random.default_rng(0))


@pytest.mark.parametrize("said", [0.2, 0.9])
def test_hair_that_is_too_thin_or_too_thick_is_painted_over(said: float) -> None:
    truth, trimap = _hair()
    alpha = truth.copy()
    alpha[44:60, 20:70] = said
    painted = _painted(alpha, truth, trimap, {})
    assert painted is not None
    before, after = np.abs(alpha - truth).sum(), np.abs(painted.alpha - truth).sum()
    assert after < before / 2
    assert painted.gain == pytest.approx(before - after, rel=1e-3)
    known = trimap != UNKNOWN
    np.testing.assert_array_equal(painted.alpha[known], alpha[known])


def test_a_region_that_varies_is_taken_from_the_method_that_has_it() -> None:
    truth, trimap = _hair()
    random = np.random.default_rng(1)
    truth[44:60] = random.uniform(0.1, 0.9, (16, WIDTH))
    alpha = truth.copy()
    alpha[44:60, 20:70] = random.uniform(0.1, 0.9, (16, 50))
    other = truth.copy()
    other[44:60, :15] = 0
    painted = _painted(alpha, truth, trimap, {"other": other, "worse": np.zeros_like(truth)})
    assert painted is not None
    assert painted.gain > 0.6 * np.abs(alpha - truth).sum()
    # Where that method is the worse one, it is not taken.
    np.testing.assert_array_equal(painted.alpha[:, :8], alpha[:, :8])


def test_what_is_little_is_left_alone() -> None:
    truth, trimap = _hair()
    faint, few = truth + 0, truth + 0
    faint[44:60] = 0.55
    few[50:53, 40:43] = 0.9
    assert _painted(faint, truth, trimap, {}) is None
    assert _painted(few, truth, trimap, {}) is None
    assert within_reach(faint, truth, 1.0) == (0, 0)
    assert within_reach(few, truth, 1.0) == (pytest.approx(1), 0)


def test_the_goal_is_reached_by_painting_where_the_trimap_is_right() -> None:
    truth, trimap = _hair()
    photo = KnownPhoto("hair", np.zeros((HEIGHT, WIDTH, 3), np.uint8), truth, hard=False)
    alpha = truth.copy()
    alpha[44:60, 10:80] = 0.1
    effort = work(trimap, lambda _: (alpha, ()), Goals(photo, alpha), 1, 0, lambda _: {"same": alpha})
    assert effort.to[SAD].passes == 1
    assert 1 <= effort.to[SAD].strokes <= effort.painted
    assert effort.end[SAD] <= effort.start[SAD] / 2
    assert effort.reachable == (pytest.approx(1), pytest.approx(1))
