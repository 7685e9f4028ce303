"""Three ways of working: our proposal with hotspots, our proposal alone, and without us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from annotator_photos import KnownPhoto, empty
from annotator_work import Effort, Matting, work
from matting_methods import theirs

from curator.imaging.convert import to_float
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


#: With a matte that follows the hand one fixes the two or three worst places in view, then looks.
WAYS = {
    "hotspots": Way("proposal + hotspots", ours=True, led=True, at_once=3),
    "proposal": Way("proposal alone", ours=True, led=False, at_once=3),
    "without": Way("empty trimap, PyMatting", ours=False, led=False, at_once=1),
}


def walk(photo: KnownPhoto, way: Way, trimap: Trimap, method: str, goal: float, seed: int) -> Effort:
    """Work on one photo in one way; `trimap` is the proposal, `goal` the SAD to be reached."""
    if not way.ours:
        return work(photo, empty(photo.image), _alone(photo.image), goal, way.at_once, seed)
    with _live(photo.image, method, way.led) as matting:
        return work(photo, trimap, matting, goal, way.at_once, seed)


@contextmanager
def _live(image: Image, method: str, led: bool) -> Iterator[Matting]:
    """Mattes that follow the trimap, of one method or of all, whose disagreement leads."""
    names = [method, *(name for name in METHODS.names() if led and name != method)]
    sessions: dict[str, MattingSession] = {}
    with ExitStack() as opened:

        def matte(name: str, trimap: Trimap) -> Alpha:
            if name in sessions:
                sessions[name].change(trimap)
            else:
                sessions[name] = opened.enter_context(MattingSession(image, trimap, name, memory=0))
            return sessions[name].alpha

        def matting(trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
            mattes = [matte(name, trimap) for name in names]
            return mattes[0], where_to_look(mattes) if led else ()

        yield matting


def where_to_look(mattes: Sequence[Alpha]) -> list[Rectangle]:
    """The places that the page flies to, in its order."""
    spots = hotspots(disagreement(mattes))
    return [Rectangle(spot.x, spot.y, spot.width, spot.height) for spot in spots]


def _alone(image: Image) -> Matting:
    """PyMatting's closed-form of each trimap, from scratch."""
    photo = to_float(image)
    return lambda trimap: (theirs("closed-form", photo, trimap), ())
