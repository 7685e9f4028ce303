"""The connectivity error of the alphamatting.com benchmark."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.metrics.common import check_pair
from curator.parameters import parameter
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


@dataclass(frozen=True)
class ConnectivityParameters:
    """Of the connectivity error."""

    step: float = parameter(
        0.1, help="Distance between the levels of alpha that are tried.", minimum=0.01, maximum=0.5
    )
    theta: float = parameter(
        0.15, help="Fall of the level below alpha that is ignored.", minimum=0.0, maximum=1.0
    )


def connectivity(
    alpha: Alpha, truth: Alpha, region: Region, parameters: ConnectivityParameters
) -> float:
    """Difference of how well each pixel hangs together with the subject, in thousands.

    The source region of a level is the largest 4-connected set of pixels where both alphas reach
    the level. l_i is the highest level up to which pixel i belongs to it without a gap. With
    d_i = a_i - l_i, the connectivity of a pixel is phi_i = 1 - d_i where d_i >= theta, else 1, and
    the error is sum_i |phi(a_i) - phi(t_i)| / 1000.

    Levels run from `step` to 1. Everything is compared in float32, as the benchmark does, so an
    8-bit value meets its level exactly. Of two largest sets the one whose first pixel comes first
    column by column is the source. Where the alphas share no pixel at a level, no pixel belongs to
    the source there: two mattes without overlap still have a score.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W.
    region
        bool, H x W. Connectivity is of the whole photo; the sum is over the region.

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
    Image Matting", CVPR 2009, section 4. Shen et al. 2016, eq. 14, is its mean over the pixels.
    """
    check_pair(alpha, truth, region)
    level = _connected_level(alpha, truth, parameters.step)
    theta = np.float32(parameters.theta)
    difference = _connectivity(alpha, level, theta) - _connectivity(truth, level, theta)
    return float(np.sum(np.abs(difference[region]), dtype=np.float64)) / 1000.0


def _connected_level(alpha: Alpha, truth: Alpha, step: float) -> NDArray[np.float32]:
    lower = np.minimum(alpha, truth)
    level = np.zeros(alpha.shape, np.float32)
    held = np.ones(alpha.shape, np.bool_)
    for number in range(1, int(1.0 / step + 1e-9) + 1):
        threshold = np.float32(number * step)
        held &= _largest(lower >= threshold)
        level[held] = threshold
    # A step that does not divide 1 leaves the pixels of the last source at full connectivity.
    level[held] = 1.0
    return level


def _largest(pixels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    # Transposed, so that the first pixel of a component is the first column by column.
    columns = np.ascontiguousarray(pixels.T).view(np.uint8)
    found, labels, statistics, _ = cv2.connectedComponentsWithStats(columns, connectivity=4)
    if found == 1:
        return np.zeros_like(pixels)
    sizes = statistics[1:, cv2.CC_STAT_AREA]
    candidates = np.flatnonzero(sizes == sizes.max()) + 1
    chosen = candidates[0]
    if len(candidates) > 1:
        among = np.isin(labels, candidates).ravel()
        chosen = labels.ravel()[int(np.argmax(among))]
    return np.asarray((labels == chosen).T)


def _connectivity(alpha: Alpha, level: NDArray[np.float32], theta: np.float32) -> NDArray[np.float32]:
    fall = alpha - level
    return np.where(fall >= theta, np.float32(1.0) - fall, np.float32(1.0))


METRICS.register(
    Metric(
        name="connectivity",
        title="Connectivity",
        paper="Rhemann et al. 2009, section 4",
        version="1",
        unit="sum / 1000",
        better="lower",
        regions=("image", "band"),
        parameters=ConnectivityParameters,
        function=connectivity,
        variant="alphamatting.com: levels 0.1 apart, 4-connected, theta 0.15, power 1, summed over the "
        "region, divided by 1000.",
    )
)
