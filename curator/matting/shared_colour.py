"""What a pair of colours says of a pixel: its alpha, and how well it explains the colour."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_ZERO = np.float32(0)
_ONE = np.float32(1)
_TINY = np.float32(1e-20)


@njit(cache=True, nogil=True, error_model="numpy")
def pair(c0: Any, c1: Any, c2: Any, front: Any, back: Any) -> Any:
    """The alpha of a colour between two others, and the square of how far it is from their mixture.

    Equations (1) and (2) of the paper; alpha is clipped to [0, 1], and 0 where the two are equal.

    Parameters
    ----------
    c0, c1, c2
        float32: red, green and blue of the pixel.
    front, back
        float32, 3: foreground and background.

    Returns
    -------
    tuple
        float32 each: alpha, and the square of M.
    """
    d0, d1, d2 = front[0] - back[0], front[1] - back[1], front[2] - back[2]
    e0, e1, e2 = c0 - back[0], c1 - back[1], c2 - back[2]
    length = max(d0 * d0 + d1 * d1 + d2 * d2, _TINY)
    alpha = min(max((e0 * d0 + e1 * d1 + e2 * d2) / length, _ZERO), _ONE)
    e0 -= alpha * d0
    e1 -= alpha * d1
    e2 -= alpha * d2
    return alpha, e0 * e0 + e1 * e1 + e2 * e2
