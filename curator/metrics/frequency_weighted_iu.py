"""Intersection over union of the classes, weighted by their size."""

from __future__ import annotations

from curator.metrics.common import ThresholdParameters, count
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def frequency_weighted_iu(
    alpha: Alpha, truth: Alpha, region: Region, parameters: ThresholdParameters
) -> float:
    """Intersection over union of each class, weighted by the class's pixels in the truth.

    (sum_k t_k)^-1 sum_i t_i n_ii / (t_i + sum_j n_ji - n_ii)

    Zhang prints the sum without the factor t_i. The code takes the formula of Long et al., with
    it: without it nothing is weighted by frequency, the best possible value would be 2 over the
    number of pixels, and the 85 to 98 percent of Zhang's own table could not be reached.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W; person is alpha >= `parameters.threshold`.
    region
        bool, H x W; pixels outside are not counted.

    Returns
    -------
    float
        In [0, 1], 1 is best. A class that the truth lacks has weight 0.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Zhang et al., "Portrait Segmentation and Background Stylization", section 5; Long, Shelhamer
    and Darrell, "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015, section 5.
    """
    counts = count(alpha, truth, region, parameters.threshold)
    return sum(size * right / union for right, size, union in counts.classes()) / counts.total


METRICS.register(
    Metric(
        name="frequency-weighted-iu",
        title="Frequency-weighted IU",
        paper="Long et al. 2015, section 5; Zhang et al., section 5",
        version="1",
        unit="fraction, classes weighted by size",
        better="higher",
        regions=("image", "band"),
        parameters=ThresholdParameters,
        function=frequency_weighted_iu,
        variant="As Long et al. define it, each class weighted by its pixels in the truth (Zhang "
        "prints the formula without that weight); binarised at the threshold (alpha ≥ 0.5).",
    )
)
