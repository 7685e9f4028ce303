"""Between the bytes of pictures and the floats of methods; nobody else converts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from curator.errors import PhotoError
from curator.imaging.checks import check_alpha, check_image
from curator.types import Alpha, FloatImage, Image

#: The steps of the 16-bit grid that alphas are stored on.
ALPHA_STEPS = 65535


def to_float(image: Image) -> FloatImage:
    """A float image: `image / 255`, float32 in [0, 1], H x W x 3.

    Raises
    ------
    PhotoError
        If it is no image.
    """
    check_image(image)
    return image.astype(np.float32) / np.float32(255)


def to_uint8(image: FloatImage) -> Image:
    """An image: `round(255 * image)`, uint8, H x W x 3; values beyond [0, 1] are clipped.

    Raises
    ------
    PhotoError
        If there is NaN among the values.
    """
    if np.isnan(image).any():
        raise PhotoError("The float image has NaN; every value must be a number.")
    levels: Image = np.rint(np.clip(image, 0, 1) * np.float32(255)).astype(np.uint8)
    return levels


def to_levels(alpha: Alpha) -> NDArray[np.uint8]:
    """`round(255 * alpha)`, uint8, for a screen; the alpha must be one."""
    levels: NDArray[np.uint8] = np.rint(alpha * np.float32(255)).astype(np.uint8)
    return levels


def quantise_alpha(alpha: Alpha) -> Alpha:
    """`alpha` on the grid that a 16-bit PNG holds: `round(65535 * alpha) / 65535`, float32.

    What this returns comes back from `encode_alpha` and `decode_alpha` unchanged.

    Raises
    ------
    AlphaError
        If it is no alpha.
    """
    check_alpha(alpha)
    return from_steps(to_steps(alpha))


def to_steps(alpha: Alpha) -> NDArray[np.uint16]:
    """`round(65535 * alpha)`, uint16; the alpha must be checked."""
    steps: NDArray[np.uint16] = np.rint(alpha * np.float32(ALPHA_STEPS)).astype(np.uint16)
    return steps


def from_steps(steps: NDArray[np.uint16]) -> Alpha:
    """`steps / 65535`, float32 in [0, 1]."""
    return steps.astype(np.float32) / np.float32(ALPHA_STEPS)
