"""Sum of absolute differences."""

from __future__ import annotations

import numpy as np

from curator.metrics.common import check_pair
from curator.parameters import NoParameters
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def sad(alpha: Alpha, truth: Alpha, region: Region, parameters: NoParameters) -> float:
    """Absolute difference of the alphas, summed over the region, in thousands.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W.
    region
        bool, H x W; pixels outside are not counted.

    Returns
    -------
    float
        sum_i |a_i - t_i| / 1000, from 0 (best). A sum: it grows with the size of the photo.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Rhemann, Rother, Wang, Gelautz, Kohli and Rott, "A Perceptually Motivated Online Benchmark for
    Image Matting", CVPR 2009.
    """
    check_pair(alpha, truth, region)
    difference = alpha[region].astype(np.float64) - truth[region]
    return float(np.sum(np.abs(difference))) / 1000.0


METRICS.register(
    Metric(
        name="sad",
        title="SAD",
        paper="Rhemann et al. 2009",
        version="1",
        unit="sum / 1000",
        better="lower",
        regions=("image", "band"),
        parameters=NoParameters,
        function=sad,
        variant="Sum over the pixels of the region, alpha in [0, 1], divided by 1000; not divided by "
        "the number of pixels.",
    )
)
