"""How good a network is on the photos to choose by."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from curator.metrics.common import ThresholdParameters
from curator.metrics.foreground_iou import foreground_iou
from curator.networks.light_matting import LightMatting
from curator.training.augmentation import squeezed
from curator.training.batches import as_maps
from curator.training.packing import Pack

_AT_ONCE = 16


@dataclass(frozen=True)
class Scores:
    """Means over photos, at the pack's size, against its soft truth.

    `iou` is the foreground IoU at 0.5 and `mse` the mean squared error, of the alpha; `coarse_iou` and
    `coarse_mse` are those of the segmentation's foreground score.
    """

    iou: float
    mse: float
    coarse_iou: float
    coarse_mse: float


def validated(network: LightMatting, pack: Pack, side: int) -> Scores:
    """Score a network; it is left in evaluation."""
    network.eval()
    fine, coarse = [], []
    for first in range(0, len(pack), _AT_ONCE):
        photos = np.stack([squeezed(photo, side) for photo in pack.photos[first : first + _AT_ONCE]])
        with torch.inference_mode():
            scores, alpha = network(as_maps(photos))
            foreground = scores.softmax(dim=1)[:, 1]
        truths = pack.alphas[first : first + _AT_ONCE]
        fine += [_scores(a, t) for a, t in zip(alpha.clamp(0, 1).numpy(), truths, strict=True)]
        coarse += [_scores(a, t) for a, t in zip(foreground.numpy(), truths, strict=True)]
    (iou, mse), (coarse_iou, coarse_mse) = np.mean(fine, axis=0), np.mean(coarse, axis=0)
    return Scores(float(iou), float(mse), float(coarse_iou), float(coarse_mse))


def _scores(alpha: NDArray[np.float32], truth: NDArray[np.uint8]) -> tuple[float, float]:
    height, width = truth.shape
    said = np.asarray(cv2.resize(alpha, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    true = truth.astype(np.float32) / np.float32(255)
    iou = foreground_iou(said, true, np.ones(true.shape, np.bool_), ThresholdParameters())
    return iou, float(np.mean((said - true) ** 2))
