"""Shared matting up to its pairs of colours: what methods build on that smooth in another way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.kernels import parallel_kernels
from curator.matting.shared_pairs import Pairs
from curator.matting.shared_parameters import SharedParameters
from curator.types import FloatImage, Trimap


@dataclass(frozen=True)
class Samples:
    """What shared matting knows of each unknown pixel before it smooths.

    Attributes
    ----------
    labels
        The expanded trimap: uint8 of 0, 128, 255, H x W.
    places
        int32, N x (y, x): the pixels that are unknown in `labels`, row by row.
    foreground, background
        float32 in [0, 1], N x 3: the refined pair of each, equations (11) and (12).
    alpha
        float32 in [0, 1], N: what the pair says, equation (13).
    confidence
        float32 in [0, 1], N: how well it explains the colour, equation (14).
    """

    labels: Trimap
    places: NDArray[np.int32]
    foreground: NDArray[np.float32]
    background: NDArray[np.float32]
    alpha: NDArray[np.float32]
    confidence: NDArray[np.float32]


def gathered(image: FloatImage, trimap: Trimap, parameters: SharedParameters | None = None) -> Samples:
    """Expand, gather and refine, but do not smooth.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W, with some foreground and some background.
    parameters
        See `SharedParameters`; None for the paper's.
    """
    with parallel_kernels():
        return samples(
            Pairs(np.require(image, np.float32, ["C", "W"]), trimap, parameters or SharedParameters())
        )


def samples(pairs: Pairs) -> Samples:
    """What `pairs` knows now, in arrays of its own, row by row."""
    index = pairs.band.index
    slots = index[index >= 0]
    refined = pairs.band.refined[slots]
    return Samples(
        pairs.labels.copy(),
        pairs.band.places[slots],
        refined[:, :3].copy(),
        refined[:, 3:6].copy(),
        refined[:, 6].copy(),
        refined[:, 7].copy(),
    )
