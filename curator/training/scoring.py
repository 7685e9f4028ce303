"""How good an alpha is that a network gave, and the mean over photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.metrics.common import ThresholdParameters
from curator.metrics.foreground_iou import foreground_iou
from curator.types import Alpha


def scores_of(alpha: Alpha, truth: NDArray[np.uint8]) -> dict[str, float]:
    """The foreground IoU at 0.5 and the mean squared error against a truth of 0 to 255.

    An alpha of another size is brought to that of the truth.
    """
    height, width = truth.shape
    large = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    said, true = np.asarray(large, np.float32), truth.astype(np.float32) / np.float32(255)
    iou = foreground_iou(said, true, np.ones(true.shape, np.bool_), ThresholdParameters())
    return {"iou": iou, "mse": float(np.mean((said - true) ** 2))}


def mean_scores(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each score."""
    return {name: float(np.mean([each[name] for each in scores])) for name in scores[0]}
