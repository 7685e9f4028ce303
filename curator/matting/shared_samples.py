"""Shared matting up to its pairs of colours: what methods build on that smooth in another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curator.kernels import parallel_kernels
from curator.matting.shared_expand import expand, offsets
from curator.matting.shared_gather import gather
from curator.matting.shared_parameters import SharedParameters
from curator.matting.shared_rays import gaps, slopes
from curator.matting.shared_refine import refine
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, FloatImage, Trimap

_STEPS: Final = 65535


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
    chosen = parameters or SharedParameters()
    labels = trimap.copy()
    height, width = trimap.shape
    with parallel_kernels():
        if chosen.expand:
            near = offsets(chosen.expansion_radius)
            expand(image, trimap, near, chosen.expansion_colour, 0, height, 0, width, labels)
        places = np.argwhere(labels == UNKNOWN).astype(np.int32)
        index = np.full(labels.shape, -1, np.int32)
        slots = np.arange(len(places), dtype=np.int32)
        index[places[:, 0], places[:, 1]] = slots
        tuples = np.empty((len(places), 8), np.float32)
        hits = np.empty((len(places), chosen.directions, 2), np.uint16)
        exponents = np.array(
            [
                chosen.fit_exponent,
                chosen.likelihood_exponent,
                chosen.foreground_exponent,
                chosen.background_exponent,
            ]
        )
        gather(
            image,
            labels,
            gaps(labels),
            slopes(chosen.directions),
            exponents,
            means(image, trimap),
            places,
            slots,
            tuples,
            hits,
        )
        refined = np.empty((len(places), 8), np.float32)
        refine(
            image,
            index,
            chosen.refinement_radius,
            chosen.confidence_decay,
            places,
            slots,
            tuples,
            refined,
        )
    return Samples(
        labels,
        places,
        refined[:, :3].copy(),
        refined[:, 3:6].copy(),
        refined[:, 6].copy(),
        refined[:, 7].copy(),
    )


def means(image: FloatImage, trimap: Trimap) -> NDArray[np.float64]:
    """The mean colours of the painted foreground and background, float64, 2 x 3."""
    rows = [
        np.rint(image[trimap == label] * np.float32(_STEPS)).astype(np.int64).mean(axis=0) / _STEPS
        for label in (FOREGROUND, BACKGROUND)
    ]
    return np.stack(rows)
