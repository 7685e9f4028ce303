"""One prediction and its truth, by every registered metric, over the whole image and the band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from curator.errors import EvaluationError
from curator.imaging.checks import check_alpha, check_trimap
from curator.registry import METRICS, Metric
from curator.types import UNKNOWN, Alpha, Region, Trimap

RegionName = Literal["image", "band"]

REGION_TITLES: Final[dict[RegionName, str]] = {"image": "whole image", "band": "unknown band"}

#: The score that ranks the worst cases and pairs the methods: Orrite's.
HEADLINE: Final = "foreground-iou/image"

#: From masks to mattes, as tables list them; metrics of other packages come after, by name.
_ORDER: Final = (
    "foreground-iou",
    "boundary-iou",
    "pixel-accuracy",
    "mean-accuracy",
    "mean-iu",
    "frequency-weighted-iu",
    "sad",
    "mse",
    "gradient",
    "connectivity",
    "gradient-difference",
)


@dataclass(frozen=True)
class Score:
    """A metric over a region; `name` is "METRIC/REGION", as every table and file calls it."""

    name: str
    metric: Metric
    region: RegionName


def scores(with_band: bool) -> tuple[Score, ...]:
    """Every score that is taken, the whole image first."""

    def rank(metric: Metric) -> tuple[int, str]:
        known = metric.name in _ORDER
        return (_ORDER.index(metric.name) if known else len(_ORDER), metric.name)

    metrics = sorted(METRICS.all(), key=rank)
    regions: tuple[RegionName, ...] = ("image", "band") if with_band else ("image",)
    return tuple(
        Score(f"{metric.name}/{region}", metric, region)
        for region in regions
        for metric in metrics
        if region in metric.regions
    )


def score(alpha: Alpha, truth: Alpha, trimap: Trimap | None = None) -> dict[str, float]:
    """Judge an alpha by its truth with every registered metric.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W, of one size.
    trimap
        uint8 of 0, 128 and 255, H x W. Where it is given, the scores over its unknown band (128) come
        as well.

    Returns
    -------
    dict
        From "METRIC/image" and "METRIC/band" to a finite number, such as `scores["sad/band"]`. What
        each is, its unit and whether higher is better: `curator.registry.METRICS.get("sad")`.

    Raises
    ------
    EvaluationError
        If the sizes differ, or the trimap has no unknown pixel.
    AlphaError
        If an alpha is of another type or holds NaN or values outside [0, 1].
    TrimapError
        If the trimap is of another type or holds other values.
    """
    check_alpha(truth, None, "The truth")
    check_alpha(alpha, None, "The prediction")
    _check_size("prediction", alpha, truth)
    regions: dict[RegionName, Region] = {"image": np.ones(truth.shape, np.bool_)}
    if trimap is not None:
        check_trimap(trimap, None)
        _check_size("trimap", trimap, truth)
        regions["band"] = trimap == UNKNOWN
        if not regions["band"].any():
            raise EvaluationError(
                "The trimap has no unknown pixel (128), so there is no band to score: bring one with a "
                "band, or leave the trimap out."
            )
    return {
        each.name: each.metric.function(alpha, truth, regions[each.region], each.metric.parameters())
        for each in scores(with_band=trimap is not None)
    }


def _check_size(what: str, array: Alpha | Trimap, truth: Alpha) -> None:
    if array.shape != truth.shape:
        raise EvaluationError(
            f"The {what} is {array.shape[1]} x {array.shape[0]} pixels, but the truth is "
            f"{truth.shape[1]} x {truth.shape[0]}; they must be of one size, nothing is resized."
        )
