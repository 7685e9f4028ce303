"""Colours by how far apart they look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def to_oklab(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """sRGB to Oklab, where equal distances look equal.

    Parameters
    ----------
    colours
        uint8, ... x 3, RGB.

    Returns
    -------
    NDArray[np.float64]
        ... x 3: lightness in [0, 1], then green to red and blue to yellow, about -0.4 to 0.4.

    References
    ----------
    Ottosson, "A perceptual color space for image processing", 2020; IEC 61966-2-1 for sRGB.
    """
    coded = colours.astype(np.float64) / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(light @ _TO_CONES.T) @ _TO_LAB.T
    return lab
