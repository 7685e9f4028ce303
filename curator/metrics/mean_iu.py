"""Mean intersection over union of the classes."""

from __future__ import annotations

from curator.metrics.common import ThresholdParameters, count
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def mean_iu(alpha: Alpha, truth: Alpha, region: Region, parameters: ThresholdParameters) -> float:
    """Intersection over union of each class, averaged.

    (1 / n_cl) sum_i n_ii / (t_i + sum_j n_ji - n_ii)

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W; person is alpha >= `parameters.threshold`.
    region
        bool, H x W; pixels outside are not counted.

    Returns
    -------
    float
        In [0, 1], 1 is best. n_cl counts the classes that the truth has in the region, so a class
        without pixels there is left out of the mean.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Zhang et al., "Portrait Segmentation and Background Stylization", section 5, after Long,
    Shelhamer and Darrell 2015.
    """
    classes = count(alpha, truth, region, parameters.threshold).classes()
    return sum(right / union for right, _, union in classes) / len(classes)


METRICS.register(
    Metric(
        name="mean-iu",
        title="Mean IU",
        paper="Zhang et al., section 5; Long et al. 2015",
        version="1",
        unit="fraction, mean over classes",
        better="higher",
        regions=("image", "band"),
        parameters=ThresholdParameters,
        function=mean_iu,
        variant="Person and the rest, binarised at the threshold (alpha ≥ 0.5), weighing the same; "
        "a class that the truth lacks in the region is left out.",
    )
)
