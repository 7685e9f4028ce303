"""Person masks of several sources made into one trimap.

Source
------
Orrite et al., section 3.1: each mask is eroded for the foreground and dilated for the unknown band;
the kernel is 35 px for the silhouette source at 600 x 800 and half of that for the trusted one.

Where the paper is silent, it is read so:

- A person mask is binary at probability 0.5: a pixel belongs to the person from 0.5 on.
- The structuring element is a disk of diameter `kernel`: all pixels whose centre lies within
  (kernel - 1) / 2 of the middle pixel's centre, so that a kernel of 1 changes nothing.
- Foreground is the union of the eroded masks. The unknown band is the union of the dilated masks
  without the foreground. All else is background.
- What lies outside of the photo is neither person nor background: a body that the frame cuts is
  not eroded there.
- The kernel grows with the square root of the photo's area, so that it covers the same part of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from curator.errors import MaskError, ParameterError
from curator.imaging.checks import check_mask
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, PersonMask, Region, Trimap

#: Orrite's kernel of the silhouette source, in pixels, and the size of photo that it is meant for.
PAPER_KERNEL = 35.0
PAPER_AREA = 600 * 800

_THRESHOLD = 0.5


def scaled_kernel(kernel: float, width: int, height: int) -> float:
    """The kernel for a photo of `width` x `height` that is `kernel` at 600 x 800, in pixels."""
    return kernel * math.sqrt(width * height / PAPER_AREA)


def fuse(masks: Sequence[PersonMask], kernels: Sequence[float]) -> Trimap:
    """Fuse person masks into a trimap.

    Parameters
    ----------
    masks
        One or more person masks (float32 in [0, 1], H x W), all of one size.
    kernels
        The diameter of the structuring element of each mask, in pixels, at least 1. It is used as
        it is: `scaled_kernel` makes it fit a photo's size.

    Returns
    -------
    Trimap
        uint8, H x W. All background when no mask holds anybody.

    Raises
    ------
    MaskError
        If there is no mask, the sizes differ, or a mask holds NaN or values outside [0, 1].
    ParameterError
        If there is not one kernel a mask, or a kernel is not a finite number of at least 1.
    """
    _check(masks, kernels)
    foreground: Region = np.zeros(masks[0].shape, dtype=np.bool_)
    reach = foreground.copy()
    for mask, kernel in zip(masks, kernels, strict=True):
        person = mask >= _THRESHOLD
        radius = (kernel - 1) / 2
        foreground |= ~_within(~person, radius)
        reach |= _within(person, radius)
    trimap: Trimap = np.full(foreground.shape, BACKGROUND, dtype=np.uint8)
    trimap[reach] = UNKNOWN
    trimap[foreground] = FOREGROUND
    return trimap


def _within(region: Region, radius: float) -> Region:
    """The pixels whose centre is at most `radius` away from the centre of a pixel of `region`."""
    if not region.any():
        return np.zeros_like(region)
    distance = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    # Squares of distances between pixels are integers: half an integer beyond the last one that
    # counts, no error of the root can move a pixel to the other side.
    near: Region = distance < math.sqrt(math.floor(radius * radius) + 0.5)
    return near


def _check(masks: Sequence[PersonMask], kernels: Sequence[float]) -> None:
    if len(masks) == 0:
        raise MaskError("There is no person mask to fuse: give at least one.")
    if len(masks) != len(kernels):
        raise ParameterError(
            f"There are {len(masks)} person masks and {len(kernels)} kernels: give one kernel a mask."
        )
    check_mask(masks[0], None, "Person mask 1")
    height, width = masks[0].shape
    for number, (mask, kernel) in enumerate(zip(masks, kernels, strict=True), start=1):
        check_mask(mask, None, f"Person mask {number}")
        if mask.shape != (height, width):
            raise MaskError(
                f"Person mask {number} is {mask.shape[1]} x {mask.shape[0]} pixels and person mask 1 "
                f"is {width} x {height}: masks of one photo must be of its size."
            )
        if not (math.isfinite(kernel) and kernel >= 1):
            raise ParameterError(
                f"Kernel {number} is {kernel}; it must be a number of pixels of at least 1."
            )
