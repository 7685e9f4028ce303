"""Changes of an alpha on their way to where it is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curator.imaging.geometry import bounds
from curator.matting.boxes import slices
from curator.matting.history import Change
from curator.records import Rectangle
from curator.types import Alpha, Region


@dataclass(frozen=True)
class Patch:
    """What a call changed of the alpha that a matting session shows.

    Attributes
    ----------
    number
        Counts a session's patches from 1. Put them on in this order, whatever order they arrive in.
    box
        The box outside of which nothing changed, in photo pixels; None when nothing changed at all.
    alpha
        float32 in [0, 1], of the box: what is shown there now. 0 x 0 without a box.
    exact
        Whether the whole alpha that is shown now is the exact one.
    error
        Of an exact alpha: a bound of its distance from `estimate_alpha` on the same trimap, anywhere.
        Otherwise an estimate of that: the largest distance that was seen, since the last exact alpha,
        between what was shown around an edit and the coarse alpha that the picture of the edit was
        made with, both averaged over the coarse pixels; 1 where nothing is known.
    """

    number: int
    box: Rectangle | None
    alpha: Alpha
    exact: bool
    error: float


@dataclass(frozen=True)
class Drawing:
    """New values of some pixels of the shown alpha, and the way back.

    `mask` (bool) and `alpha` are of the box of `before`.
    """

    before: Change
    mask: Region
    alpha: Alpha

    @classmethod
    def of(cls, shown: Alpha, alpha: Alpha, mask: Region, box: Rectangle) -> Drawing | None:
        """What to draw so that `shown` becomes `alpha` where `mask` says; None where it says nowhere.

        `shown` is of the whole photo, `alpha` and `mask` are of `box`.
        """
        found = bounds(mask)
        there = bounds(mask, box)
        if found is None or there is None:
            return None
        mask, alpha = mask[slices(found)], alpha[slices(found)]
        return cls(Change.before(shown, there, mask), mask, alpha)

    def put(self, shown: Alpha) -> None:
        """Draw it."""
        np.copyto(shown[slices(self.before.box)], self.alpha, where=self.mask)
