"""The pose detector: where the people of a photo are, how large, and which way up.

Source
------
MediaPipe's graph `modules/pose_detection/pose_detection_cpu.pbtxt` (Apache-2.0) says how the network is
asked and read: a letterboxed picture of 224 x 224 with values in [-1, 1]; anchors of the layout of
SSD (Liu et al. 2016) with strides 8, 16, 32, 32 and 32 and two anchors a layer and place, all of
size 1; 12 numbers an anchor (the face's box, then four key points); boxes that overlap by more than
0.3 are averaged by their scores, as BlazeFace does (Bazarevsky et al. 2019, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.convert import to_float
from curator.proposal import litert
from curator.types import Image

_SIDE = 224
#: Layers of one stride share their places: (stride, anchors a place).
_LAYERS = ((8, 2), (16, 2), (32, 6))
_SAME_PERSON = 0.3
_COORDINATES = 12


@dataclass(frozen=True)
class Detection:
    """One person: how sure, the middle of the hips, and a point on the circle around the body.

    The points are (x, y) in photo pixels, and may lie outside of the photo: the hips of a portrait
    do. From the hips the point lies where the head is.
    """

    score: float
    hips: tuple[float, float]
    rim: tuple[float, float]


def detect(photo: Image, file: Path, least: float) -> list[Detection]:
    """The people of a photo whose score is at least `least`, most certain first.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    file
        The weights of the detector.
    least
        From 0 to 1.
    """
    height, width = photo.shape[:2]
    picture, scale, left, top = _letterboxed(photo)
    raw, scores = litert.run(file, picture)
    found = average_overlapping(*decode(raw, scores[:, 0], least))
    detections = []
    for score, numbers in found:
        points = numbers[4:8].reshape(2, 2) * _SIDE
        (x, y), (rim_x, rim_y) = (points - (left, top)) / scale * (width, height)
        detections.append(Detection(score, (float(x), float(y)), (float(rim_x), float(rim_y))))
    return detections


@lru_cache(maxsize=1)
def anchors() -> NDArray[np.float32]:
    """The middles (x, y) of the 2254 anchors, in units of the picture's side."""
    rows = []
    for stride, repeated in _LAYERS:
        count = _SIDE // stride
        middles = (np.arange(count, dtype=np.float32) + 0.5) / count
        x, y = np.meshgrid(middles, middles)
        rows.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), repeated, axis=0))
    return np.concatenate(rows)


def decode(
    raw: NDArray[np.float32], logits: NDArray[np.float32], least: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Boxes and key points of the anchors that reach `least`.

    Parameters
    ----------
    raw
        2254 x 12: middle and size of the face's box, then four points, in pixels of the picture,
        middles and points from the anchor's middle.
    logits
        2254 values.
    least
        From 0 to 1.

    Returns
    -------
    tuple
        Scores in [0, 1], and for each 12 numbers in units of the picture's side: left, top, right,
        bottom, then the points (x, y).
    """
    scores = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
    good = scores >= least
    scaled = raw[good] / np.float32(_SIDE)
    middles = anchors()[good]
    points = scaled[:, 4:].reshape(-1, 4, 2) + middles[:, np.newaxis]
    middle, half = scaled[:, :2] + middles, scaled[:, 2:4] / 2
    numbers = np.hstack([middle - half, middle + half, points.reshape(-1, 8)])
    return scores[good].astype(np.float32), numbers.astype(np.float32)


def average_overlapping(
    scores: NDArray[np.float32], numbers: NDArray[np.float32]
) -> list[tuple[float, NDArray[np.float32]]]:
    """One detection a person: what overlaps the best is averaged with it, weighted by the scores."""
    order = np.argsort(-scores, kind="stable")
    found = []
    while order.size:
        overlap = _overlaps(numbers[order[0], :4], numbers[order, :4])
        same = order[overlap > _SAME_PERSON]
        # A box without any area overlaps nothing, not even itself.
        same = same if same.size else order[:1]
        weights = scores[same, np.newaxis] / scores[same].sum()
        found.append((float(scores[order[0]]), (weights * numbers[same]).sum(axis=0)))
        order = order[~np.isin(order, same)]
    return found


def _overlaps(box: NDArray[np.float32], boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of a box (left, top, right, bottom) with others."""
    low, high = np.maximum(box[:2], boxes[:, :2]), np.minimum(box[2:], boxes[:, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=1)
    areas = np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1)
    union = float(np.clip(box[2:] - box[:2], 0, None).prod()) + areas - shared
    overlaps: NDArray[np.float32] = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return overlaps


def _letterboxed(photo: Image) -> tuple[NDArray[np.float32], NDArray[np.float64], int, int]:
    """The picture of 224 x 224 in [-1, 1], the photo's size in it (x, y), and its left and top."""
    height, width = photo.shape[:2]
    longer = max(height, width)
    size = max(1, round(width * _SIDE / longer)), max(1, round(height * _SIDE / longer))
    how = cv2.INTER_AREA if longer > _SIDE else cv2.INTER_LINEAR
    left, top = (_SIDE - size[0]) // 2, (_SIDE - size[1]) // 2
    picture = np.full((_SIDE, _SIDE, 3), -1, np.float32)
    shrunk = np.asarray(cv2.resize(photo, size, interpolation=how), dtype=np.uint8)
    picture[top : top + size[1], left : left + size[0]] = to_float(shrunk) * 2 - 1
    return picture, np.array(size, np.float64), left, top
