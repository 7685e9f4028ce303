"""Three ways of working: our proposal with hotspots, our proposal alone, and without us."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass

import numpy as np
from annotator_goals import Goals
from annotator_photos import empty, solvable
from annotator_work import Effort, Matting, Palette, work
from matting_methods import theirs

from curator.imaging.convert import to_float
from curator.matting import estimate_alpha
from curator.matting.disagreement import disagreement, hotspots
from curator.matting.session import MattingSession
from curator.records import Rectangle
from curator.registry import METHODS
from curator.types import Alpha, Image, Trimap


@dataclass(frozen=True)
class Way:
    """How to work: with our proposal and matte or without, led by hotspots, so many strokes a pass."""

    title: str
    ours: bool
    led: bool
    at_once: int


#: Of all methods the matte that is nearest to the truth, whenever the robot looks.
BEST = "best"

#: With a matte that follows the hand one fixes the two or three worst places in view, then looks.
WAYS = {
    "hotspots": Way("proposal + hotspots", ours=True, led=True, at_once=3),
    "proposal": Way("proposal alone", ours=True, led=False, at_once=3),
    "without": Way("empty trimap, PyMatting", ours=False, led=False, at_once=1),
}


def first(image: Image, trimap: Trimap) -> Alpha:
    """The matte of our proposal, by the method that the page begins with."""
    if not solvable(trimap):
        return np.full(trimap.shape, 0.5, np.float32)
    return estimate_alpha(image, trimap, "closed-form")


def walk(image: Image, way: Way, trimap: Trimap, method: str, goals: Goals, seed: int) -> Effort:
    """Work on one photo in one way; `trimap` is the proposal, `method` a name or `best`."""
    if not way.ours:
        return work(empty(image), _alone(image), goals, way.at_once, seed)
    with _live(image, method, way.led, goals) as (matting, palette):
        return work(trimap, matting, goals, way.at_once, seed, palette)


@contextmanager
def _live(image: Image, method: str, led: bool, goals: Goals) -> Iterator[tuple[Matting, Palette]]:
    """Mattes that follow the trimap: of one method, or of all, to choose from or to be led by.

    And the mattes of all methods, to paint with.
    """
    names = METHODS.names() if led or method == BEST else (method,)
    sessions: dict[str, MattingSession] = {}
    with ExitStack() as opened:

        def matte(name: str, trimap: Trimap) -> Alpha:
            if name in sessions:
                sessions[name].change(trimap)
            else:
                sessions[name] = opened.enter_context(MattingSession(image, trimap, name, memory=0))
            return sessions[name].alpha

        def matting(trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
            mattes = {name: matte(name, trimap) for name in names}
            spots = where_to_look(list(mattes.values())) if led else ()
            if method != BEST:
                return mattes[method], spots
            return min(mattes.values(), key=lambda alpha: float(goals.error(alpha).sum())), spots

        def palette(trimap: Trimap) -> dict[str, Alpha]:
            return {name: matte(name, trimap) for name in METHODS.names()}

        yield matting, palette


def where_to_look(mattes: Sequence[Alpha]) -> list[Rectangle]:
    """The places that the page flies to, in its order."""
    spots = hotspots(disagreement(mattes))
    return [Rectangle(spot.x, spot.y, spot.width, spot.height) for spot in spots]


def _alone(image: Image) -> Matting:
    """PyMatting's closed-form of each trimap, from scratch."""
    photo = to_float(image)

    def matting(trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
        # It prints a warning each time that it tries another preconditioner.
        with redirect_stdout(io.StringIO()):
            return theirs("closed-form", photo, trimap), ()

    return matting
