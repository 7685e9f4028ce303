"""How MediaPipe's detectors are asked and read: letterboxed pictures, anchors, boxes with points.

Source
------
MediaPipe's graphs `modules/pose_detection/pose_detection_cpu.pbtxt` and
`modules/face_detection/face_detection_short_range.pbtxt` (Apache-2.0): a letterboxed picture with
values in [-1, 1]; anchors of the layout of SSD (Liu et al. 2016), all of size 1; a box and key points
an anchor; boxes that overlap by more than 0.3 are averaged by their scores, as BlazeFace does
(Bazarevsky et al. 2019, section 4).
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

_SAME = 0.3


@dataclass(frozen=True)
class Layout:
    """A detector's picture, of `side` pixels, its key points, and its layers of anchors.

    Layers of one stride share their places: (stride, anchors a place).
    """

    side: int
    layers: tuple[tuple[int, int], ...]
    points: int


@dataclass(frozen=True)
class Found:
    """A detection: its score, and points (x, y) in photo pixels, which may lie outside of the photo.

    `corners` is 2 x 2, the left upper and the right lower corner of the box; `points` has a row a key
    point. Both are float64.
    """

    score: float
    corners: NDArray[np.float64]
    points: NDArray[np.float64]


def detect(photo: Image, file: Path, layout: Layout, least: float) -> list[Found]:
    """What a detector finds in a photo with a score of at least `least`, most certain first.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    file
        The weights of the detector.
    layout
        The detector's.
    least
        From 0 to 1.
    """
    height, width = photo.shape[:2]
    picture, size, corner = _letterboxed(photo, layout.side)
    raw, logits = litert.run(file, picture)
    found = []
    for score, numbers in average_overlapping(*decode(raw, logits[:, 0], least, layout)):
        places = (numbers.reshape(-1, 2) * layout.side - corner) / size * (width, height)
        found.append(Found(score, places[:2], places[2:]))
    return found


@lru_cache(maxsize=4)
def anchors(layout: Layout) -> NDArray[np.float32]:
    """The middles (x, y) of the anchors, in units of the picture's side."""
    rows = []
    for stride, repeated in layout.layers:
        count = layout.side // stride
        middles = (np.arange(count, dtype=np.float32) + 0.5) / count
        x, y = np.meshgrid(middles, middles)
        rows.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), repeated, axis=0))
    return np.concatenate(rows)


def decode(
    raw: NDArray[np.float32], logits: NDArray[np.float32], least: float, layout: Layout
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Boxes and key points of the anchors that reach `least`.

    Parameters
    ----------
    raw
        A row an anchor: middle and size of the box, then the points, in pixels of the picture, middles
        and points from the anchor's middle.
    logits
        A value an anchor.
    least
        From 0 to 1.
    layout
        The detector's.

    Returns
    -------
    tuple
        Scores in [0, 1], and for each a row of numbers in units of the picture's side: left, top,
        right, bottom, then the points (x, y).
    """
    scores = 1 / (1 + np.exp(-np.clip(logits, -80, 80)))
    good = scores >= least
    scaled = raw[good] / np.float32(layout.side)
    middles = anchors(layout)[good]
    points = scaled[:, 4:].reshape(-1, layout.points, 2) + middles[:, np.newaxis]
    middle, half = scaled[:, :2] + middles, scaled[:, 2:4] / 2
    numbers = np.hstack([middle - half, middle + half, points.reshape(-1, 2 * layout.points)])
    return scores[good].astype(np.float32), numbers.astype(np.float32)


def average_overlapping(
    scores: NDArray[np.float32], numbers: NDArray[np.float32]
) -> list[tuple[float, NDArray[np.float32]]]:
    """One detection a person: what overlaps the best is averaged with it, weighted by the scores."""
    order = np.argsort(-scores, kind="stable")
    found = []
    while order.size:
        overlap = _overlaps(numbers[order[0], :4], numbers[order, :4])
        same = order[overlap > _SAME]
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


def _letterboxed(
    photo: Image, side: int
) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]:
    """The square picture in [-1, 1], the photo's size in it, and its left upper corner (both x, y)."""
    height, width = photo.shape[:2]
    longer = max(height, width)
    size = max(1, round(width * side / longer)), max(1, round(height * side / longer))
    how = cv2.INTER_AREA if longer > side else cv2.INTER_LINEAR
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    picture = np.full((side, side, 3), -1, np.float32)
    shrunk = np.asarray(cv2.resize(photo, size, interpolation=how), dtype=np.uint8)
    picture[top : top + size[1], left : left + size[0]] = to_float(shrunk) * 2 - 1
    return picture, np.array(size, np.float64), np.array((left, top), np.float64)
