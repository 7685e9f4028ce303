"""Pixel accuracy."""

from __future__ import annotations

from curator.metrics.common import ThresholdParameters, count
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def pixel_accuracy(
    alpha: Alpha, truth: Alpha, region: Region, parameters: ThresholdParameters
) -> float:
    """Share of the pixels whose class is right: sum_i n_ii / sum_i t_i.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W; person is alpha >= `parameters.threshold`.
    region
        bool, H x W; pixels outside are not counted.

    Returns
    -------
    float
        In [0, 1], 1 is best; defined whatever classes the truth has.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Zhang et al., "Portrait Segmentation and Background Stylization", section 5, after Long,
    Shelhamer and Darrell 2015.
    """
    counts = count(alpha, truth, region, parameters.threshold)
    return (counts.both + counts.neither) / counts.total


METRICS.register(
    Metric(
        name="pixel-accuracy",
        title="Pixel accuracy",
        paper="Zhang et al., section 5; Long et al. 2015",
        version="1",
        unit="fraction of the pixels",
        better="higher",
        regions=("image", "band"),
        parameters=ThresholdParameters,
        function=pixel_accuracy,
        variant="Two classes, person and the rest, binarised at the threshold (alpha ≥ 0.5).",
    )
)
