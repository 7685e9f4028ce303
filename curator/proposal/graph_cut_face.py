"""The facial points that graph cut takes its seeds from: those of the pose network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curator.errors import NoPersonError
from curator.proposal import litert
from curator.proposal.pose_detection import detect
from curator.proposal.pose_region import SIDE, region_of
from curator.proposal.squares import cut_out, in_photo
from curator.types import Image

#: Points of the pose network that lie in the face: nose, eyes (three each), ears, mouth (two).
_FACIAL = 11
_EARS = (7, 8)
_NUMBERS_A_POINT = 5
_SURE = 0.5


@dataclass(frozen=True)
class Face:
    """Points (x, y) in photo pixels, float64, 11 x 2, and the width between the ears."""

    points: NDArray[np.float64]
    width: float


def find_face(photo: Image, detector: Path, landmarks: Path) -> Face:
    """The face of the surest person of a photo.

    Raises
    ------
    NoPersonError
        If there is none.
    """
    for detection in detect(photo, detector, _SURE)[:1]:
        region = region_of(detection)
        numbers, presence, *_ = litert.run(landmarks, cut_out(photo, region, SIDE))
        if float(presence[0]) >= _SURE:
            points = numbers.reshape(-1, _NUMBERS_A_POINT)[:_FACIAL, :2].astype(np.float64)
            return face_of(in_photo(points, region, SIDE))
    raise NoPersonError(
        "No face is found in this photo to take the graph cut's seeds from: drag a rectangle around "
        "the person, or start from a blank trimap and draw."
    )


def face_of(points: NDArray[np.float64]) -> Face:
    """A face by its points; seen from the side, it is as wide as its points lie apart."""
    ears = float(np.linalg.norm(points[_EARS[0]] - points[_EARS[1]]))
    return Face(points, max(ears, float(np.ptp(points, axis=0).max())))
