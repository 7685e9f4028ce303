"""A trimap about a mask that somebody made, widened where the sources doubt it.

A dataset's annotation says who is meant, and is rough at the edge: polygons cut corners, leave out hair
and bridge gaps. So its mask decides which side is which, as in the paper's fusion with one kernel; what
the sources say can only make more unknown, and only so far from the annotation's edge:

- what is foreground by the annotation, and background to the sources' calibrated log-odds;
- what is background by the annotation, and foreground to them.

A kernel that suits a body leaves nothing of its arms, and a matting method takes what has no certain
foreground for background. So where the annotation is thin, its middle stays foreground: a pixel is so
if it lies further inside than a part of what the pixels around it do at most, whatever the sources say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import ParameterError
from curator.imaging.checks import check_mask
from curator.trimap.calibrated import CalibratedRule, log_odds, steps_of
from curator.trimap.distances import squared_distances
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, PersonMask, Region, Trimap

_LARGEST = 1000.0
_PERSON = 0.5


@dataclass(frozen=True)
class AnchoredRule:
    """How far about an annotation's edge is unknown, and how far the sources may doubt it.

    Attributes
    ----------
    kernel
        Diameter of the disk by which the annotation is eroded and dilated, pixels, 1 to 1000.
    reach
        How far from the annotation's edge the sources are heard, pixels, 0 to 1000.
    sources
        The weights of the sources' masks, and the marks from which their word is certain; its margins
        are not used.
    core
        From which part of the greatest depth around it on a pixel is foreground, however thin the
        annotation is there; 0 to 1, and 1 for none.

    Raises
    ------
    ParameterError
        If the kernel, the reach or the core is out of its range.
    """

    kernel: float
    reach: float
    sources: CalibratedRule
    core: float

    def __post_init__(self) -> None:
        if not 1 <= self.kernel <= _LARGEST:
            raise ParameterError(f"A kernel must be from 1 to 1000 pixels, not {self.kernel}.")
        if not 0 <= self.reach <= _LARGEST:
            raise ParameterError(f"A reach must be from 0 to 1000 pixels, not {self.reach}.")
        if not 0 <= self.core <= 1:
            raise ParameterError(f"A core must be from 0 to 1, not {self.core}.")


def fuse_anchored(annotation: PersonMask, masks: Sequence[PersonMask], rule: AnchoredRule) -> Trimap:
    """The trimap of a person whose mask is known, with what sources say of it.

    Parameters
    ----------
    annotation
        The known mask: float32 in [0, 1], H x W; from 0.5 on a pixel is the person's.
    masks
        The sources' masks of this person, of the same size, one a weight of the rule.
    rule
        As a revision recorded it.

    Returns
    -------
    Trimap
        uint8, H x W. What lies beyond the photo is neither person nor background.

    Raises
    ------
    MaskError
        If a mask is no mask, the sizes differ, or there is not one mask a weight.
    """
    check_mask(annotation, None, "The annotation's mask")
    for number, mask in enumerate(masks, start=1):
        check_mask(mask, annotation.shape, f"Person mask {number}")
    odds = log_odds(masks, rule.sources)
    person = annotation >= _PERSON
    most = math.ceil(max(rule.reach, (rule.kernel - 1) / 2)) or 1
    from_person, from_rest = squared_distances(person, most), squared_distances(~person, most)
    unknown = np.where(person, from_rest, from_person) <= math.floor(((rule.kernel - 1) / 2) ** 2)
    core, thin = _middle(from_rest, rule)
    unknown &= ~core
    heard = np.where(person, from_rest, from_person) <= math.floor(rule.reach**2)
    denied = person & (odds <= steps_of(rule.sources.background)) & ~(core & thin)
    affirmed = ~person & (odds >= steps_of(rule.sources.foreground))
    trimap: Trimap = np.where(person, np.uint8(FOREGROUND), np.uint8(BACKGROUND))
    trimap[unknown | (heard & (denied | affirmed))] = UNKNOWN
    return trimap


def _middle(depth: NDArray[np.int32], rule: AnchoredRule) -> tuple[Region, Region]:
    """What lies deeper than the rule's part of the greatest depth within a kernel, and what is thin.

    Thin is what the sources' reach would go through.
    """
    side = 2 * math.ceil(rule.kernel / 2) + 1
    # Squares up to 1000 * 1000 are whole in a float.
    around = cv2.dilate(depth.astype(np.float32), np.ones((side, side), np.uint8))
    core: Region = (depth > 1) & (depth > np.float32(rule.core**2) * around)
    thin: Region = around <= np.float32(rule.reach**2)
    return core, thin
