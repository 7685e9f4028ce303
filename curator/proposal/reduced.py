"""Large photos made smaller for methods whose time grows with the pixels, and answers enlarged."""

from __future__ import annotations

import math

import cv2
import numpy as np

from curator.types import Image, PersonMask, Region


def reduction(photo: Image, megapixels: float) -> float:
    """By what a photo's sides are multiplied so that it has at most `megapixels`; at most 1."""
    height, width = photo.shape[:2]
    return min(1.0, math.sqrt(megapixels * 1e6 / (height * width)))


def reduced(photo: Image, scale: float) -> Image:
    """A photo of that scale, by means over areas, at least a pixel wide and high; at 1 itself."""
    if scale == 1.0:
        return photo
    height, width = photo.shape[:2]
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def enlarged(person: Region, shape: tuple[int, int]) -> PersonMask:
    """A mask of `shape` (height, width): bilinear, so that its border is soft where it grew."""
    mask: PersonMask = person.astype(np.float32)
    if mask.shape == shape:
        return mask
    resized = cv2.resize(mask, shape[::-1], interpolation=cv2.INTER_LINEAR).reshape(shape)
    return np.clip(resized, 0.0, 1.0).astype(np.float32)
