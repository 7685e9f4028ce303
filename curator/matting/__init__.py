"""Alpha from photo and trimap, one file a method, registered in `METHODS`."""

from __future__ import annotations

from typing import Any

import numpy as np

from curator.imaging.checks import check_image, check_solvable, check_trimap
from curator.imaging.convert import to_float
from curator.matting.solving import memory_of
from curator.parameters import build
from curator.registry import METHODS
from curator.types import FOREGROUND, UNKNOWN, Alpha, Image, Trimap

__all__ = ["estimate_alpha"]


def estimate_alpha(
    image: Image, trimap: Trimap, method: str = "closed-form", **parameters: Any
) -> Alpha:
    """Estimate the alpha of the subject of a photo from a trimap.

    Parameters
    ----------
    image
        The photo: uint8, H x W x 3, RGB.
    trimap
        uint8, H x W, of 0 (background), 128 (unknown) and 255 (foreground), with some foreground and
        some background.
    method
        The name of a registered matting method: "closed-form", "knn", "shared", ...
    **parameters
        The method's own parameters, as `curator methods` lists them; the rest is as in its paper.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known. The same input gives the
        same alpha. A trimap without unknown pixels comes back as the alpha that it says.

    Raises
    ------
    PhotoError
        If the image is no image, or too small for the method.
    TrimapError
        If the trimap is no trimap, is of another size, or has no foreground or no background.
    UnknownNameError
        If there is no such method.
    ParameterError
        If a parameter does not exist or is out of its range.
    ConvergenceError
        If the method did not reach its answer, or ran out of memory on the way.

    Examples
    --------
    >>> alpha = curator.estimate_alpha(image, trimap, "shared", expand=False)  # doctest: +SKIP
    """
    check_image(image)
    check_trimap(trimap, image.shape[:2])
    record = METHODS.get(method)
    chosen = build(record.parameters, parameters)
    check_solvable(trimap)
    if not (trimap == UNKNOWN).any():
        known: Alpha = (trimap == FOREGROUND).astype(np.float32)
        return known
    # Compiled kernels want rows one after the other, whatever view the caller brought.
    image, trimap = np.ascontiguousarray(image), np.ascontiguousarray(trimap)
    with memory_of(record.title, trimap):
        return record.function(to_float(image), trimap, chosen)
