"""Person masks of several sources made into one trimap by how often each source is right.

A source's probability is read as log-odds. Those of the sources that spoke are added, each weighted by
what it was found to be worth on portraits with known masks (`calibration.toml` has the numbers and
their origin). What is far enough on one side is certain; the certain foreground then keeps a margin
to all that is not certain foreground, and the certain background likewise, because a network's edge
is a few pixels off even where it is sure. Between the two lies the unknown band: it is wide where a
source is unsure or the sources contradict each other, and narrow where they agree.

All of it is whole numbers (probabilities of 16 bits, log-odds by a table), so that the same masks give
the same trimap on every machine.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curator.errors import MaskError, ParameterError
from curator.imaging.checks import check_mask
from curator.imaging.convert import ALPHA_STEPS, to_steps
from curator.trimap.distances import squared_distances
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, PersonMask, Region, Trimap

_TABLE = Path(__file__).with_name("calibration.toml")
#: Steps of the table of log-odds per unit, and of weights.
_FINE = 1024
_WEIGHT_STEPS = 1000
#: Probabilities closer to 0 or 1 than this say no more.
_LEAST = 1e-4
#: The size of photo that margins are given for.
_AREA = 600 * 800
#: A margin is at most this part of the root of the subject's area, or small people lose their inside.
OF_SUBJECT = 0.06
_LARGEST_MARGIN = 1000.0


@dataclass(frozen=True)
class Calibration:
    """What masks of certain sources are worth together; see `calibration.toml` for the fields.

    `inner` and `outer` are in pixels of a photo of 600 x 800.
    """

    sources: tuple[str, ...]
    weights: tuple[float, ...]
    offset: float
    foreground: float
    background: float
    inner: float
    outer: float
    origin: str


@dataclass(frozen=True)
class CalibratedRule:
    """A calibration for one photo: one weight a mask, marks in log-odds, margins in its pixels.

    Raises
    ------
    ParameterError
        If a number is not finite, the marks are the wrong way round, or a margin is out of its range.
    """

    weights: tuple[float, ...]
    offset: float
    foreground: float
    background: float
    inner: float
    outer: float

    def __post_init__(self) -> None:
        numbers = (*self.weights, self.offset, self.foreground, self.background)
        if not all(math.isfinite(number) for number in numbers):
            raise ParameterError(f"A calibration must be of finite numbers, not {numbers}.")
        if self.background > self.foreground:
            raise ParameterError(
                f"Foreground from {self.foreground} on and background up to {self.background} overlap: "
                "the mark of the background must not be above that of the foreground."
            )
        for margin in (self.inner, self.outer):
            if not 0 <= margin <= _LARGEST_MARGIN:
                raise ParameterError(
                    f"A margin must be from 0 to {_LARGEST_MARGIN:.0f} pixels, not {margin}."
                )


def calibration_of(sources: Sequence[str]) -> Calibration | None:
    """The calibration of exactly these sources, its weights in their order; None if there is none."""
    for known in _calibrations():
        if sorted(known.sources) == sorted(sources):
            weights = dict(zip(known.sources, known.weights, strict=True))
            ordered = tuple(weights[name] for name in sources)
            return Calibration(**{**vars(known), "sources": tuple(sources), "weights": ordered})
    return None


def rule_for(calibration: Calibration, masks: Sequence[PersonMask]) -> CalibratedRule:
    """The rule for one photo and subject: margins grow with the photo, and are small on a small person.

    Raises
    ------
    MaskError
        If there is not one mask a source, the sizes differ, or one is no mask.
    """
    rule = CalibratedRule(
        weights=calibration.weights,
        offset=calibration.offset,
        foreground=calibration.foreground,
        background=calibration.background,
        inner=0.0,
        outer=0.0,
    )
    area = int(np.count_nonzero(log_odds(masks, rule) > 0))
    scale = math.sqrt(masks[0].size / _AREA)
    most = OF_SUBJECT * math.sqrt(area)
    inner, outer = (
        round(min(margin * scale, most, _LARGEST_MARGIN), 1)
        for margin in (calibration.inner, calibration.outer)
    )
    return CalibratedRule(**{**vars(rule), "inner": inner, "outer": outer})


def fuse_calibrated(masks: Sequence[PersonMask], rule: CalibratedRule) -> Trimap:
    """Fuse person masks into a trimap.

    Parameters
    ----------
    masks
        One or more person masks (float32 in [0, 1], H x W), all of one size; they are read on the
        grid of 16 bits that they are stored on.
    rule
        As `rule_for` makes it, or as a revision recorded it.

    Returns
    -------
    Trimap
        uint8, H x W. What lies beyond the photo is neither person nor background: a body that the
        frame cuts keeps no margin there.

    Raises
    ------
    MaskError
        If there is not one mask a weight, the sizes differ, or one is no mask.
    """
    odds = log_odds(masks, rule)
    foreground = _away_from(odds <= steps_of(rule.foreground), rule.inner)
    background = _away_from(odds >= steps_of(rule.background), rule.outer)
    trimap: Trimap = np.full(odds.shape, UNKNOWN, dtype=np.uint8)
    trimap[background] = BACKGROUND
    trimap[foreground] = FOREGROUND
    return trimap


def _away_from(region: Region, margin: float) -> Region:
    """The pixels whose centre is further than `margin` from the centre of every pixel of `region`."""
    most = math.ceil(margin) or 1
    away: Region = squared_distances(region, most) > math.floor(margin * margin)
    return away


def log_odds(masks: Sequence[PersonMask], rule: CalibratedRule) -> NDArray[np.int32]:
    """Weighted sum of log-odds, H x W, in the whole steps that `steps_of` counts.

    Raises
    ------
    MaskError
        If there is not one mask a weight, the sizes differ, or one is no mask.
    """
    _check(masks, len(rule.weights))
    total = np.full(masks[0].shape, steps_of(rule.offset), dtype=np.int32)
    for mask, weight in zip(masks, rule.weights, strict=True):
        total += (_table_of_log_odds() * np.int32(round(weight * _WEIGHT_STEPS)))[to_steps(mask)]
    return total


def steps_of(odds: float) -> int:
    """Log-odds (natural logarithm) in whole steps."""
    return round(odds * _WEIGHT_STEPS) * _FINE


@lru_cache(maxsize=1)
def _table_of_log_odds() -> NDArray[np.int32]:
    """Log-odds of each 16-bit probability, in steps of 1 / _FINE.

    A last digit that differs between mathematical libraries does not outlast the rounding.
    """
    probabilities = np.clip(np.arange(ALPHA_STEPS + 1) / ALPHA_STEPS, _LEAST, 1 - _LEAST)
    steps: NDArray[np.int32] = np.rint(_FINE * np.log(probabilities / (1 - probabilities))).astype(
        np.int32
    )
    return steps


@lru_cache(maxsize=1)
def _calibrations() -> tuple[Calibration, ...]:
    read = tomllib.loads(_TABLE.read_text("utf-8"))
    return tuple(
        Calibration(
            sources=tuple(each["sources"]),
            weights=tuple(each["weights"]),
            offset=each["offset"],
            foreground=each["foreground"],
            background=each["background"],
            inner=each["inner"],
            outer=each["outer"],
            origin=read["origin"],
        )
        for each in read["calibration"]
    )


def _check(masks: Sequence[PersonMask], weights: int) -> None:
    if len(masks) == 0:
        raise MaskError("There is no person mask to fuse: give at least one.")
    if len(masks) != weights:
        raise MaskError(f"There are {len(masks)} person masks and {weights} weights: give one a mask.")
    for number, mask in enumerate(masks, start=1):
        check_mask(mask, None, f"Person mask {number}")
        check_mask(mask, masks[0].shape, f"Person mask {number}")
