"""Boxes of pixels: where two arrays differ, and what two boxes cover."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.geometry import bounds
from curator.records import Rectangle
from curator.types import Alpha, PersonMask, Region

#: How far about a person's box their surroundings reach, in parts of the box's sides.
_AROUND = 0.25


def slices(box: Rectangle) -> tuple[slice, slice]:
    """The rows and columns of a box, to index an array of H x W with."""
    return slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)


def whole(array: NDArray[Any]) -> Rectangle:
    """The box of all pixels of an array of H x W (x ...)."""
    return Rectangle(0, 0, array.shape[1], array.shape[0])


def union(one: Rectangle | None, other: Rectangle | None) -> Rectangle | None:
    """The smallest box that covers both; None covers nothing."""
    if one is None or other is None:
        return other or one
    left, top = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    bottom = max(one.y + one.height, other.y + other.height)
    return Rectangle(left, top, right - left, bottom - top)


def widened(box: Rectangle, margin: int, shape: tuple[int, ...]) -> Rectangle:
    """The box with `margin` pixels more on each side, within an array of `shape` (height, width)."""
    left, top = max(0, box.x - margin), max(0, box.y - margin)
    right = min(shape[1], box.x + box.width + margin)
    bottom = min(shape[0], box.y + box.height + margin)
    return Rectangle(left, top, right - left, bottom - top)


def around(subject: PersonMask | Alpha) -> Rectangle:
    """The box of a person mask or alpha at 0.5, widened by a quarter of its sides, within the photo.

    The whole photo where nobody is in it.
    """
    height, width = subject.shape
    box = bounds(subject >= 0.5) or whole(subject)
    down, across = round(_AROUND * box.height), round(_AROUND * box.width)
    top, left = max(0, box.y - down), max(0, box.x - across)
    bottom = min(height, box.y + box.height + down)
    right = min(width, box.x + box.width + across)
    return Rectangle(left, top, right - left, bottom - top)


def difference(one: Alpha, other: Alpha, tolerance: float) -> Region:
    """Where two alphas of one size differ by more than `tolerance`: bool, H x W."""
    distant: Region = cv2.absdiff(one, other) > np.float32(tolerance)
    return distant
