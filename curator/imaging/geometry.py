"""Sizes, the 600 x 800 crop that portrait layouts ask for, where a mask lies, and the main subject."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import PhotoError
from curator.records import Rectangle
from curator.types import Alpha, Region

#: The size of a portrait in the PFCN layout.
PORTRAIT_WIDTH: Final = 600
PORTRAIT_HEIGHT: Final = 800

_ASPECT: Final = (3, 4)

A = TypeVar("A", NDArray[np.uint8], NDArray[np.float32])


@dataclass(frozen=True)
class Crop:
    """A window of a photo and the size it is brought to, all in pixels.

    `x` and `y` are the left and top of the window, `width` and `height` its size in the photo;
    `out_width` and `out_height` are its size as a portrait.
    """

    x: int
    y: int
    width: int
    height: int
    out_width: int = PORTRAIT_WIDTH
    out_height: int = PORTRAIT_HEIGHT

    @property
    def scale(self) -> float:
        """Pixels of the portrait per pixel of the photo."""
        return self.out_width / self.width


def portrait_crop(alpha: Alpha) -> Crop:
    """The largest 3:4 window of the photo, placed so that it holds most of the subject.

    Width and height of the window are whole multiples of 3 and 4, so that the scale is one number.
    Where several places hold as much of the subject, the middle one is taken.

    Parameters
    ----------
    alpha
        float32 in [0, 1], H x W.

    Raises
    ------
    PhotoError
        If the photo is smaller than 3 x 4 pixels.
    """
    height, width = alpha.shape
    unit = min(width // _ASPECT[0], height // _ASPECT[1])
    if unit == 0:
        raise PhotoError(f"A photo of {width} x {height} pixels is too small for a portrait.")
    window_width, window_height = _ASPECT[0] * unit, _ASPECT[1] * unit
    x = _best_start(alpha.sum(axis=0, dtype=np.float64), window_width)
    y = _best_start(alpha.sum(axis=1, dtype=np.float64), window_height)
    return Crop(x, y, window_width, window_height)


def apply_crop(array: A, crop: Crop) -> A:
    """Cut the window out and bring it to the portrait's size.

    Parameters
    ----------
    array
        An image, or a layer of it. Layers of uint8 (trimaps) take the nearest pixel, so that no new
        value appears; the others are averaged when they shrink and interpolated when they grow.
    crop
        As `portrait_crop` makes it.
    """
    window = array[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
    return _resized(window, crop.out_width, crop.out_height)


def undo_crop(array: A, crop: Crop, shape: tuple[int, int]) -> A:
    """Put a portrait back to where it was cut out, in zeros of `shape` (height, width)."""
    whole = np.zeros((*shape, *array.shape[2:]), dtype=array.dtype)
    window = _resized(array, crop.width, crop.height)
    whole[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width] = window
    return whole


def resize_within(image: A, side: int) -> A:
    """An image or alpha with its longer side at most `side` pixels; a smaller one stays as it is."""
    height, width = image.shape[:2]
    longer = max(height, width)
    if longer <= side:
        return image
    return _resized(image, max(1, round(width * side / longer)), max(1, round(height * side / longer)))


def _best_start(profile: NDArray[np.float64], length: int) -> int:
    """Where a window of `length` holds most of `profile`; the middle one of equally good places."""
    before = np.concatenate([[0.0], np.cumsum(profile)])
    held = before[length:] - before[:-length]
    # Sums in another order differ in the last digits: those places are as good.
    best = np.flatnonzero(held >= held.max() - 1e-6)
    return int(best[len(best) // 2])


def _resized(array: A, width: int, height: int) -> A:
    if array.shape[:2] == (height, width):
        return array.copy()
    if array.dtype == np.uint8 and array.ndim == 2:
        how = cv2.INTER_NEAREST_EXACT
    elif width < array.shape[1]:
        how = cv2.INTER_AREA
    else:
        how = cv2.INTER_LINEAR
    resized: NDArray[Any] = cv2.resize(array, (width, height), interpolation=how)
    # The weights of an average do not add up to exactly 1 in float32.
    return resized.clip(0, 1) if array.dtype == np.float32 else resized


def bounds(mask: Region, within: Rectangle | None = None) -> Rectangle | None:
    """The smallest box that holds every pixel of a mask (bool, H x W); None when there is none.

    A mask that is only of the box `within` of the photo gives a box in pixels of the photo.
    """
    x, y, width, height = cv2.boundingRect(np.ascontiguousarray(mask).view(np.uint8))
    if width == 0:
        return None
    left, top = (0, 0) if within is None else (within.x, within.y)
    return Rectangle(left + x, top + y, width, height)


def importance(person: Region) -> float:
    """How much of a photo's main subject somebody is: large, and near the middle.

    The area in pixels times one minus the distance of its centre from the photo's, in half diagonals; 0
    for nobody.

    Parameters
    ----------
    person
        bool, H x W.
    """
    area = np.count_nonzero(person)
    if not area:
        return 0.0
    height, width = person.shape
    across = float(person.sum(axis=0) @ (np.arange(width) + 0.5)) / area - width / 2
    down = float(person.sum(axis=1) @ (np.arange(height) + 0.5)) / area - height / 2
    return area * (1 - math.hypot(across, down) / math.hypot(width / 2, height / 2))


def overlap(first: Region, second: Region) -> float:
    """Intersection over union of two regions of one size (bool, H x W); 0 where both are empty."""
    union = np.count_nonzero(first | second)
    return float(np.count_nonzero(first & second) / union) if union else 0.0
