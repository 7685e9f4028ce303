"""The samples of a loaded file: colour and alpha apart, at the depth that the file has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile

from curator.errors import InputError
from curator.imaging.files import broken

Levels: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]

# Where the header of a PNG says its depth and its colour type, and the types of more than one channel.
_PNG_DEPTH, _PNG_TYPE = 24, 25
_PNG_SEVERAL_CHANNELS = (2, 4, 6)


@dataclass(frozen=True)
class Samples:
    """What a file holds, in the whole range of uint8 or uint16.

    `colour` is H x W for grey and H x W x 3 for RGB; `alpha` is H x W of the same type, or None.
    """

    colour: Levels
    alpha: Levels | None


def read_samples(picture: ImageFile, content: bytes, name: str, error: type[InputError]) -> Samples:
    """The samples of a picture that `curator.imaging.files.load` has loaded; not for CMYK.

    Raises
    ------
    InputError
        Of the type `error`: if the file cannot be read.
    """
    if isinstance(picture, PngImageFile):
        if content[_PNG_DEPTH] == 16 and content[_PNG_TYPE] in _PNG_SEVERAL_CHANNELS:
            # Pillow keeps 8 of the 16 bits here.
            return _deep_samples(content, name, error)
        if picture.mode in ("1", "L", "I;16"):
            return _grey_samples(picture, content[_PNG_DEPTH])
    mode = picture.mode
    if mode == "L":
        return Samples(np.array(picture), None)
    if mode == "LA":
        levels = np.array(picture)
        return Samples(levels[..., 0], levels[..., 1])
    if mode == "RGBA" or "transparency" in picture.info:
        levels = np.array(picture.convert("RGBA"))
        return Samples(levels[..., :3], levels[..., 3])
    return Samples(np.array(picture.convert("RGB")), None)


def to_8_bits(levels: Levels) -> NDArray[np.uint8]:
    """`levels` as uint8; those of 16 bits become `round(level / 257)`."""
    if levels.dtype == np.uint8:
        return levels.astype(np.uint8, copy=False)
    return ((levels.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _grey_samples(picture: PngImageFile, depth: int) -> Samples:
    grey = np.array(picture.convert("L") if picture.mode == "1" else picture)
    key = picture.info.get("transparency")
    if key is None:
        return Samples(grey, None)
    # The level that a PNG calls transparent counts in the file's own depth.
    highest = np.iinfo(grey.dtype).max
    opaque = grey != int(key) * highest // (2**depth - 1)
    return Samples(grey, opaque.astype(grey.dtype) * grey.dtype.type(highest))


def _deep_samples(content: bytes, name: str, error: type[InputError]) -> Samples:
    levels: NDArray[Any] | None = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    if levels is None or levels.dtype != np.uint16 or levels.ndim != 3:
        raise broken(name, error)
    alpha = levels[..., 3] if levels.shape[2] == 4 else None
    if content[_PNG_TYPE] == 4:
        return Samples(levels[..., 0], alpha)
    return Samples(levels[..., 2::-1], alpha)
