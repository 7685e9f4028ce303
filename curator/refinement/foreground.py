"""The colours of the subject alone, where the photo shows them mixed with the background."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from curator.imaging.checks import check_alpha, check_image
from curator.types import Alpha, Image

_PLAIN: Final[list[Literal["C", "W"]]] = ["C", "W"]


def estimate_foreground(image: Image, alpha: Alpha) -> Image:
    """Estimate the foreground colours of a photo, for cut-outs without the old background.

    Parameters
    ----------
    image
        uint8, H x W x 3, RGB.
    alpha
        float32 in [0, 1], H x W.

    Returns
    -------
    Image
        uint8, H x W x 3: F of the compositing equation I = alpha F + (1 - alpha) B. Where alpha is 1
        it is the photo itself; where alpha is 0 it is what the colours near by suggest, the more
        roughly the further away.

    Raises
    ------
    PhotoError
        If the image is no image.
    AlphaError
        If the alpha is no alpha, or of another size.

    References
    ----------
    Germer, Uelwer, Conrad and Harmeling, "Fast Multi-Level Foreground Estimation", ICPR 2020; with the
    parameters of PyMatting's `estimate_foreground_ml`, whose colours these are where alpha is above 0.
    """
    check_image(image)
    check_alpha(alpha, image.shape[:2])
    if alpha.size == 1:
        # One pixel has no levels to climb, and nothing near by to learn from.
        return image.copy()
    from curator.refinement.multilevel import foreground_of

    # Kernels are compiled for arrays of one kind.
    return foreground_of(np.require(image, None, _PLAIN), np.require(alpha, None, _PLAIN))
