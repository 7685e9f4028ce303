"""Is this array what it is said to be? Each check returns None or raises a sentence."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import AlphaError, InputError, MaskError, PhotoError, TrimapError
from curator.imaging.names import shown
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN

_ROWS_AT_ONCE: Final = 64


def check_image(image: NDArray[Any]) -> None:
    """Refuse what is no image (uint8, H x W x 3, not empty).

    Raises
    ------
    PhotoError
        Saying what it is instead.
    """
    _check_array(image, "The image", PhotoError)
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
        raise PhotoError(
            f"The image is {_described(image)}; it must be uint8 of height x width x 3 (RGB)."
        )
    _check_not_empty(image, "The image", PhotoError)


def check_alpha(
    alpha: NDArray[Any], shape: tuple[int, int] | None = None, name: str = "The alpha"
) -> None:
    """Refuse what is no alpha (float32 in [0, 1], H x W) of `shape` (height, width; None: any).

    Raises
    ------
    AlphaError
        For another type, another size, NaN, or values outside [0, 1].
    """
    _check_unit_interval(alpha, shape, shown(name), AlphaError)


def check_mask(
    mask: NDArray[Any], shape: tuple[int, int] | None = None, name: str = "The mask"
) -> None:
    """Refuse what is no person mask (float32 in [0, 1], H x W) of `shape` (height, width; None: any).

    Raises
    ------
    MaskError
        For another type, another size, NaN, or values outside [0, 1].
    """
    _check_unit_interval(mask, shape, shown(name), MaskError)


def check_trimap(
    trimap: NDArray[Any], shape: tuple[int, int] | None = None, name: str = "The trimap"
) -> None:
    """Refuse what is no trimap (uint8 of 0, 128, 255, H x W) of `shape` (height, width; None: any).

    Raises
    ------
    TrimapError
        For another type, another size, or another value, naming the first pixel that has it.
    """
    name = shown(name)
    _check_array(trimap, name, TrimapError)
    if trimap.dtype != np.uint8 or trimap.ndim != 2:
        raise TrimapError(f"{name} is {_described(trimap)}; a trimap must be uint8 of height x width.")
    _check_not_empty(trimap, name, TrimapError)
    _check_shape(trimap, shape, name, TrimapError)
    # In portions of rows: a stroke on a large photo waits for this.
    for top in range(0, len(trimap), _ROWS_AT_ONCE):
        part = trimap[top : top + _ROWS_AT_ONCE]
        wrong = (part != BACKGROUND) & (part != UNKNOWN) & (part != FOREGROUND)
        if wrong.any():
            y, x = (int(index) for index in np.unravel_index(int(wrong.argmax()), wrong.shape))
            raise TrimapError(
                f"{name} has the value {int(part[y, x])} at ({x}, {top + y}). A trimap holds 0 for "
                "background, 128 for unknown and 255 for foreground: map its values to these three and "
                "try again."
            )


def check_solvable(trimap: NDArray[np.uint8]) -> None:
    """Refuse a trimap that no matting method can use: one without foreground or without background.

    Raises
    ------
    TrimapError
        Saying which stroke to draw.
    """
    for value, label, where in (
        (FOREGROUND, "foreground", "inside the subject"),
        (BACKGROUND, "background", "beside the subject"),
    ):
        if not (trimap == value).any():
            raise TrimapError(
                f"The trimap has no {label}: draw a {label} stroke {where}, then make the matte again."
            )


def _check_unit_interval(
    array: NDArray[Any], shape: tuple[int, int] | None, name: str, error: type[InputError]
) -> None:
    _check_array(array, name, error)
    if array.dtype != np.float32 or array.ndim != 2:
        raise error(f"{name} is {_described(array)}; it must be float32 of height x width.")
    _check_not_empty(array, name, error)
    _check_shape(array, shape, name, error)
    low, high = float(array.min()), float(array.max())
    # The minimum of an array with a NaN is NaN, and no NaN is >= 0.
    if not (low >= 0.0 and high <= 1.0):
        if np.isnan(low):
            count = int(np.isnan(array).sum())
            raise error(f"{name} has NaN in {count} pixels; every value must be from 0 to 1.")
        raise error(f"{name} has values from {low:g} to {high:g}; every value must be from 0 to 1.")


def _check_array(array: NDArray[Any], name: str, error: type[InputError]) -> None:
    if not isinstance(array, np.ndarray):
        raise error(f"{name} is a {type(array).__name__}; it must be a NumPy array.")


def _check_not_empty(array: NDArray[Any], name: str, error: type[InputError]) -> None:
    if array.size == 0:
        raise error(f"{name} has no pixels: its shape is {_sizes(array.shape)}.")


def _check_shape(
    array: NDArray[Any], shape: tuple[int, int] | None, name: str, error: type[InputError]
) -> None:
    if shape is not None and array.shape != tuple(shape):
        height, width = array.shape
        raise error(
            f"{name} is {width} x {height} pixels, but its photo is {shape[1]} x {shape[0]}: "
            "bring the one that belongs to this photo, at the photo's own size."
        )


def _described(array: NDArray[Any]) -> str:
    return f"{array.dtype} of {_sizes(array.shape)}"


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in shape) or "no dimension"
