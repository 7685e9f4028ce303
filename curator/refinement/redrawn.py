"""A trimap redrawn by what the refining network decided: narrow where it is sure of the contour.

Orrite et al. end with the network's decision, a binary portrait. Ground truth needs an alpha, so the
decision becomes a trimap and a matting method runs again. A pixel is unknown where

- the network is unsure of it,
- it is near the decision's contour, which the network sees at fewer pixels than the photo has,
- the matte that was refined is mixed, not far from that contour: hair, which the network is too coarse
  to see.

Everything else is what the network decided.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from curator.errors import ParameterError, TrimapError
from curator.imaging.checks import check_alpha, check_mask
from curator.trimap.distances import squared_distances
from curator.trimap.fusion import scaled_kernel
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, PersonMask, Region, Trimap

_PERSON = 0.5
_LARGEST = 1000.0


@dataclass(frozen=True)
class RedrawRule:
    """How a decision becomes a trimap.

    Attributes
    ----------
    sure
        From which probability on, and below 1 less which one, the network is believed; 0.5 to 1.
    band
        How far from the decision's contour everything is unknown, pixels, 1 to 1000.
    hair
        How far from the contour mixed pixels of the refined matte stay unknown, pixels, 0 to 1000.
    mixed
        From which alpha on, and to 1 less which one, a pixel is mixed; 0 to 0.5.

    Raises
    ------
    ParameterError
        If one of them is out of its range.
    """

    sure: float
    band: float
    hair: float
    mixed: float

    def __post_init__(self) -> None:
        for name, value, least, most in (
            ("sure", self.sure, _PERSON, 1.0),
            ("band", self.band, 1.0, _LARGEST),
            ("hair", self.hair, 0.0, _LARGEST),
            ("mixed", self.mixed, 0.0, _PERSON),
        ):
            if not least <= value <= most:
                raise ParameterError(
                    f"The redrawing's {name} must be from {least:g} to {most:g}, not {value:g}."
                )


def rule_for(width: int, height: int) -> RedrawRule:
    """The rule of a photo: its distances are those of 600 x 800, grown with the photo's area."""

    def scaled(distance: float) -> float:
        return min(_LARGEST, max(1.0, scaled_kernel(distance, width, height)))

    return RedrawRule(sure=0.65, band=scaled(8), hair=scaled(25), mixed=0.1)


def redrawn(alpha: Alpha, decision: PersonMask, rule: RedrawRule) -> Trimap:
    """The trimap of a decision.

    Parameters
    ----------
    alpha
        The matte that was refined, float32 in [0, 1], H x W.
    decision
        How likely each pixel is the person, float32 in [0, 1], H x W.
    rule
        Its distances in this photo's pixels.

    Returns
    -------
    Trimap
        uint8, H x W, with foreground, background and unknown pixels.

    Raises
    ------
    AlphaError, MaskError
        If either is none, or their sizes differ.
    TrimapError
        If the decision leaves nothing certain on one side.
    """
    check_alpha(alpha)
    check_mask(decision, alpha.shape, "The decision")
    person: Region = decision >= _PERSON
    far = _distances(person, max(rule.band, rule.hair))
    unsure = (decision < rule.sure) & (decision > 1 - rule.sure)
    hair = (alpha > rule.mixed) & (alpha < 1 - rule.mixed) & (far <= rule.hair**2)
    unknown = unsure | hair | (far <= rule.band**2)
    trimap: Trimap = np.where(person, np.uint8(FOREGROUND), np.uint8(BACKGROUND))
    trimap[unknown] = UNKNOWN
    for label, name in ((FOREGROUND, "person"), (BACKGROUND, "background")):
        if not (trimap == label).any():
            raise TrimapError(
                f"The refining network is sure of no {name} in this photo: the matte stays as it is; "
                "correct it with strokes."
            )
    return trimap


def _distances(person: Region, most: float) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """How far each pixel is from the nearest one on the other side, squared."""
    reach = math.ceil(most)
    return np.where(person, squared_distances(~person, reach), squared_distances(person, reach))
