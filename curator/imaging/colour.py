"""Colours of a file to sRGB, by the ICC profile it carries."""

from __future__ import annotations

import logging
from io import BytesIO

import numpy as np
from PIL import Image as Pictures
from PIL import ImageCms

from curator.imaging.names import shown
from curator.types import Image

_LOG = logging.getLogger(__name__)

# The colour spaces that a profile may be made for, and Pillow's mode of each.
_MODES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}


def to_srgb(picture: Pictures.Image, profile: bytes | None, name: str) -> Image:
    """8-bit colours as sRGB, by the profile's perceptual intent.

    Colours without a profile are taken to be sRGB already, and so are those whose profile cannot be
    read or is made for other channels: that is logged, and it is what every browser shows.

    Parameters
    ----------
    picture
        Of mode L, RGB or CMYK (255 is full ink).
    profile
        The bytes of an ICC profile, or None.
    name
        What the log calls the file.

    Returns
    -------
    Image
        uint8, H x W x 3.
    """
    transform = _transform(picture.mode, profile, name) if profile else None
    if transform is None:
        return np.array(picture.convert("RGB"))
    if picture.mode == "L":
        # A table of the 256 greys is exact; over a whole picture the transform takes short cuts.
        greys = Pictures.fromarray(np.arange(256, dtype=np.uint8)[np.newaxis])
        table = np.array(ImageCms.applyTransform(greys.convert(transform.input_mode), transform))[0]
        image: Image = table[np.asarray(picture)]
        return image
    return np.array(ImageCms.applyTransform(picture, transform))


def is_srgb(profile: bytes | None, mode: str, name: str) -> bool:
    """Whether `to_srgb` takes the colours of such a picture as they are."""
    return not profile or _transform(mode, profile, name) is None


def _transform(mode: str, profile: bytes, name: str) -> ImageCms.ImageCmsTransform | None:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        source_mode = _MODES.get(source.profile.xcolor_space.strip(), "none")
        # Grey files often carry the profile of the RGB photo that they were made from.
        if source_mode != mode and (mode, source_mode) != ("L", "RGB"):
            _LOG.warning(
                "%s: its colour profile is made for other channels; read as sRGB.", shown(name)
            )
            return None
        target = ImageCms.createProfile("sRGB")
        exact = ImageCms.Flags.NOOPTIMIZE if mode == "L" else ImageCms.Flags.NONE
        transform = ImageCms.buildTransform(source, target, source_mode, "RGB", flags=exact)
    except (ImageCms.PyCMSError, OSError) as problem:
        _LOG.warning("%s: its colour profile cannot be read (%s); read as sRGB.", shown(name), problem)
        return None
    return None if source_mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether a transform is one of the many profiles of sRGB itself, by a cube of 17^3 colours.

    They would move colours by one level for nothing but rounding.
    """
    steps = np.linspace(0, 255, 17).round().astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(17, 17 * 17, 3)
    moved = np.asarray(ImageCms.applyTransform(Pictures.fromarray(cube), transform)).astype(np.int16)
    return bool(np.abs(moved - cube).max() <= 1)
