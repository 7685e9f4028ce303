"""A photo from its first trimap to the goals: strokes and passes, whatever makes the mattes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
from annotator_photos import KnownPhoto, solvable
from annotator_robot import Sight, best
from numpy.typing import NDArray

from curator.matting import estimate_alpha
from curator.metrics.common import ThresholdParameters
from curator.metrics.mean_iu import mean_iu
from curator.metrics.sad import sad
from curator.parameters import NoParameters
from curator.records import Rectangle, Stroke
from curator.trimap.strokes import draw
from curator.types import UNKNOWN, Alpha, Trimap

#: The goal of the mean IoU, of subject and background.
IOU: Final = 0.99
#: After so many strokes the robot gives up.
MOST: Final = 30
#: A further place is worth a stroke before the next look when it is this bad, beside the worst one.
_ALSO: Final = 0.25
#: So many pixels of a photo of 600 x 800 a mask's edge may be off.
_OFF: Final = 3.0

#: Makes the matte of a trimap, and says where to look first.
Matting = Callable[[Trimap], tuple[Alpha, Sequence[Rectangle]]]


@dataclass(frozen=True)
class Spent:
    """Strokes drawn and passes waited for."""

    strokes: int
    passes: int


@dataclass
class Effort:
    """What a photo took: to each goal, None where it was not reached; and how it began and ended.

    `led` counts the strokes that a hotspot led to, `visited` the hotspots that were looked at; `found`
    are the shares of the error and of the unknown band that lie in the first three at the start.
    """

    name: str
    start_iou: float
    start_sad: float
    end_iou: float
    end_sad: float
    spent: Spent = Spent(0, 0)
    to_iou: Spent | None = None
    to_sad: Spent | None = None
    led: int = 0
    visited: int = 0
    found: tuple[float, float] | None = None
    strokes: list[Stroke] = field(default_factory=list)


def scores(photo: KnownPhoto, alpha: Alpha) -> tuple[float, float]:
    """Mean IoU and SAD over the whole photo, of the robot's view of the matte."""
    region = np.ones(alpha.shape, np.bool_)
    iou = mean_iu(alpha, photo.truth, region, ThresholdParameters())
    return iou, sad(_seen(photo, alpha), photo.truth, region, NoParameters())


def begin(photo: KnownPhoto, trimap: Trimap, method: str) -> tuple[float, float]:
    """Mean IoU and SAD of the matte of a trimap."""

    def matting(trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
        return estimate_alpha(photo.image, trimap, method), ()

    return scores(photo, _matte(matting, trimap)[0])


def work(
    photo: KnownPhoto,
    trimap: Trimap,
    matting: Matting,
    goal: float,
    at_once: int,
    seed: int,
) -> Effort:
    """Draw until both goals are reached: a mean IoU of 0.99, and a SAD of `goal`.

    Parameters
    ----------
    photo
        What is worked on.
    trimap
        What the robot begins with.
    matting
        Makes the mattes.
    goal
        The SAD that is to be reached.
    at_once
        Strokes that are drawn at most before the matte is waited for.
    seed
        Of the hand.
    """
    random = np.random.default_rng(seed)
    aim = _aim(photo)
    alpha, spots = _matte(matting, trimap)
    iou, difference = scores(photo, alpha)
    effort = Effort(photo.name, iou, difference, iou, difference)
    if spots:
        effort.found = _in_first(spots[:3], np.abs(_seen(photo, alpha) - photo.truth), trimap)
    while True:
        effort.end_iou, effort.end_sad = scores(photo, alpha)
        if effort.to_iou is None and effort.end_iou >= IOU:
            effort.to_iou = effort.spent
        if effort.to_sad is None and effort.end_sad <= goal:
            effort.to_sad = effort.spent
        reached = effort.to_iou is not None and effort.to_sad is not None
        if reached or effort.spent.strokes >= MOST:
            return effort
        sight = Sight(aim, trimap, np.abs(_seen(photo, alpha) - photo.truth))
        strokes = _pass(photo, sight, spots, goal, at_once, random, effort)
        if not strokes:
            return effort
        for stroke in strokes:
            trimap = draw(trimap, stroke)[0]
        effort.strokes += strokes
        effort.spent = Spent(effort.spent.strokes + len(strokes), effort.spent.passes + 1)
        alpha, spots = _matte(matting, trimap)


def _pass(
    photo: KnownPhoto,
    sight: Sight,
    spots: Sequence[Rectangle],
    goal: float,
    at_once: int,
    random: np.random.Generator,
    effort: Effort,
) -> list[Stroke]:
    """The strokes until the next look: at hotspots first, then at the worst places of all."""
    strokes: list[Stroke] = []
    worst = 0.0
    for within in [*spots, *[None] * at_once, None]:
        enough = len(strokes) >= at_once or _hopeful(photo, sight, goal, effort)
        if len(strokes) + effort.spent.strokes >= MOST or (enough and solvable(sight.trimap)):
            break
        effort.visited += within is not None
        plan = best(sight, random, within)
        if plan is None or plan.gain < _ALSO * worst:
            continue
        worst = max(worst, plan.gain)
        strokes.append(plan.stroke)
        sight.expect(plan)
        effort.led += within is not None
    return strokes


def _in_first(
    spots: Sequence[Rectangle], error: NDArray[np.float32], trimap: Trimap
) -> tuple[float, float]:
    inside = np.zeros(error.shape, np.bool_)
    for spot in spots:
        inside[spot.y : spot.y + spot.height, spot.x : spot.x + spot.width] = True
    band = trimap == UNKNOWN
    return float(error[inside].sum() / error.sum()), float((band & inside).sum() / band.sum())


def _hopeful(photo: KnownPhoto, sight: Sight, goal: float, effort: Effort) -> bool:
    """Whether the robot expects its strokes to reach a goal: then it looks."""
    hoped = np.abs(photo.truth - sight.error * np.where(photo.truth >= 0.5, 1, -1))
    iou, difference = scores(photo, hoped.astype(np.float32))
    return (effort.to_iou is None and iou >= IOU) or (effort.to_sad is None and difference <= goal)


def _matte(matting: Matting, trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
    """The matte of a trimap, and the hotspots; half of everything while there is nothing to go by."""
    if not solvable(trimap):
        return np.full(trimap.shape, 0.5, np.float32), ()
    return matting(trimap)


def _aim(photo: KnownPhoto) -> Alpha:
    """The truth to paint by: a mask's edge is some pixels off, and nobody paints where it is."""
    if not photo.hard:
        return photo.truth
    inside, outside = (
        cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        for side in (photo.truth >= 0.5, photo.truth < 0.5)
    )
    off = _OFF * math.sqrt(photo.truth.size / (600 * 800))
    aim: Alpha = np.clip(0.5 + (inside - outside) / (2 * off), 0, 1)
    return aim


def _seen(photo: KnownPhoto, alpha: Alpha) -> Alpha:
    """The matte as it is compared: with a mask, subject or not."""
    return (np.sign(alpha - np.float32(0.5)) + 1) / 2 if photo.hard else alpha
