"""What a pair of colours says of a pixel: its alpha, and how well it explains the colour."""

from __future__ import annotations

from typing import Any

from numba import njit


@njit(cache=True, nogil=True)
def pair_alpha(image: Any, y: int, x: int, f0: Any, f1: Any, f2: Any, b0: Any, b1: Any, b2: Any) -> Any:
    """The alpha of a pixel between two colours: equation (2), clipped to [0, 1]; 0 of equal colours."""
    d0, d1, d2 = f0 - b0, f1 - b1, f2 - b2
    length = d0 * d0 + d1 * d1 + d2 * d2
    if length <= 0:
        return d0 * 0
    dot = (image[y, x, 0] - b0) * d0 + (image[y, x, 1] - b1) * d1 + (image[y, x, 2] - b2) * d2
    if dot <= 0:
        return d0 * 0
    if dot >= length:
        return length / length
    return dot / length


@njit(cache=True, nogil=True)
def mismatch(image: Any, y: int, x: int, f0: Any, f1: Any, f2: Any, b0: Any, b1: Any, b2: Any) -> Any:
    """The square of M of equation (3): how far a pixel's colour is from what its pair can mix."""
    alpha = pair_alpha(image, y, x, f0, f1, f2, b0, b1, b2)
    e0 = image[y, x, 0] - b0 - alpha * (f0 - b0)
    e1 = image[y, x, 1] - b1 - alpha * (f1 - b1)
    e2 = image[y, x, 2] - b2 - alpha * (f2 - b2)
    return e0 * e0 + e1 * e1 + e2 * e2
