"""Foreground IoU, the score of Orrite et al. 2019."""

from __future__ import annotations

from curator.metrics.common import ThresholdParameters, count
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def foreground_iou(
    alpha: Alpha, truth: Alpha, region: Region, parameters: ThresholdParameters
) -> float:
    """Area of the intersection of both masks, divided by the area of their union.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W; person is alpha >= `parameters.threshold`.
    region
        bool, H x W; pixels outside are not counted.

    Returns
    -------
    float
        In [0, 1], 1 is best. Where neither has a person, the masks agree: 1. Where only one has,
        0.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Orrite, Varona, Estopiñán and Beltrán, "Portrait Segmentation by Deep Refinement of Image
    Matting", 2019, section 4.2. The paper prints "Interaction-over-Union" for intersection.
    """
    counts = count(alpha, truth, region, parameters.threshold)
    union = counts.total - counts.neither
    return counts.both / union if union else 1.0


METRICS.register(
    Metric(
        name="foreground-iou",
        title="Foreground IoU",
        paper="Orrite et al. 2019, section 4.2",
        version="1",
        unit="fraction of the union",
        better="higher",
        regions=("image", "band"),
        parameters=ThresholdParameters,
        function=foreground_iou,
        variant="Person class alone, both alphas binarised at the threshold (alpha ≥ 0.5); "
        "two empty masks score 1, one empty mask scores 0.",
    )
)
