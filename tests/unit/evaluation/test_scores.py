from __future__ import annotations

import math

import numpy as np
import pytest

import curator
from curator.errors import AlphaError, EvaluationError, TrimapError
from curator.evaluation.scores import HEADLINE, score, scores
from curator.registry import METRICS

TRUTH = np.array([[0.0, 0.5, 1.0], [0.0, 0.25, 1.0]], np.float32)
ALPHA = np.array([[0.25, 0.5, 1.0], [0.0, 0.75, 0.5]], np.float32)
TRIMAP = np.array([[0, 128, 255], [0, 128, 255]], np.uint8)


def test_values_by_hand_over_both_regions():
    found = score(ALPHA, TRUTH, TRIMAP)
    assert found["sad/image"] == pytest.approx(1.25 / 1000)
    assert found["sad/band"] == pytest.approx(0.5 / 1000)
    assert found["mse/image"] == pytest.approx((0.25**2 + 0.5**2 + 0.5**2) / 6)
    assert found["mse/band"] == pytest.approx(0.5**2 / 2)
    assert found["foreground-iou/image"] == pytest.approx(3 / 4)
    assert found["foreground-iou/band"] == pytest.approx(1 / 2)
    assert found["pixel-accuracy/image"] == pytest.approx(5 / 6)


def test_every_name_says_its_region():
    without, with_band = score(ALPHA, TRUTH), score(ALPHA, TRUTH, TRIMAP)
    assert list(without) == [name for name in with_band if name.endswith("/image")]
    assert {name.rpartition("/")[0] for name in without} == set(METRICS.names())
    in_band = {metric.name for metric in METRICS.all() if "band" in metric.regions}
    assert {name[:-5] for name in with_band if name.endswith("/band")} == in_band
    assert all(type(value) is float and math.isfinite(value) for value in with_band.values())


def test_the_scores_over_the_image_do_not_depend_on_the_trimap():
    without, with_band = score(ALPHA, TRUTH), score(ALPHA, TRUTH, TRIMAP)
    assert without == {name: with_band[name] for name in without}


def test_the_list_of_scores_is_that_of_the_answer_and_starts_with_the_headline():
    names = [each.name for each in scores(with_band=True)]
    assert names == list(score(ALPHA, TRUTH, TRIMAP))
    assert names[0] == HEADLINE


def test_is_part_of_the_package():
    assert curator.score(ALPHA, TRUTH) == score(ALPHA, TRUTH)


@pytest.mark.parametrize(
    ("alpha", "truth", "trimap", "error", "sentence"),
    [
        (
            ALPHA[:, :2],
            TRUTH,
            None,
            EvaluationError,
            "prediction is 2 x 2 pixels, but the truth is 3 x 2",
        ),
        (ALPHA, TRUTH, TRIMAP[:1], EvaluationError, "trimap is 3 x 1 pixels"),
        (ALPHA, TRUTH, TRIMAP * 0, EvaluationError, "no unknown pixel"),
        (np.full_like(ALPHA, np.nan), TRUTH, None, AlphaError, "NaN"),
        (ALPHA, np.full_like(TRUTH, np.nan), None, AlphaError, "NaN"),
        (ALPHA * 2, TRUTH, None, AlphaError, "from 0 to 1"),
        (ALPHA.astype(np.float64), TRUTH, None, AlphaError, "float32"),
        (ALPHA, TRUTH, TRIMAP + 1, TrimapError, "value"),
    ],
)
def test_refuses_what_does_not_belong_together(alpha, truth, trimap, error, sentence):
    with pytest.raises(error, match=sentence):
        score(alpha, truth, trimap)
