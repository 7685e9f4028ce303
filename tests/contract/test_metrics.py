"""What every registered metric must do, whoever wrote it."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from curator.errors import EvaluationError
from curator.parameters import describe
from curator.registry import METRICS, Metric

NAMES = (
    "boundary-iou",
    "connectivity",
    "foreground-iou",
    "frequency-weighted-iu",
    "gradient",
    "gradient-difference",
    "mean-accuracy",
    "mean-iu",
    "mse",
    "pixel-accuracy",
    "sad",
)


def disk(height: int = 48, width: int = 40, radius: float = 12.0, softness: float = 3.0) -> np.ndarray:
    y, x = np.mgrid[:height, :width].astype(np.float64)
    distance = np.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)
    return np.clip(0.5 + (radius - distance) / softness, 0, 1).astype(np.float32)


TRUTH = disk()
WHOLE = np.ones(TRUTH.shape, np.bool_)
BAND = (TRUTH > 0) & (TRUTH < 1)
NOBODY = np.zeros_like(TRUTH)
EVERYBODY = np.ones_like(TRUTH)


def regions(metric: Metric) -> list[np.ndarray]:
    return [{"image": WHOLE, "band": BAND}[region] for region in metric.regions]


@pytest.fixture(params=METRICS.all(), ids=lambda metric: metric.name)
def metric(request: pytest.FixtureRequest) -> Metric:
    return request.param


def taken(metric: Metric, alpha: np.ndarray, truth: np.ndarray, region: np.ndarray) -> float:
    return metric.function(alpha, truth, region, metric.parameters())


def test_the_metrics_of_the_papers_are_there():
    assert set(NAMES) <= set(METRICS.names())


def test_record_can_be_shown(metric):
    assert metric.name == metric.name.lower().strip()
    assert "/" not in metric.name
    assert all((metric.title, metric.paper, metric.version, metric.unit, metric.variant))
    assert metric.better in ("higher", "lower")
    assert metric.regions
    assert set(metric.regions) <= {"image", "band"}
    assert dataclasses.is_dataclass(metric.parameters)
    assert all(info.help for info in describe(metric.parameters))


def test_truth_itself_has_the_best_score(metric):
    best = 1.0 if metric.better == "higher" else 0.0
    for region in regions(metric):
        for truth in (TRUTH, NOBODY, EVERYBODY):
            assert taken(metric, truth, truth, region) == best


def test_a_worse_matte_scores_worse(metric):
    sign = 1 if metric.better == "higher" else -1
    for region in regions(metric):
        near = taken(metric, disk(radius=11.0), TRUTH, region)
        far = taken(metric, disk(radius=8.0), TRUTH, region)
        best = taken(metric, TRUTH, TRUTH, region)
        assert sign * best > sign * near > sign * far


def test_score_is_a_finite_python_number(metric):
    random = np.random.default_rng(9).random(TRUTH.shape).astype(np.float32)
    for region in regions(metric):
        for truth in (TRUTH, NOBODY, EVERYBODY):
            for alpha in (TRUTH, NOBODY, EVERYBODY, random):
                score = taken(metric, alpha, truth, region)
                assert type(score) is float
                assert math.isfinite(score)
                assert score >= 0.0
                assert metric.better == "lower" or score <= 1.0


def test_same_result_twice_and_inputs_untouched(metric):
    alpha, truth = disk(radius=9.0), TRUTH.copy()
    region = regions(metric)[0].copy()
    before = alpha.copy(), truth.copy(), region.copy()
    assert taken(metric, alpha, truth, region) == taken(metric, alpha, truth, region)
    for array, kept in zip((alpha, truth, region), before, strict=True):
        assert np.array_equal(array, kept)


def test_read_only_and_strided_arrays_are_fine(metric):
    alpha, region = disk(radius=9.0), regions(metric)[0]
    expected = taken(metric, alpha, TRUTH, region)
    strided = np.repeat(np.repeat(alpha, 2, axis=0), 3, axis=1)[::2, ::3]
    strided.setflags(write=False)
    assert taken(metric, strided, TRUTH, region) == expected
    assert taken(metric, np.asfortranarray(alpha), TRUTH, region) == expected


@pytest.mark.parametrize(
    "metric",
    [metric for metric in METRICS.all() if "band" in metric.regions],
    ids=lambda each: each.name,
)
def test_what_lies_far_outside_the_band_does_not_count(metric):
    alpha = disk(radius=9.0)
    other = alpha.copy()
    other[:3, :3] = 0.4
    assert taken(metric, other, TRUTH, BAND) == taken(metric, alpha, TRUTH, BAND)


def test_region_without_pixels_is_refused(metric):
    with pytest.raises(EvaluationError, match="no pixel"):
        taken(metric, TRUTH, TRUTH, np.zeros_like(WHOLE))


def test_sizes_that_differ_are_refused(metric):
    with pytest.raises(EvaluationError, match="one size"):
        taken(metric, disk(width=41), TRUTH, WHOLE)
    with pytest.raises(EvaluationError, match="one size"):
        taken(metric, TRUTH, TRUTH, WHOLE[1:])
    with pytest.raises(EvaluationError, match="one size"):
        taken(metric, TRUTH[..., None], TRUTH[..., None], WHOLE[..., None])


def test_one_pixel_and_one_row(metric):
    for shape in ((1, 1), (1, 7), (7, 1)):
        truth = np.ones(shape, np.float32)
        score = taken(metric, truth * 0, truth, np.ones(shape, np.bool_))
        assert math.isfinite(score)
