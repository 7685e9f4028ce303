"""The points of the faces in a photo: a detector, an upright square around each face, 468 points.

Source
------
MediaPipe's graphs `modules/face_detection/face_detection_short_range.pbtxt` and
`modules/face_landmark/face_landmark_front_cpu.pbtxt` (Apache-2.0): a detector that sees 128 x 128
pixels and finds faces with six key points, the eyes first; a square of 1.5 times the longer side of the
face's box, turned so that the eyes are level; a network that sees it at 192 x 192 pixels in [0, 1].
Bazarevsky et al., "BlazeFace", 2019; Kartynnik et al., "Real-time Facial Surface Geometry from
Monocular Video on Mobile GPUs", 2019.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator import weights
from curator.proposal import litert
from curator.proposal.squares import Square, cut_out, in_photo
from curator.proposal.ssd import Found, Layout, detect
from curator.types import Image

#: The weights that are needed: the detector's and those of the landmark network.
WEIGHTS = ("face-detection", "face-landmark")
POINTS = 468
LAYOUT = Layout(side=128, layers=((8, 2), (16, 6)), points=6)
_PIXELS = 192
_MARGIN = 1.5
_SURE = 0.5


@dataclass(frozen=True)
class Face:
    """A face: how sure, from 0 to 1, and its 468 points (x, y) in photo pixels, float64."""

    score: float
    points: NDArray[np.float64]


def find_faces(photo: Image, least: float) -> list[Face]:
    """The faces of a photo, the largest first.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    least
        How sure the detector must be, from 0 to 1.

    Raises
    ------
    UnavailableError
        If the weights are not there.
    """
    detector, landmarks = (weights.path(name) for name in WEIGHTS)
    faces = []
    for found in detect(photo, detector, LAYOUT, least):
        square = square_of(found)
        numbers, presence, *_ = litert.run(landmarks, cut_out(photo, square, _PIXELS))
        score = 1 / (1 + math.exp(-float(np.clip(presence.reshape(-1)[0], -80, 80))))
        if score >= _SURE:
            places = numbers.reshape(POINTS, 3)[:, :2].astype(np.float64)
            faces.append(Face(score, in_photo(places, square, _PIXELS)))
    return sorted(faces, key=lambda face: -float(np.ptp(face.points, axis=0).prod()))


def square_of(found: Found) -> Square:
    """The square that the landmark network wants to see of a detected face."""
    (x, y), (width, height) = found.corners.mean(axis=0), np.ptp(found.corners, axis=0)
    across, down = found.points[1] - found.points[0]
    side = max(1.0, _MARGIN * float(max(width, height)))
    return Square(float(x), float(y), side, math.atan2(down, across))
