"""Boundary IoU, which does not let a large inside hide a bad outline."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.metrics.common import THRESHOLD, check_pair
from curator.parameters import parameter
from curator.registry import METRICS, Metric
from curator.types import Alpha, Region


@dataclass(frozen=True)
class BoundaryParameters:
    """Of the boundary IoU."""

    threshold: float = parameter(
        THRESHOLD, help="Alpha from which a pixel counts as person.", minimum=0.0, maximum=1.0
    )
    width: float = parameter(
        0.02,
        help="Width of the band inside the outline, as a share of the photo's diagonal.",
        minimum=0.001,
        maximum=0.5,
    )


def boundary_iou(alpha: Alpha, truth: Alpha, region: Region, parameters: BoundaryParameters) -> float:
    """Intersection over union of the bands that lie inside the two outlines.

    The band of a mask are its pixels within d pixels (chessboard distance) of what is not mask,
    with d the share of the diagonal, rounded, at least 1. The photo is padded by one pixel of
    background first, so where the frame cuts a body its edge counts as outline.

    Parameters
    ----------
    alpha, truth
        float32 in [0, 1], H x W; person is alpha >= `parameters.threshold`.
    region
        bool, H x W; pixels outside are not counted.

    Returns
    -------
    float
        In [0, 1], 1 is best. Where neither has a person, the outlines agree: 1. Where only one
        has, 0.

    Raises
    ------
    EvaluationError
        If sizes differ or the region is empty.

    References
    ----------
    Cheng, Girshick, Dollár, Berg and Kirillov, "Boundary IoU: Improving Object-Centric Image
    Segmentation Evaluation", CVPR 2021, eq. 2.
    """
    check_pair(alpha, truth, region)
    distance = max(1, round(parameters.width * math.hypot(*truth.shape)))
    threshold = np.float32(parameters.threshold)
    predicted = _band(alpha >= threshold, distance) & region
    true = _band(truth >= threshold, distance) & region
    union = int(np.count_nonzero(predicted | true))
    return int(np.count_nonzero(predicted & true)) / union if union else 1.0


def _band(mask: NDArray[np.bool_], distance: int) -> NDArray[np.bool_]:
    padded = np.pad(mask.view(np.uint8), 1)
    inside = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=distance)
    return np.asarray(mask & (inside[1:-1, 1:-1] == 0))


METRICS.register(
    Metric(
        name="boundary-iou",
        title="Boundary IoU",
        paper="Cheng et al. 2021, eq. 2",
        version="1",
        unit="fraction of the union",
        better="higher",
        regions=("image",),
        parameters=BoundaryParameters,
        function=boundary_iou,
        variant="Band of 2 % of the photo's diagonal inside the outline, the frame counting as "
        "outline; person class alone, binarised at the threshold (alpha ≥ 0.5).",
    )
)
