"""Orrite's algorithms 1 and 2 on squares whose masks are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError
from curator.refinement.boundary_masks import boundary_mask, leftover_mask, thresholds
from curator.types import Alpha


def square(side: int, size: int = 120, at: int = 40, value: float = 1.0) -> Alpha:
    alpha = np.zeros((size, size), np.float32)
    alpha[at : at + side, at : at + side] = value
    return alpha


def profile(signal: np.ndarray, side: int) -> np.ndarray:
    """A row blurred by OpenCV's Gaussian of that side, written out."""
    sigma = 0.3 * ((side - 1) * 0.5 - 1) + 0.8
    steps = np.arange(side) - (side - 1) / 2
    weights = np.exp(-(steps**2) / (2 * sigma**2))
    padded = np.pad(signal, side // 2, mode="reflect")
    return np.convolve(padded, weights / weights.sum(), "valid")


def test_thresholds_are_parts_of_the_root_of_the_area() -> None:
    assert thresholds(square(40)) == (8, 2)
    assert thresholds(square(20)) == (4, 1)
    # Pixels below 0.5 are not of the area, and half a pixel is rounded up to one.
    assert thresholds(square(40, value=0.5)) == (8, 2)
    assert thresholds(square(1)) == (1, 1)
    with pytest.raises(AlphaError, match=r"0\.5 or more"):
        thresholds(square(40, value=0.49))


def test_the_boundary_is_a_blurred_frame() -> None:
    """A square from 40 to 79 and th1 = 8: dilated by 4 and 3 pixels, eroded likewise, then blurred."""
    # A square of 8 pixels is anchored at its fifth: it reaches 4 pixels back and 3 on.
    signal = np.zeros(120)
    signal[40 - 3 : 40 + 4] = 1
    signal[80 - 4 + 1 : 80 + 4] = 1
    mask = boundary_mask(square(40))
    # Far from the corners a row is the frame's two sides; 60 is the square's middle.
    np.testing.assert_allclose(mask[60], profile(signal, 17), atol=1e-5)
    np.testing.assert_allclose(mask[:, 60], mask[60], atol=1e-6)
    assert mask.dtype == np.float32
    assert mask[60, 60] == 0


def test_leftover_is_the_blurred_inside() -> None:
    """th2 = 2: one row and one column less; blurred by the kernel of th1 = 8."""
    signal = np.zeros(120)
    signal[41:80] = 1
    np.testing.assert_allclose(leftover_mask(square(40))[60], profile(signal, 17), atol=1e-5)


def test_a_body_that_the_frame_cuts_has_no_contour_there() -> None:
    alpha = np.zeros((100, 100), np.float32)
    alpha[50:] = 1
    mask = boundary_mask(alpha)
    assert mask[50, 50] > 0.8
    assert mask[99].max() == 0
    assert leftover_mask(alpha)[99].min() == pytest.approx(1)


@pytest.mark.parametrize("mask", [boundary_mask, leftover_mask])
def test_what_is_no_alpha_is_refused(mask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AlphaError):
        mask(np.full((5, 5), np.nan, np.float32))
    with pytest.raises(AlphaError):
        mask(np.zeros((5, 5), np.float32))
