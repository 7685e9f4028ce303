"""Images and layers (alphas, trimaps, person masks) to files, and layers back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures

from curator.errors import AlphaError, InputError, MaskError, PhotoError, TrimapError
from curator.imaging.checks import check_alpha, check_image, check_mask, check_trimap
from curator.imaging.convert import from_steps, to_steps
from curator.imaging.files import PNG, open_picture
from curator.imaging.names import shown
from curator.imaging.png import read_png
from curator.imaging.samples import Levels
from curator.types import Alpha, Image, PersonMask, Trimap

# Runs of differences to the row above: on photos a third of the default's time at the same size, and
# smaller for layers.
_PNG_SETTINGS = (
    *(cv2.IMWRITE_PNG_COMPRESSION, 1),
    *(cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_UP),
    *(cv2.IMWRITE_PNG_STRATEGY, cv2.IMWRITE_PNG_STRATEGY_RLE),
)


def encode_png(array: NDArray[np.uint8]) -> bytes:
    """A PNG of 8 bits: grey (H x W), RGB (H x W x 3) or RGBA with straight alpha (H x W x 4).

    Raises
    ------
    PhotoError
        If the array is none of these.
    """
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or array.shape[2:] not in ((), (3,), (4,)):
        raise PhotoError(
            f"A PNG is made of uint8 pixels, not of {array.dtype} of the shape {array.shape}."
        )
    return _png(array)


def encode_jpeg(image: Image, quality: int = 90) -> bytes:
    """A JPEG of an image; `quality` is from 1 to 95.

    Raises
    ------
    PhotoError
        If it is no image.
    """
    check_image(image)
    file = BytesIO()
    Pictures.fromarray(image).save(file, "JPEG", quality=quality)
    return file.getvalue()


def encode_alpha(alpha: Alpha) -> bytes:
    """A grey 16-bit PNG of `round(65535 * alpha)`.

    Raises
    ------
    AlphaError
        If it is no alpha.
    """
    check_alpha(alpha)
    return _png(to_steps(alpha))


def encode_mask(mask: PersonMask) -> bytes:
    """A grey 16-bit PNG of `round(65535 * mask)`.

    Raises
    ------
    MaskError
        If it is no person mask.
    """
    check_mask(mask)
    return _png(to_steps(mask))


def encode_trimap(trimap: Trimap) -> bytes:
    """A grey 8-bit PNG of the values 0, 128 and 255.

    Raises
    ------
    TrimapError
        If it is no trimap.
    """
    check_trimap(trimap)
    return _png(trimap)


def decode_alpha(content: bytes, name: str) -> Alpha:
    """An alpha from a grey PNG of 1 to 8 or 16 bits: its levels divided by the highest one.

    A PNG with three equal channels is read as grey.

    Raises
    ------
    AlphaError
        If it is no PNG, damaged, too large, coloured, or has an alpha channel of its own.
    """
    return _unit_interval(_grey(content, name, "an alpha", AlphaError))


def decode_mask(content: bytes, name: str) -> PersonMask:
    """A person mask from a grey PNG, as `decode_alpha` reads it.

    Raises
    ------
    MaskError
        As `decode_alpha`.
    """
    return _unit_interval(_grey(content, name, "a person mask", MaskError))


def decode_trimap(content: bytes, name: str) -> Trimap:
    """A trimap from a grey 8-bit PNG of the values 0, 128 and 255.

    Raises
    ------
    TrimapError
        As `decode_alpha`, and if there is another value.
    """
    levels = _grey(content, name, "a trimap", TrimapError)
    if levels.dtype != np.uint8:
        raise TrimapError(f"{shown(name)} has 16 bits; a trimap has 8, of the values 0, 128 and 255.")
    trimap = levels.astype(np.uint8, copy=False)
    check_trimap(trimap, None, name)
    return trimap


def _png(array: NDArray[np.uint8] | NDArray[np.uint16]) -> bytes:
    levels: NDArray[Any] = np.ascontiguousarray(array)
    if levels.ndim == 3:
        order = cv2.COLOR_RGB2BGR if levels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
        return cv2.imencode(".png", cv2.cvtColor(levels, order), _PNG_SETTINGS)[1].tobytes()
    return cv2.imencode(".png", levels, _PNG_SETTINGS)[1].tobytes()


def _unit_interval(levels: Levels) -> Alpha:
    if levels.dtype == np.uint8:
        return levels.astype(np.float32) / np.float32(255)
    return from_steps(levels.astype(np.uint16, copy=False))


def _grey(content: bytes, name: str, what: str, error: type[InputError]) -> Levels:
    kind, _ = open_picture(content, name, error)
    if kind is not PNG:
        raise error(f"{shown(name)} is a {kind.title}, which loses values: save {what} as a grey PNG.")
    samples = read_png(content, name, error)
    if samples.alpha is not None:
        raise error(
            f"{shown(name)} has an alpha channel of its own; {what} is a grey PNG: save its levels."
        )
    colour: NDArray[Any] = samples.colour
    if colour.ndim == 2:
        return colour
    if (colour[..., 0] != colour[..., 1]).any() or (colour[..., 0] != colour[..., 2]).any():
        raise error(f"{shown(name)} is in colour; {what} is a grey PNG: save it as one.")
    return colour[..., 0]
