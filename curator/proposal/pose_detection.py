"""The pose detector: where the people of a photo are, how large, and which way up.

Source
------
MediaPipe's graph `modules/pose_detection/pose_detection_cpu.pbtxt` (Apache-2.0) says how the network
is asked and read: a picture of 224 x 224; anchors with strides 8, 16, 32, 32 and 32 and two anchors a
layer and place; 12 numbers an anchor (the face's box, then four key points).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from curator.proposal import ssd
from curator.proposal.ssd import Layout
from curator.types import Image

LAYOUT = Layout(side=224, layers=((8, 2), (16, 2), (32, 6)), points=4)


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
    detections = []
    for found in ssd.detect(photo, file, LAYOUT, least):
        (x, y), (rim_x, rim_y) = found.points[:2]
        detections.append(Detection(found.score, (float(x), float(y)), (float(rim_x), float(rim_y))))
    return detections
