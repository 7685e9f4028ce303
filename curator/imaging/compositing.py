"""Subjects laid over backgrounds, and cut-outs."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import PhotoError
from curator.imaging.checks import check_alpha, check_image
from curator.types import Alpha, Image

#: The squares of a checkerboard: their side in pixels and their two greys.
SQUARE: Final = 16
LIGHT: Final = 204
DARK: Final = 153

_ROWS_AT_ONCE: Final = 64


def composite(foreground: Image, alpha: Alpha, background: Image | tuple[int, int, int]) -> Image:
    """Lay a subject over a background: `round(alpha F + (1 - alpha) B)`, in sRGB values.

    Source: Porter and Duff 1984, the operator "over", for an opaque background.

    Parameters
    ----------
    foreground
        uint8, H x W x 3: the subject's own colours, not blended with the photo's background
        (`curator.refinement.foreground` estimates them).
    alpha
        float32 in [0, 1], H x W.
    background
        An image of the same size, or one colour (red, green, blue; 0 to 255).

    Returns
    -------
    Image
        uint8, H x W x 3.

    Raises
    ------
    PhotoError
        If one of the images is none, or they differ in size.
    AlphaError
        If the alpha is none, or is of another size.
    """
    check_image(foreground)
    check_alpha(alpha, foreground.shape[:2])
    if isinstance(background, tuple):
        behind = np.broadcast_to(np.array(background, dtype=np.uint8), foreground.shape)
    else:
        check_image(background)
        behind = background
    if behind.shape != foreground.shape:
        raise PhotoError(
            f"The background is {behind.shape[1]} x {behind.shape[0]} pixels and the foreground "
            f"{foreground.shape[1]} x {foreground.shape[0]}: bring one of the same size."
        )
    image = np.empty_like(foreground)
    # In portions of rows, so that a large photo needs no floats of its whole size.
    for top in range(0, len(image), _ROWS_AT_ONCE):
        rows = slice(top, top + _ROWS_AT_ONCE)
        below = behind[rows].astype(np.float32)
        above = foreground[rows].astype(np.float32)
        image[rows] = np.rint(below + alpha[rows, :, np.newaxis] * (above - below))
    return image


def checkerboard(height: int, width: int) -> Image:
    """Grey squares, light at the top left: what shows through where a cut-out is transparent."""
    rows = np.arange(height) // SQUARE % 2 == 0
    columns = np.arange(width) // SQUARE % 2 == 0
    light_first = np.repeat(np.where(columns, LIGHT, DARK).astype(np.uint8)[:, np.newaxis], 3, axis=1)
    dark_first = np.repeat(np.where(columns, DARK, LIGHT).astype(np.uint8)[:, np.newaxis], 3, axis=1)
    board: Image = np.where(rows[:, np.newaxis, np.newaxis], light_first, dark_first)
    return board


def straight_rgba(foreground: Image, alpha: Alpha) -> NDArray[np.uint8]:
    """A cut-out: uint8, H x W x 4, the colours as they are (not premultiplied) and `round(255 alpha)`.

    Raises
    ------
    PhotoError
        If the foreground is no image.
    AlphaError
        If the alpha is none, or is of another size.
    """
    check_image(foreground)
    check_alpha(alpha, foreground.shape[:2])
    cutout = np.empty((*alpha.shape, 4), dtype=np.uint8)
    cv2.cvtColor(np.ascontiguousarray(foreground), cv2.COLOR_RGB2RGBA, cutout)
    cutout[..., 3] = np.rint(alpha * np.float32(255))
    return cutout
