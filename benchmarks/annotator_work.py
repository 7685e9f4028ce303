"""A photo from its first trimap to the goals: strokes and passes, whatever makes the mattes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from annotator_goals import Goals
from annotator_photos import solvable
from annotator_robot import Plan, Sight, best
from annotator_soft import best_paint, within_reach

from curator.records import Rectangle, Stroke
from curator.trimap.strokes import draw
from curator.types import UNKNOWN, Alpha, Trimap

#: After so many strokes the robot gives up.
MOST: Final = 30
#: A further place is worth a stroke before the next look when it is this bad, beside the worst one.
_ALSO: Final = 0.25


#: Makes the matte of a trimap, and says where to look first.
Matting = Callable[[Trimap], tuple[Alpha, Sequence[Rectangle]]]
#: The mattes of a trimap that soft brushes may take regions from.
Palette = Callable[[Trimap], Mapping[str, Alpha]]


@dataclass(frozen=True)
class Spent:
    """Strokes drawn and passes waited for."""

    strokes: int
    passes: int


@dataclass
class Effort:
    """What a photo took.

    Attributes
    ----------
    start, end
        What was measured for each goal, of the first and of the last matte.
    spent
        In all, with what was undone.
    to
        What each goal took that was reached.
    strokes
        Those that stayed.
    painted
        How many strokes were of soft brushes.
    led, visited
        How many strokes a hotspot led to, and how many hotspots were looked at.
    reachable
        Which shares of the error of the first matte are seen, and are seen in places worth a stroke;
        None where soft brushes paint nothing.
    found
        The shares of the error and of the unknown band that lie in the first three hotspots at the
        start; None without hotspots.
    """

    start: dict[str, float]
    end: dict[str, float]
    spent: Spent = Spent(0, 0)
    to: dict[str, Spent] = field(default_factory=dict)
    strokes: list[Stroke] = field(default_factory=list)
    painted: int = 0
    led: int = 0
    visited: int = 0
    reachable: tuple[float, float] | None = None
    found: tuple[float, float] | None = None


def work(
    trimap: Trimap,
    matting: Matting,
    goals: Goals,
    at_once: int,
    seed: int,
    palette: Palette | None = None,
) -> Effort:
    """Draw until all goals are reached, or there is nothing worth a stroke, or too many are drawn.

    A pass that makes the matte worse is undone, and one stroke is tried instead; where that makes it
    worse, too, the place is left as it is. What is undone counts all the same.

    Parameters
    ----------
    trimap
        What the robot begins with.
    matting
        Makes the mattes.
    goals
        What it works for.
    at_once
        Strokes that are drawn at most before the matte is waited for.
    seed
        Of the hand.
    palette
        Where soft brushes take regions from, once no stroke on the trimap is worth the while; None
        where there are no such brushes.
    """
    random = np.random.default_rng(seed)
    alpha, spots = _matte(matting, trimap)
    values = goals.values(alpha)
    effort = Effort(values, values)
    unit = math.sqrt(alpha.size / (600 * 800))
    if palette is not None and not goals.hard:
        effort.reachable = within_reach(alpha, goals.truth, unit)
    if spots:
        effort.found = _in_first(spots[:3], goals.error(alpha), trimap)
    undone, left = False, np.zeros(trimap.shape, np.bool_)
    while True:
        if _note(effort, goals, alpha):
            return effort
        sight = Sight(goals.aim, trimap, np.where(left, 0, goals.error(alpha)))
        plans = _pass(sight, spots, goals, 1 if undone else at_once, random, effort)
        if not plans:
            if palette is not None and not goals.hard:
                _paint(alpha, trimap, palette(trimap), goals, unit, effort, random)
            return effort
        drawn = trimap
        for plan in plans:
            drawn = draw(drawn, plan.stroke)[0]
        effort.spent = Spent(effort.spent.strokes + len(plans), effort.spent.passes + 1)
        after, spots_after = _matte(matting, drawn)
        if goals.error(after).sum() > goals.error(alpha).sum():
            undone = True
            if len(plans) == 1:
                left[plans[0].part] |= plans[0].region
            continue
        trimap, alpha, spots, undone = drawn, after, spots_after, False
        effort.strokes += [plan.stroke for plan in plans]


def _note(effort: Effort, goals: Goals, alpha: Alpha) -> bool:
    """Note what is reached with a matte; whether that is the end."""
    effort.end = goals.values(alpha)
    for goal in goals.met(effort.end):
        effort.to.setdefault(goal, effort.spent)
    return len(effort.to) == len(effort.end) or effort.spent.strokes >= MOST


def _paint(
    alpha: Alpha,
    trimap: Trimap,
    others: Mapping[str, Alpha],
    goals: Goals,
    unit: float,
    effort: Effort,
    random: np.random.Generator,
) -> None:
    """Go on with soft brushes. What they do is seen at once: all of it is one look, one pass."""
    while True:
        painted = best_paint(alpha, goals.truth, trimap, others, unit, random)
        if painted is None:
            return
        alpha = painted.alpha
        effort.spent = Spent(effort.spent.strokes + 1, effort.spent.passes + (effort.painted == 0))
        effort.painted += 1
        if _note(effort, goals, alpha):
            return


def _pass(
    sight: Sight,
    spots: Sequence[Rectangle],
    goals: Goals,
    at_once: int,
    random: np.random.Generator,
    effort: Effort,
) -> list[Plan]:
    """The strokes until the next look: at hotspots first, then at the worst places of all."""
    plans: list[Plan] = []
    worst = 0.0
    for within in [*spots, *[None] * at_once, None]:
        enough = len(plans) >= at_once or _hopeful(sight, goals, effort)
        if len(plans) + effort.spent.strokes >= MOST or (enough and solvable(sight.trimap)):
            break
        effort.visited += within is not None
        plan = best(sight, random, within)
        if plan is None or plan.gain < _ALSO * worst:
            continue
        worst = max(worst, plan.gain)
        plans.append(plan)
        sight.expect(plan)
        effort.led += within is not None
    return plans


def _hopeful(sight: Sight, goals: Goals, effort: Effort) -> bool:
    """Whether the robot expects its strokes to reach another goal: then it looks."""
    hoped = np.abs(goals.truth - sight.error * np.where(goals.truth >= 0.5, 1, -1))
    return bool(goals.met(goals.values(hoped.astype(np.float32))) - effort.to.keys())


def _in_first(spots: Sequence[Rectangle], error: Alpha, trimap: Trimap) -> tuple[float, float]:
    inside = np.zeros(error.shape, np.bool_)
    for spot in spots:
        inside[spot.y : spot.y + spot.height, spot.x : spot.x + spot.width] = True
    band = trimap == UNKNOWN
    return float(error[inside].sum() / error.sum()), float((band & inside).sum() / band.sum())


def _matte(matting: Matting, trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
    """The matte of a trimap, and the hotspots; half of everything while there is nothing to go by."""
    if not solvable(trimap):
        return np.full(trimap.shape, 0.5, np.float32), ()
    return matting(trimap)
