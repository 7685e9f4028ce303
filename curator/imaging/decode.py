"""Files to images: upright, sRGB, 8 bits, opaque."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image as Pictures
from PIL import ImageChops
from PIL.ImageFile import ImageFile
from PIL.PngImagePlugin import PngImageFile

from curator.errors import PhotoError
from curator.imaging.colour import to_srgb
from curator.imaging.compositing import composite
from curator.imaging.exif import orientation
from curator.imaging.files import load, open_picture
from curator.imaging.png import chunks, read_png
from curator.imaging.samples import to_8_bits
from curator.types import Image

# Orientations of the EXIF standard whose rows are the upright photo's columns.
_TURNED = frozenset((5, 6, 7, 8))
_WHITE = (255, 255, 255)


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
    profile = picture.info.get("icc_profile")
    alpha = None
    if isinstance(picture, PngImageFile):
        samples = read_png(content, name, PhotoError)
        colours = Pictures.fromarray(np.ascontiguousarray(to_8_bits(samples.colour)))
        alpha = None if samples.alpha is None else to_8_bits(samples.alpha)
    else:
        load(picture, name, PhotoError)
        colours = picture
        if picture.mode == "CMYK" and "adobe" not in picture.info:
            colours = ImageChops.invert(picture)
        elif picture.mode == "RGBA":
            colours, alpha = picture.convert("RGB"), np.array(picture.getchannel("A"))
    image = to_srgb(colours, profile, name)
    if alpha is not None:
        image = composite(image, alpha.astype(np.float32) / np.float32(255), _WHITE)
    return _upright(image, header.orientation)


def _open(content: bytes, name: str) -> tuple[PhotoHeader, ImageFile]:
    kind, picture = open_picture(content, name, PhotoError)
    turn = orientation(_exif(picture, content))
    width, height = picture.size
    if turn in _TURNED:
        width, height = height, width
    return PhotoHeader(width, height, kind.suffix, kind.media_type, turn), picture


def _exif(picture: ImageFile, content: bytes) -> bytes:
    data: bytes | None = picture.info.get("exif")
    if data is None and isinstance(picture, PngImageFile):
        return _late_exif(content)
    return data or b""


def _late_exif(content: bytes) -> bytes:
    """The EXIF chunk of a PNG that stands behind the samples, where opening does not look."""
    for chunk in chunks(content):
        if chunk.kind == b"eXIf":
            return bytes(chunk.data(content))
    return b""


def _upright(image: Image, turn: int) -> Image:
    """Turn and mirror as the orientation asks (EXIF 2.32, tag 0112: what row 0 and column 0 are)."""
    if turn in _TURNED:
        image = image.transpose(1, 0, 2)
    if turn in (3, 4, 7, 8):
        image = image[::-1]
    if turn in (2, 3, 6, 7):
        image = image[:, ::-1]
    return np.ascontiguousarray(image)
