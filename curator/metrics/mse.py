"""Mean squared error."""

from __future__ import annotations

import numpy as np

from curator.metrics.common import check_pair
from curator.parameters import NoParameters
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def mse(alpha: Alpha, truth: Alpha, region: Region, parameters: NoParameters) -> float:
    """Squared difference of the alphas, averaged over the region: (1 / K) sum_i (a_i - t_i)^2.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W.
    region
        bool, H x W; its pixels are the K of the formula.

    Returns
    -------
    float
        In [0, 1], 0 is best.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Zhu et al., "Fast Deep Matting for Portrait Animation on Mobile Phone", MM 2017, eq. 10; Rhemann
    et al., "A Perceptually Motivated Online Benchmark for Image Matting", CVPR 2009.
    """
    check_pair(alpha, truth, region)
    difference = alpha[region].astype(np.float64) - truth[region]
    return float(np.mean(difference * difference))


METRICS.register(
    Metric(
        name="mse",
        title="MSE",
        paper="Zhu et al. 2017, eq. 10; Rhemann et al. 2009",
        version="1",
        unit="squared alpha, mean over pixels",
        better="lower",
        regions=("image", "band"),
        parameters=NoParameters,
        function=mse,
        variant="Mean over the pixels of the region, alpha in [0, 1]; not scaled.",
    )
)
