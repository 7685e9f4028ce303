"""The part of a trimap that is still unknown."""

from __future__ import annotations

import numpy as np

from curator.types import UNKNOWN, Region, Trimap


def unknown_band(trimap: Trimap) -> Region:
    """The pixels that are unknown: bool, H x W."""
    band: Region = trimap == UNKNOWN
    return band


def band_share(trimap: Trimap) -> float:
    """The unknown pixels' share of all pixels, in [0, 1]."""
    return float(np.count_nonzero(unknown_band(trimap)) / trimap.size)
