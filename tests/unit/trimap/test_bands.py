"""The unknown band."""

from __future__ import annotations

import numpy as np

from curator.trimap.bands import band_share, unknown_band


def test_the_band_is_what_is_neither() -> None:
    trimap = np.array([[0, 128, 255, 128], [0, 0, 0, 255]], np.uint8)
    band = unknown_band(trimap)
    assert band.dtype == np.bool_
    np.testing.assert_array_equal(band, [[False, True, False, True], [False] * 4])
    assert band_share(trimap) == 0.25


def test_a_trimap_without_a_band_has_a_share_of_none() -> None:
    assert band_share(np.array([[0, 255]], np.uint8)) == 0
