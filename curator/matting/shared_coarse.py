"""A photo as coarse as the rays of shared matting need it."""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np

from curator.types import FloatImage

#: A photo of less than four times so many pixels is read pixel by pixel.
_CLOSELY: Final = 480_000


def coarsened(image: FloatImage) -> tuple[FloatImage, int]:
    """The photo that changes of colour along a ray are read from, and the side of its pixels.

    A photo of 12 megapixels shows along a ray what one of half a megapixel shows, with more noise, in
    five times as many steps that all miss the processor's cache.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.

    Returns
    -------
    FloatImage
        The means of squares of pixels, float32; `image` itself where the side is 1.
    int
        The side of the squares, in pixels.
    """
    height, width = image.shape[:2]
    side = min(max(1, math.isqrt(height * width // _CLOSELY)), height, width)
    if side == 1:
        return image, 1
    down, across = height // side, width // side
    inside = image[: down * side, : across * side]
    coarse = cv2.resize(inside, (across, down), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(coarse, np.float32), side
