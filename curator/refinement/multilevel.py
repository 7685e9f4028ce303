"""Multi-level foreground estimation (Germer et al. 2020), only where a pixel is mixed.

On each level, from one pixel to the photo, sweeps from the top left to the bottom right improve the
colours of foreground and background: each pixel solves for its own two, with those of its four
neighbours as they are. The colour of an opaque pixel is its own, and what a transparent one tells
others halves with every step. So sweeps over what is mixed and a margin around it give the colours
there that sweeps over all of the photo would give, to less than a rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.refinement.sweeps import begin, coloured, enlarged, means, picked, sweep
from curator.types import Alpha, Image, Region

#: Pixels around those that are mixed: what lies further away weighs 2 ** -16.
MARGIN: Final = 16
#: PyMatting's: sides up to which a level is small, and how often it is swept then and else.
_SMALL, _SWEEPS_SMALL, _SWEEPS = 32, 10, 2

Colours = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class _Level:
    """One size of the photo, and which of its pixels are swept (`wanted`).

    `rows` and `columns` say which pixel of the level before each of them continues.
    """

    height: int
    width: int
    rows: Places
    columns: Places
    wanted: Region

    @property
    def sweeps(self) -> int:
        return _SWEEPS_SMALL if max(self.height, self.width) <= _SMALL else _SWEEPS


def foreground_of(image: Image, alpha: Alpha) -> Image:
    """Foreground colours of a photo of two pixels or more.

    Parameters
    ----------
    image
        uint8, H x W x 3.
    alpha
        float32 in [0, 1], H x W.

    Returns
    -------
    Image
        uint8, H x W x 3: the photo where alpha is 1; the estimate where it is less, and up to `MARGIN`
        pixels from there; elsewhere the estimate of a coarser level.
    """
    height, width = alpha.shape
    values = np.arange(256, dtype=np.float32) / np.float32(255)
    foreground, background = (mean.reshape(1, 1, 3) for mean in means(image, alpha, values))
    *coarse, finest = _levels(alpha)
    for level in coarse:
        rows, columns = _continued(level.height, height), _continued(level.width, width)
        foreground, background = (
            enlarged(colours, level.rows, level.columns) for colours in (foreground, background)
        )
        small, opacity = picked(image, alpha, rows, columns)
        sweep(small, opacity, level.wanted, foreground, background, values, level.sweeps)
    result = np.empty_like(image)
    # What is not swept takes up no memory here.
    fine = np.empty((2, height, width, 3), np.float32)
    begin(finest.wanted, finest.rows, finest.columns, foreground, background, fine[0], fine[1])
    sweep(image, alpha, finest.wanted, fine[0], fine[1], values, finest.sweeps)
    coloured(image, alpha, finest.wanted, fine[0], foreground, finest.rows, finest.columns, result)
    return result


def _levels(alpha: Alpha) -> list[_Level]:
    """The levels from the coarsest on, each to be swept as far as the next one needs it."""
    height, width = alpha.shape
    last = int(np.ceil(np.log2(max(height, width))))
    sizes = [(1, 1)] + [
        (round(height ** (k / last)), round(width ** (k / last))) for k in range(last + 1)
    ]
    wanted = _around((alpha > 0) & (alpha < 1), MARGIN)
    levels = []
    for (high, wide), (before_high, before_wide) in zip(sizes[:0:-1], sizes[-2::-1], strict=True):
        rows, columns = _continued(high, before_high), _continued(wide, before_wide)
        levels.append(_Level(high, wide, rows, columns, wanted))
        # A sweep looks at the neighbours, too.
        reached = np.zeros((before_high, before_wide), np.bool_)
        ys, xs = np.nonzero(_around(wanted, 1))
        reached[rows[ys], columns[xs]] = True
        wanted = _around(reached, MARGIN)
    return levels[::-1]


def _continued(to: int, side: int) -> Places:
    """Which of `side` pixels each of `to` pixels is of: nearest neighbours, as PyMatting has them."""
    return np.minimum(np.arange(to) * side // to, side - 1)


def _around(region: Region, margin: int) -> Region:
    square = np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)
    return cv2.dilate(region.view(np.uint8), square).view(np.bool_)
