"""Boundary and leftover masks: where a matte's contour may be wrong, and what lies safely inside.

Source
------
Orrite et al., section 3.3, algorithms 1 and 2; the thresholds of section 4.2:
th1 = 0.2 sqrt(area of the matte), th2 = 0.05 sqrt(area of the matte).

Where the paper is silent, it is read so:

- The matte is binary at alpha 0.5, and its area is the number of pixels from there on.
- "dilate (I, th1)" and "erode (I, th1)" take a square of th1 x th1 pixels, th1 rounded to whole pixels
  and at least 1. What lies outside of the photo takes no part: a body that the frame cuts has no
  contour there.
- "GaussianBlur (I, (2*th1)+1)" names the side of the kernel in pixels and no sigma; OpenCV's own rule
  for that side is taken, sigma = 0.3 ((side - 1) / 2 - 1) + 0.8, with the photo mirrored at its edge.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import AlphaError
from curator.imaging.checks import check_alpha
from curator.types import Alpha, Region

_BOUNDARY = 0.2
_INSIDE = 0.05
#: From which alpha on a pixel is the person.
PERSON = 0.5

#: A mask that tells a network where to look: float32 in [0, 1], H x W.
Kernel = NDArray[np.float32]


def binary_matte(alpha: Alpha) -> Region:
    """Where a matte reaches 0.5: bool, H x W.

    Raises
    ------
    AlphaError
        If it is no alpha, or no pixel reaches 0.5.
    """
    check_alpha(alpha)
    person: Region = alpha >= PERSON
    if not person.any():
        raise AlphaError(
            "This alpha has no pixel of 0.5 or more, so there is no contour to refine: choose a matte "
            "with somebody in it."
        )
    return person


def thresholds(alpha: Alpha) -> tuple[int, int]:
    """th1 and th2 of a matte, in whole pixels, at least 1.

    Raises
    ------
    AlphaError
        If it is no alpha, or no pixel reaches 0.5.
    """
    return _thresholds(binary_matte(alpha))


def boundary_mask(alpha: Alpha) -> Kernel:
    """Algorithm 1: the matte dilated without the matte eroded, blurred; 1 on the contour.

    Raises
    ------
    AlphaError
        If it is no alpha, or no pixel reaches 0.5.
    """
    person = binary_matte(alpha)
    th1, _ = _thresholds(person)
    return _blurred(_dilated(person, th1) & ~_eroded(person, th1), th1)


def leftover_mask(alpha: Alpha) -> Kernel:
    """Algorithm 2: the matte eroded, blurred; 1 well inside.

    Raises
    ------
    AlphaError
        If it is no alpha, or no pixel reaches 0.5.
    """
    person = binary_matte(alpha)
    th1, th2 = _thresholds(person)
    return _blurred(_eroded(person, th2), th1)


def _thresholds(person: Region) -> tuple[int, int]:
    root = math.sqrt(int(np.count_nonzero(person)))
    return max(1, round(_BOUNDARY * root)), max(1, round(_INSIDE * root))


def _dilated(person: Region, side: int) -> Region:
    return cv2.dilate(person.view(np.uint8), np.ones((side, side), np.uint8)).view(np.bool_)


def _eroded(person: Region, side: int) -> Region:
    return cv2.erode(person.view(np.uint8), np.ones((side, side), np.uint8)).view(np.bool_)


def _blurred(region: Region, th1: int) -> Kernel:
    side = 2 * th1 + 1
    blurred: Kernel = np.clip(cv2.GaussianBlur(region.astype(np.float32), (side, side), 0), 0, 1)
    return blurred
