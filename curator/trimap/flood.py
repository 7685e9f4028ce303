"""Flood fill by colour inside the unknown band.

The rule: the fill begins at an unknown pixel and spreads to its four neighbours, on and on, over
unknown pixels whose red, green and blue each differ by at most the tolerance from the first pixel's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

import cv2
import numpy as np

from curator.errors import StrokeError
from curator.imaging.geometry import bounds
from curator.records import Label, Rectangle
from curator.trimap.strokes import VALUES
from curator.types import UNKNOWN, Image, Trimap

MAX_TOLERANCE: Final = 255
_FILLED: Final = 255


@dataclass(frozen=True)
class Flood:
    """A fill that begins at the pixel in column `x` and row `y`; `tolerance` is in steps of 1/255."""

    label: Label
    x: int
    y: int
    tolerance: int


def check_flood(flood: Flood, width: int, height: int) -> Flood:
    """A flood fill as it is stored: checked.

    Raises
    ------
    StrokeError
        If the label is not foreground or background, the tolerance is not from 0 to 255, or it begins
        outside of the photo.
    """
    if flood.label not in get_args(Label) or flood.label == "unknown":
        raise StrokeError(
            f"A fill by colour settles unknown pixels: foreground or background, not {flood.label!r}."
        )
    if not 0 <= flood.tolerance <= MAX_TOLERANCE:
        raise StrokeError(f"A tolerance is from 0 to {MAX_TOLERANCE}, not {flood.tolerance}.")
    if not (0 <= flood.x < width and 0 <= flood.y < height):
        raise StrokeError("The fill begins outside of the photo: click inside of it.")
    return flood


def flood_fill(trimap: Trimap, image: Image, flood: Flood) -> tuple[Trimap, Rectangle | None]:
    """Give connected unknown pixels of one colour a label, by the rule above.

    Parameters
    ----------
    trimap
        uint8 of 0, 128 and 255, H x W; it is left as it is.
    image
        uint8, H x W x 3, RGB.
    flood
        Any fill that `check_flood` accepts.

    Returns
    -------
    tuple
        A new trimap, and the smallest box that holds every pixel that has changed its value.

    Raises
    ------
    StrokeError
        As `check_flood`, or if the first pixel is not unknown.
    """
    height, width = trimap.shape
    check_flood(flood, width, height)
    if trimap[flood.y, flood.x] != UNKNOWN:
        raise StrokeError("A fill by colour begins in the unknown band: click an unknown pixel.")
    mask = np.ones((height + 2, width + 2), dtype=np.uint8)
    mask[1:-1, 1:-1] = trimap != UNKNOWN
    tolerance = (flood.tolerance,) * 3
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (_FILLED << 8)
    # The mask alone is written to; OpenCV asks for an array that it might write to all the same.
    pixels = image if image.flags.writeable and image.flags.c_contiguous else image.copy()
    cv2.floodFill(pixels, mask, (flood.x, flood.y), (0, 0, 0), tolerance, tolerance, flags)
    reached = mask[1:-1, 1:-1] == _FILLED
    filled = trimap.copy()
    filled[reached] = VALUES[flood.label]
    return filled, bounds(reached, Rectangle(0, 0, width, height))
