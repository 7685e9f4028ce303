"""The gradient error of the alphamatting.com benchmark."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.metrics.common import check_pair
from curator.parameters import parameter
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region

#: Where the filters are cut off: the Gaussian there has fallen to this value.
_CUT = 1e-2


@dataclass(frozen=True)
class GradientParameters:
    """Of the gradient error."""

    sigma: float = parameter(
        1.4, help="Width of the Gaussian derivative filters, in pixels.", minimum=0.5, maximum=10.0
    )
    power: float = parameter(
        2.0, help="Power of the difference of gradient magnitudes.", minimum=0.5, maximum=4.0
    )


def gradient(alpha: Alpha, truth: Alpha, region: Region, parameters: GradientParameters) -> float:
    """Difference of the gradient magnitudes, to a power, summed over the region, in thousands.

    sum_i | |grad a_i| - |grad t_i| |^q / 1000, with gradients by first-order Gaussian derivative
    filters.

    The benchmark's evaluation differs from a plain Gaussian derivative in three ways, all followed
    here: the filter is cut at ceil(sigma sqrt(-2 ln(sqrt(2 pi) sigma 0.01))) pixels (4 for 1.4), its
    two-dimensional kernel is scaled to a sum of squares of 1 (so a step edge answers with about
    2.8), and pixels beyond the photo repeat its border. The alphas are taken as they are, never
    stretched to [0, 1] first.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W.
    region
        bool, H x W. Gradients are of the whole photo; the sum is over the region.

    Returns
    -------
    float
        From 0 (best). A sum: it grows with the size of the photo.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Rhemann, Rother, Wang, Gelautz, Kohli and Rott, "A Perceptually Motivated Online Benchmark for
    Image Matting", CVPR 2009, section 4.
    """
    check_pair(alpha, truth, region)
    difference = _magnitude(alpha, parameters.sigma) - _magnitude(truth, parameters.sigma)
    return float(np.sum(np.abs(difference[region]) ** parameters.power)) / 1000.0


def _magnitude(alpha: Alpha, sigma: float) -> NDArray[np.float64]:
    smooth, slope = _filters(sigma)
    pixels = alpha.astype(np.float64)
    border = cv2.BORDER_REPLICATE
    across = cv2.sepFilter2D(pixels, cv2.CV_64F, slope, smooth, borderType=border)
    down = cv2.sepFilter2D(pixels, cv2.CV_64F, smooth, slope, borderType=border)
    return np.asarray(np.hypot(across, down))


def _filters(sigma: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # Wider than 39.9 px the Gaussian starts below the cut; the range of sigma keeps it far from there.
    reach = math.ceil(sigma * math.sqrt(-2.0 * math.log(math.sqrt(2.0 * math.pi) * sigma * _CUT)))
    offsets = np.arange(-reach, reach + 1, dtype=np.float64)
    gaussian = np.exp(-(offsets**2) / (2.0 * sigma**2)) / (sigma * math.sqrt(2.0 * math.pi))
    derivative = -offsets * gaussian / sigma**2
    # The sum of squares of the two-dimensional kernel is the product of those of its factors.
    return gaussian / np.linalg.norm(gaussian), derivative / np.linalg.norm(derivative)


METRICS.register(
    Metric(
        name="gradient",
        title="Gradient",
        paper="Rhemann et al. 2009, section 4",
        version="1",
        unit="sum / 1000",
        better="lower",
        regions=("image", "band"),
        parameters=GradientParameters,
        function=gradient,
        variant="alphamatting.com: Gaussian derivative filters of unit energy, sigma 1.4, squared "
        "difference of the magnitudes, borders repeated, summed over the region, divided by 1000.",
    )
)
