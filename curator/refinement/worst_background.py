"""The background on which a matte looks worst: where its errors, if it has any, are seen first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from curator.errors import AlphaError
from curator.imaging.checks import check_alpha, check_image
from curator.imaging.oklab import to_oklab
from curator.types import Alpha, Image

Colour = tuple[int, int, int]

#: Steps of a colour channel among which the background is looked for.
_LEVELS: Final = 9
#: Steps of a channel in which the subject's colours are counted.
_BINS: Final = 32
#: Doubt below which a pixel is not counted as doubtful.
_DOUBTFUL: Final = 0.05


@dataclass(frozen=True)
class WorstBackground:
    """A colour behind a matte, and why it is the worst one.

    Attributes
    ----------
    colour
        Of the background: red, green, blue; 0 to 255.
    contrast
        How far the subject's own colours are from it where the matte is in doubt: a distance in Oklab,
        averaged over those pixels by their doubt. Black and white are 1 apart.
    kindest, kindest_contrast
        The colour on which the same doubts are seen least.
    subject
        The mean colour of the subject where the matte is in doubt.
    pixels
        How many pixels are in doubt.
    compared
        Whether doubt is the difference to other mattes; else it is how soft the matte is.
    x, y
        The middle of where the errors would be seen most.
    """

    colour: Colour
    contrast: float
    kindest: Colour
    kindest_contrast: float
    subject: Colour
    pixels: int
    compared: bool
    x: int
    y: int


def worst_background(
    foreground: Image, alpha: Alpha, others: Sequence[Alpha] = (), window: int = 31
) -> WorstBackground | None:
    """Find the colour on which errors of a matte are seen most.

    An error `d` of alpha shows over a background of colour `c` as `d (F - c)`, by the compositing
    equation. What `d` is nobody knows without the truth; the doubt stands in for it: how far the other
    methods' mattes are from this one, or, without others, `alpha (1 - alpha)`, which says where the
    matte is neither the one nor the other. The background found maximises the sum over all pixels of
    doubt times the distance between the subject's colour and the background's in Oklab.

    Parameters
    ----------
    foreground
        uint8, H x W x 3: the subject's own colours (`estimate_foreground`).
    alpha
        float32 in [0, 1], H x W: the matte in question.
    others
        Mattes of the same photo by other methods.
    window
        The side, in pixels, of the place where errors are summed to find where they show most.

    Returns
    -------
    WorstBackground or None
        None for a matte of nothing but 0 and 1 that no other matte contradicts.

    Raises
    ------
    PhotoError
        If the foreground is no image.
    AlphaError
        If one of the mattes is none, or they differ in size.
    """
    check_image(foreground)
    check_alpha(alpha, foreground.shape[:2])
    for number, other in enumerate(others, start=1):
        check_alpha(other, alpha.shape, f"Matte {number}")
    if window < 1:
        raise AlphaError(f"The place that is looked for is at least one pixel wide, not {window}.")
    doubt, compared = _doubt(alpha, others)
    if not doubt.any():
        return None
    colours, weights = _counted(foreground, doubt)
    grid = _grid()
    apart = np.linalg.norm(to_oklab(colours)[:, None, :] - to_oklab(grid)[None, :, :], axis=2)
    contrasts = weights @ apart / weights.sum()
    worst, kindest = int(np.argmax(contrasts)), int(np.argmin(contrasts))
    mean = np.rint(weights @ colours.astype(np.float64) / weights.sum()).astype(np.uint8)
    x, y = _place(foreground, doubt, grid[worst], window)
    return WorstBackground(
        colour=_colour(grid[worst]),
        contrast=float(contrasts[worst]),
        kindest=_colour(grid[kindest]),
        kindest_contrast=float(contrasts[kindest]),
        subject=_colour(mean),
        pixels=int(np.count_nonzero(doubt > _DOUBTFUL)),
        compared=compared,
        x=x,
        y=y,
    )


def _doubt(alpha: Alpha, others: Sequence[Alpha]) -> tuple[NDArray[np.float32], bool]:
    doubt = np.zeros_like(alpha)
    for other in others:
        np.maximum(doubt, np.abs(alpha - other), out=doubt)
    if (doubt > _DOUBTFUL).any():
        return doubt, True
    return 4 * alpha * (1 - alpha), False


def _counted(
    foreground: Image, doubt: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The colours of the subject, a few hundred of them, and how much doubt each has."""
    where = doubt > 0
    colours, weights = foreground[where], doubt[where].astype(np.float64)
    step = 256 // _BINS
    cells = (colours // step).astype(np.int64) @ np.array([_BINS * _BINS, _BINS, 1])
    sums: NDArray[np.float64] = np.bincount(cells, weights, minlength=_BINS**3).astype(np.float64)
    kept = np.flatnonzero(sums)
    unravelled = np.stack(np.unravel_index(kept, (_BINS,) * 3), axis=1)
    return (unravelled * step + step // 2).astype(np.uint8), sums[kept]


def _grid() -> NDArray[np.uint8]:
    levels = np.rint(np.linspace(0, 255, _LEVELS)).astype(np.uint8)
    return np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)


def _place(
    foreground: Image, doubt: NDArray[np.float32], colour: NDArray[np.uint8], window: int
) -> tuple[int, int]:
    seen = np.zeros(doubt.shape, np.float32)
    where = doubt > 0
    apart = np.linalg.norm(to_oklab(foreground[where]) - to_oklab(colour), axis=1)
    seen[where] = doubt[where] * apart
    y, x = np.unravel_index(
        int(np.argmax(ndimage.uniform_filter(seen, window, mode="constant"))), seen.shape
    )
    return int(x), int(y)


def _colour(colour: NDArray[np.uint8]) -> Colour:
    return int(colour[0]), int(colour[1]), int(colour[2])
