"""A person side by side: the photo, COCO's mask on it, our matte on it, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from curator.evaluation.worst import difference_picture, jpeg
from curator.imaging.convert import to_uint8
from curator.types import Alpha, Image, PersonMask

#: The longer side of a picture in pixels, and its quality as a JPEG.
SIDE: Final = 360
QUALITY: Final = 82

# A picture shows this much around the person, as a share of its longer side and at least in pixels.
_MARGIN, _LEAST = 0.12, 12
# Pictures are three wide and four high where the photo has room.
_ASPECT = 0.75
# What is not person: the photo, darkened and blue, so that one still sees what was left out.
_NIGHT = np.array((0.05, 0.09, 0.22), np.float32)
_SEEN = np.float32(0.22)


@dataclass(frozen=True)
class Views:
    """Four pictures of the same crop as data URIs; `width` and `height` of the crop are in pixels.

    The difference shows on a pale matte what COCO's mask has too much (orange) and too little (blue).
    """

    photo: str
    coco: str
    ours: str
    difference: str
    width: int
    height: int


def draw(image: Image, mask: PersonMask, alpha: Alpha) -> Views:
    """The pictures of one person.

    Parameters
    ----------
    image
        uint8, H x W x 3.
    mask, alpha
        COCO's mask and our matte of one person, float32 in [0, 1], H x W.
    """
    part = crop((mask >= 0.5) | (alpha >= 0.5))
    photo, theirs, ours = image[part], mask[part], alpha[part]
    return Views(
        photo=_uri(photo),
        coco=_uri(_lifted(photo, theirs)),
        ours=_uri(_lifted(photo, ours)),
        difference=_uri(difference_picture(theirs, ours)),
        width=photo.shape[1],
        height=photo.shape[0],
    )


def crop(region: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> tuple[slice, slice]:
    """Rows and columns of a photo that show a region with some room around it.

    Parameters
    ----------
    region
        bool, H x W, with at least one pixel.
    """
    spans = [np.flatnonzero(region.any(axis=axis)) for axis in (1, 0)]
    (top, bottom), (left, right) = ((int(span[0]), int(span[-1]) + 1) for span in spans)
    margin = max(_LEAST, round(_MARGIN * max(bottom - top, right - left)))
    height, width = bottom - top + 2 * margin, right - left + 2 * margin
    height, width = max(height, round(width / _ASPECT)), max(width, round(height * _ASPECT))
    return (
        _within((top + bottom) // 2, height, region.shape[0]),
        _within((left + right) // 2, width, region.shape[1]),
    )


def _within(middle: int, length: int, room: int) -> slice:
    """A span of that length about the middle, moved or cut where the photo ends."""
    length = min(length, room)
    start = min(max(0, middle - length // 2), room - length)
    return slice(start, start + length)


def _uri(picture: Image) -> str:
    return jpeg(np.ascontiguousarray(picture), SIDE, QUALITY)


def _lifted(photo: Image, alpha: Alpha) -> Image:
    colours = photo.astype(np.float32) / np.float32(255)
    grey = colours.mean(axis=2, keepdims=True)
    ground = _NIGHT + _SEEN * grey
    opacity = alpha[..., None]
    return to_uint8((colours * opacity + ground * (1 - opacity)).astype(np.float32))
