"""Files to images: upright, sRGB, 8 bits, opaque."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from PIL import Image as Pictures
from PIL import ImageChops
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile

from curator.errors import PhotoError
from curator.imaging.colour import to_srgb
from curator.imaging.files import BROKEN, load, open_picture
from curator.imaging.names import shown
from curator.imaging.samples import read_samples, to_8_bits
from curator.types import Image

_LOG = logging.getLogger(__name__)

_ORIENTATION_TAG = 0x0112
# Orientations of the EXIF standard whose rows are the upright photo's columns.
_TURNED = frozenset((5, 6, 7, 8))


@dataclass(frozen=True)
class PhotoHeader:
    """What the header of a photo's file says.

    `width` and `height` are of the upright photo; `suffix` (".jpg", ".png" or ".webp") and
    `media_type` are of the content, whatever the file is called; `orientation` is EXIF's, 1 to 8.
    """

    width: int
    height: int
    suffix: str
    media_type: str
    orientation: int


def inspect_photo(content: bytes, name: str) -> PhotoHeader:
    """Read a photo's header, and decode nothing.

    Parameters
    ----------
    content
        The file's bytes.
    name
        What messages call the file.

    Raises
    ------
    PhotoError
        If it is empty, no JPEG, PNG or WebP, damaged in its header, an animation, or has more pixels
        than `settings.MAX_PHOTO_PIXELS`.
    """
    return _open(content, name)[0]


def decode_photo(content: bytes, name: str) -> Image:
    """Decode a photo: upright, sRGB, 8 bits, opaque.

    - It is turned upright by its EXIF orientation.
    - Colours become sRGB by the file's ICC profile; without one they are taken as sRGB.
    - CMYK without a profile becomes RGB by (1 - ink) (1 - black). Inks are inverted in files with
      Adobe's marker, and as they are in files without it.
    - 16-bit samples become 8-bit ones by rounding; grey and palettes become RGB.
    - An alpha channel is laid over white, in sRGB values: what a viewer on a white page shows.
    - Of a JPEG that holds several pictures (as phones write them) the first is the photo; animations
      are refused.

    Parameters
    ----------
    content
        The file's bytes.
    name
        What messages call the file.

    Returns
    -------
    Image
        uint8, H x W x 3, RGB.

    Raises
    ------
    PhotoError
        As `inspect_photo`, and if the file is cut short or damaged.
    """
    header, picture = _open(content, name)
    load(picture, content, name, PhotoError)
    profile = picture.info.get("icc_profile")
    if picture.mode == "CMYK":
        inks = picture if "adobe" in picture.info else ImageChops.invert(picture)
        return _upright(to_srgb(inks, profile, name), header.orientation)
    samples = read_samples(picture, content, name, PhotoError)
    colours = Pictures.fromarray(np.ascontiguousarray(to_8_bits(samples.colour)))
    image = to_srgb(colours, profile, name)
    if samples.alpha is not None:
        image = _over_white(image, to_8_bits(samples.alpha))
    return _upright(image, header.orientation)


def _open(content: bytes, name: str) -> tuple[PhotoHeader, ImageFile]:
    kind, picture = open_picture(content, name, PhotoError)
    orientation = _orientation(picture, content, name)
    width, height = picture.size
    if orientation in _TURNED:
        width, height = height, width
    return PhotoHeader(width, height, kind.suffix, kind.media_type, orientation), picture


def _orientation(picture: ImageFile, content: bytes, name: str) -> int:
    data = picture.info.get("exif")
    if data is None and isinstance(picture, PngImageFile):
        data = _late_exif(content)
    if not data:
        return 1
    exif = Pictures.Exif()
    try:
        exif.load(data)
        value = exif.get(_ORIENTATION_TAG, 1)
    except BROKEN as problem:
        _LOG.warning("%s: its EXIF data cannot be read (%s); not turned.", shown(name), problem)
        return 1
    return value if value in range(1, 9) else 1


def _late_exif(content: bytes) -> bytes | None:
    """The EXIF chunk of a PNG that stands behind the samples, where opening does not look."""
    position = 8
    while position + 8 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        if content[position + 4 : position + 8] == b"eXIf":
            return content[position + 8 : position + 8 + length]
        position += 12 + length
    return None


def _over_white(image: Image, alpha: Image) -> Image:
    cover = alpha[..., np.newaxis].astype(np.uint16)
    blended: Image = ((image * cover + 255 * (255 - cover) + 127) // 255).astype(np.uint8)
    return blended


def _upright(image: Image, orientation: int) -> Image:
    """Turn and mirror as the orientation asks (EXIF 2.32, tag 0112: what row 0 and column 0 are)."""
    if orientation in _TURNED:
        image = image.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        image = image[::-1]
    if orientation in (2, 3, 6, 7):
        image = image[:, ::-1]
    return np.ascontiguousarray(image)
