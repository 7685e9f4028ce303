"""Turned squares of a photo: cut out upright for a landmark network, and put back.

What lies beyond the photo repeats its border on the way in and is nobody on the way back, as in
MediaPipe's graph `modules/pose_landmark/pose_landmark_by_roi_cpu.pbtxt` (Apache-2.0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.convert import to_float
from curator.types import Image, PersonMask


@dataclass(frozen=True)
class Square:
    """A turned square of the photo: middle (x, y) and side in pixels, angle in radians.

    The angle is the one by which what it holds leans to the right.
    """

    x: float
    y: float
    side: float
    angle: float


def cut_out(photo: Image, square: Square, pixels: int) -> NDArray[np.float32]:
    """The square upright at `pixels` x `pixels`, float32 in [0, 1], RGB."""
    height, width = photo.shape[:2]
    # Sampling would skip over most pixels of a large photo, so that it is averaged down first.
    shrink = max(1.0, square.side / pixels)
    size = max(1, round(width / shrink)), max(1, round(height / shrink))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA) if shrink > 1 else photo
    to_small = _scaling(small.shape[1] / width, small.shape[0] / height)
    matrix = _samples(to_small @ _to_photo(square, pixels))
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(small, matrix, (pixels, pixels), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return to_float(np.asarray(cut, dtype=np.uint8))


def put_back(mask: NDArray[np.float32], square: Square, shape: tuple[int, int]) -> PersonMask:
    """A mask of the square, in its own pixels, in a photo of `shape` (height, width); 0 around it."""
    matrix = _samples(_to_photo(square, mask.shape[0]))
    whole = cv2.warpAffine(mask, matrix, shape[::-1], flags=cv2.INTER_LINEAR, borderValue=0)
    return np.clip(np.asarray(whole, dtype=np.float32), 0.0, 1.0)


def in_photo(points: NDArray[np.float64], square: Square, pixels: int) -> NDArray[np.float64]:
    """Points (x, y) of the square, in pixels of `cut_out`, as points of the photo."""
    matrix = _to_photo(square, pixels)
    moved: NDArray[np.float64] = points @ matrix[:2, :2].T + matrix[:2, 2]
    return moved


def _to_photo(square: Square, pixels: int) -> NDArray[np.float64]:
    """From points of the square to points of the photo."""
    scale = square.side / pixels
    cosine, sine = scale * math.cos(square.angle), scale * math.sin(square.angle)
    turn = np.array([[cosine, -sine, square.x], [sine, cosine, square.y], [0, 0, 1]], np.float64)
    to_middle = np.array([[1, 0, -pixels / 2], [0, 1, -pixels / 2], [0, 0, 1]], np.float64)
    return turn @ to_middle


def _scaling(x: float, y: float) -> NDArray[np.float64]:
    return np.diag([x, y, 1.0])


def _samples(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for indices of pixels, whose centres are half a pixel further than OpenCV's."""
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)
    matrix: NDArray[np.float64] = (np.linalg.inv(half) @ points @ half)[:2]
    return matrix
