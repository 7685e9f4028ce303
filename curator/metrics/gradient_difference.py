"""The mean gradient difference of Shen et al. 2016 and Zhu et al. 2017."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.metrics.common import check_pair
from curator.parameters import NoParameters
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


def gradient_difference(alpha: Alpha, truth: Alpha, region: Region, parameters: NoParameters) -> float:
    """Norm of the difference of the gradients, averaged: (1 / K) sum_i ||grad a_i - grad t_i||.

    Not the gradient error of Rhemann: the vectors are subtracted, not their lengths; nothing is
    squared; and the mean is taken, so photos of different sizes compare.

    The papers leave the operator open. The code takes central differences, (a_{x+1} - a_{x-1}) / 2
    in both directions with the border repeated: their tables, 3 to 9 thousandths, are of the size
    that differences in alpha per pixel give. Rhemann's filters of unit energy answer an edge
    several times as strongly.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W.
    region
        bool, H x W. Gradients are of the whole photo; the region's pixels are the K of the formula.

    Returns
    -------
    float
        Alpha per pixel, in [0, sqrt(2)], 0 is best.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Shen et al., "Deep Automatic Portrait Matting", ECCV 2016, eq. 13; Zhu et al., "Fast Deep Matting
    for Portrait Animation on Mobile Phone", MM 2017, eq. 9.
    """
    check_pair(alpha, truth, region)
    # Differences are linear: the gradient of the difference is the difference of the gradients.
    error = alpha.astype(np.float64) - truth
    slopes = _central(error, axis=1), _central(error, axis=0)
    return float(np.mean(np.hypot(*slopes)[region]))


def _central(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    kernel, one = np.array([-0.5, 0.0, 0.5]), np.ones(1)
    row, column = (kernel, one) if axis == 1 else (one, kernel)
    return np.asarray(cv2.sepFilter2D(values, cv2.CV_64F, row, column, borderType=cv2.BORDER_REPLICATE))


METRICS.register(
    Metric(
        name="gradient-difference",
        title="Mean gradient difference",
        paper="Shen et al. 2016, eq. 13; Zhu et al. 2017, eq. 9",
        version="1",
        unit="alpha per pixel, mean over pixels",
        better="lower",
        regions=("image", "band"),
        parameters=NoParameters,
        function=gradient_difference,
        variant="Mean over the pixels of the region of the norm of the difference of the gradients, by "
        "central differences with the border repeated; not the Gradient error of Rhemann.",
    )
)
