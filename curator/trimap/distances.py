"""Squared distances between pixels, as the whole numbers that they are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.types import Region


def squared_distances(region: Region, most: int) -> NDArray[np.int32]:
    """How far the centre of each pixel is from the nearest pixel of a region.

    Parameters
    ----------
    region
        bool, H x W.
    most
        Distances beyond this many pixels need not be told apart; at most 1000.

    Returns
    -------
    NDArray[np.int32]
        The squared distance in pixels, H x W; `most * most + 1` for all that is further away.
    """
    beyond = most * most + 1
    if not region.any():
        return np.full(region.shape, beyond, dtype=np.int32)
    distance = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # Up to 1000 pixels a float's square is off by less than a quarter: rounding makes it exact.
    squares: NDArray[np.int32] = np.rint(np.square(np.minimum(distance, most + 1))).astype(np.int32)
    return np.minimum(squares, beyond)
