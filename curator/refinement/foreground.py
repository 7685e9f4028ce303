"""The colours of the subject alone, where the photo shows them mixed with the background."""

from __future__ import annotations

import numpy as np

from curator.imaging.checks import check_alpha, check_image
from curator.imaging.convert import to_float, to_uint8
from curator.kernels import parallel_kernels
from curator.types import Alpha, Image


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
        it is the photo itself; where alpha is 0 it is what the colours near by suggest.

    Raises
    ------
    PhotoError
        If the image is no image.
    AlphaError
        If the alpha is no alpha, or of another size.

    References
    ----------
    Germer, Uelwer, Conrad and Harmeling, "Fast Multi-Level Foreground Estimation", ICPR 2020;
    through PyMatting's `estimate_foreground_ml` with its own parameters.
    """
    check_image(image)
    check_alpha(alpha, image.shape[:2])
    if alpha.size == 1:
        # One pixel has no levels to climb, and nothing near by to learn from.
        return image.copy()
    from pymatting import estimate_foreground_ml

    with parallel_kernels():
        foreground = to_uint8(estimate_foreground_ml(to_float(image), alpha))
    opaque = alpha == np.float32(1)
    foreground[opaque] = image[opaque]
    return foreground
