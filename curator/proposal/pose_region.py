"""The square around a detected body.

Source
------
MediaPipe's graph `modules/pose_landmark/pose_detection_to_roi.pbtxt` (Apache-2.0): a square around the
middle of the hips, of 1.25 times the diameter of the body's circle, turned so that the head is up.
"""

from __future__ import annotations

import math

from curator.proposal.pose_detection import Detection
from curator.proposal.squares import Square

#: Pixels on each side of the landmark network's picture and of its mask.
SIDE = 256
_MARGIN = 1.25


def region_of(detection: Detection) -> Square:
    """The square that the landmark network wants to see."""
    across = detection.rim[0] - detection.hips[0]
    down = detection.rim[1] - detection.hips[1]
    side = 2 * math.hypot(across, down) * _MARGIN
    return Square(*detection.hips, max(side, 1.0), math.atan2(across, -down))
