"""What the robot annotator works for: how a matte is compared with the truth, and when it is good."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from annotator_photos import KnownPhoto
from numpy.typing import NDArray

from curator.metrics.common import ThresholdParameters
from curator.metrics.mean_iu import mean_iu
from curator.metrics.sad import sad
from curator.parameters import NoParameters
from curator.types import Alpha, Region

IOU: Final = "mean IoU 0.99"
SAD: Final = "half the SAD"
#: The mean IoU without the pixels about a mask's edge, which nobody drew to the pixel.
INNER: Final = "mean IoU 0.99, edge left out"
_ENOUGH: Final = 0.99
#: So many pixels of a photo of 600 x 800 a mask's edge may be off.
_OFF: Final = 3.0


class Goals:
    """The goals for one photo: mean IoU of 0.99, and half the SAD of a `first` matte.

    With a mask for the truth, mattes are compared as subject or not, so that SAD counts wrong pixels,
    and a third goal leaves out what is nearer to the mask's edge than 3 pixels.

    Attributes
    ----------
    truth
        The photo's.
    aim
        The truth to paint by: about a mask's edge neither 0 nor 1.
    hard
        Whether the truth is a mask.
    """

    def __init__(self, photo: KnownPhoto, first: Alpha) -> None:
        self.truth = photo.truth
        self.hard = photo.hard
        self._everywhere: Region = np.ones(photo.truth.shape, np.bool_)
        self.aim: Alpha = _softened(photo.truth) if photo.hard else photo.truth
        self._sure: Region = (self.aim == 0) | (self.aim == 1)
        self._half = self._sad(first) / 2

    def error(self, alpha: Alpha) -> Alpha:
        """How wrong each pixel is; a pixel of which nothing is known is half wrong."""
        wrong: Alpha = np.abs(self._seen(alpha) - self.truth)
        return wrong

    def values(self, alpha: Alpha) -> dict[str, float]:
        """What is measured for each goal."""
        found = {IOU: self._iou(alpha, self._everywhere), SAD: self._sad(alpha)}
        if self.hard:
            found[INNER] = self._iou(alpha, self._sure)
        return found

    def met(self, values: dict[str, float]) -> set[str]:
        """The goals that are reached with such values."""
        return {
            goal
            for goal, value in values.items()
            if (value <= self._half if goal == SAD else value >= _ENOUGH)
        }

    def _iou(self, alpha: Alpha, region: Region) -> float:
        return mean_iu(alpha, self.truth, region, ThresholdParameters())

    def _sad(self, alpha: Alpha) -> float:
        return sad(self._seen(alpha), self.truth, self._everywhere, NoParameters())

    def _seen(self, alpha: Alpha) -> Alpha:
        return (np.sign(alpha - np.float32(0.5)) + 1) / 2 if self.hard else alpha


def _softened(mask: Alpha) -> Alpha:
    inside, outside = (
        cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        for side in (mask >= 0.5, mask < 0.5)
    )
    off = _OFF * math.sqrt(mask.size / (600 * 800))
    depth: NDArray[np.float32] = inside - outside
    soft: Alpha = np.clip(0.5 + depth / (2 * off), 0, 1).astype(np.float32)
    return soft
