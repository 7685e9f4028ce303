"""The square around a detected body: cut out upright for the landmark network, and put back.

Source
------
MediaPipe's graphs `modules/pose_landmark/pose_detection_to_roi.pbtxt` and
`pose_landmark_by_roi_cpu.pbtxt` (Apache-2.0): a square around the middle of the hips, of 1.25 times
the diameter of the body's circle, turned so that the head is up; what lies beyond the photo repeats
its border on the way in and is nobody on the way back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.convert import to_float
from curator.proposal.pose_detection import Detection
from curator.types import Image, PersonMask

#: Pixels on each side of the landmark network's picture and of its mask.
SIDE = 256
_MARGIN = 1.25


@dataclass(frozen=True)
class BodyRegion:
    """A turned square of the photo: middle (x, y) and side in pixels, angle in radians.

    The angle is the one by which the body leans to the right.
    """

    x: float
    y: float
    side: float
    angle: float


def region_of(detection: Detection) -> BodyRegion:
    """The square that the landmark network wants to see."""
    across = detection.rim[0] - detection.hips[0]
    down = detection.rim[1] - detection.hips[1]
    side = 2 * math.hypot(across, down) * _MARGIN
    return BodyRegion(*detection.hips, max(side, 1.0), math.atan2(across, -down))


def cut_out(photo: Image, region: BodyRegion) -> NDArray[np.float32]:
    """The square upright at 256 x 256, float32 in [0, 1], RGB."""
    height, width = photo.shape[:2]
    # Sampling would skip over most pixels of a large photo, so that it is averaged down first.
    shrink = max(1.0, region.side / SIDE)
    size = max(1, round(width / shrink)), max(1, round(height / shrink))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA) if shrink > 1 else photo
    to_small = _scaling(small.shape[1] / width, small.shape[0] / height)
    matrix = _samples(to_small @ _to_photo(region))
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    square = cv2.warpAffine(small, matrix, (SIDE, SIDE), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return to_float(np.asarray(square, dtype=np.uint8))


def put_back(mask: NDArray[np.float32], region: BodyRegion, shape: tuple[int, int]) -> PersonMask:
    """A mask of the square (256 x 256) in a photo of `shape` (height, width); 0 around it."""
    matrix = _samples(_to_photo(region))
    whole = cv2.warpAffine(mask, matrix, shape[::-1], flags=cv2.INTER_LINEAR, borderValue=0)
    return np.clip(np.asarray(whole, dtype=np.float32), 0.0, 1.0)


def in_photo(points: NDArray[np.float64], region: BodyRegion) -> NDArray[np.float64]:
    """Points (x, y) of the square, in its pixels, as points of the photo."""
    moved: NDArray[np.float64] = points @ _to_photo(region)[:2, :2].T + _to_photo(region)[:2, 2]
    return moved


def _to_photo(region: BodyRegion) -> NDArray[np.float64]:
    """From points of the square to points of the photo."""
    scale = region.side / SIDE
    cosine, sine = scale * math.cos(region.angle), scale * math.sin(region.angle)
    turn = np.array([[cosine, -sine, region.x], [sine, cosine, region.y], [0, 0, 1]], np.float64)
    to_middle = np.array([[1, 0, -SIDE / 2], [0, 1, -SIDE / 2], [0, 0, 1]], np.float64)
    return turn @ to_middle


def _scaling(x: float, y: float) -> NDArray[np.float64]:
    return np.diag([x, y, 1.0])


def _samples(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for indices of pixels, whose centres are half a pixel further than OpenCV's."""
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)
    matrix: NDArray[np.float64] = (np.linalg.inv(half) @ points @ half)[:2]
    return matrix
