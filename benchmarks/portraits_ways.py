"""The ways to a matte that `portraits.py` measures, each a function of a portrait alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from trimaps_photos import Portrait

from curator.errors import NoPersonError
from curator.matting import estimate_alpha
from curator.networks.loaded import light_portrait
from curator.records import Prompt
from curator.refinement.fcn import decide
from curator.refinement.redrawn import redrawn, rule_for
from curator.registry import SOURCES
from curator.types import Alpha, FloatImage
from curator.workflow.automatic import proposed
from curator.workflow.choices import Choices

_LIGHT = "LDN, score"
_FEATHERED = "LDN + feathering block"
_EVERYONE = Choices(people="everyone")
#: He et al.'s guided filter for feathering has a radius of 60 at some 800 pixels: 8 at 128.
_RADIUS, _EPSILON = 8, 1e-4


@dataclass(frozen=True)
class Way:
    """`against` names the way before, whose step this one adds."""

    name: str
    alpha: Callable[[Portrait], Alpha]
    against: str | None


def ways(methods: Sequence[str]) -> list[Way]:
    """Sources alone, the automatic trimap with each method, refined, and the light dense network.

    What is refined is the matte of the first method: its IoU by the network's decision alone, which is
    the paper's binary portrait, and by the method again over the trimap that the decision redraws.
    """
    found = [Way("selfie alone", partial(_source, "selfie"), None)]
    found.append(Way("pose alone", partial(_source, "pose"), "selfie alone"))
    found += [Way(f"trimap + {name}", partial(_automatic, name), "selfie alone") for name in methods]
    before = f"trimap + {methods[0]}"
    found.append(Way(f"{before} + FCN, its decision", partial(_decision, methods[0]), before))
    found.append(Way(f"{before} + FCN, {methods[0]} again", partial(_refined, methods[0]), before))
    found.append(Way(_LIGHT, _score, "selfie alone"))
    found.append(Way("LDN, binary + guided filter", _filtered, _LIGHT))
    found.append(Way(_FEATHERED, partial(_source, "light-dense"), _LIGHT))
    return found


def at_network_size() -> list[tuple[str, Callable[[FloatImage], Alpha], int]]:
    """Zhu's rows: name, photo of the network's side to alpha, and that side."""
    network = light_portrait()

    def binary(photo: FloatImage) -> Alpha:
        return (network.coarse(photo) >= 0.5).astype(np.float32)

    return [
        (name, way, network.side)
        for name, way in (
            ("LDN, binary", binary),
            (_LIGHT, network.coarse),
            ("LDN, binary + guided filter", lambda photo: _guided(photo, binary(photo))),
            (_FEATHERED, lambda photo: network.both(photo)[1]),
        )
    ]


def _source(name: str, portrait: Portrait) -> Alpha:
    source = SOURCES.get(name)
    try:
        subjects = source.function(portrait.photo, Prompt(), source.parameters())
    except NoPersonError:
        return np.zeros(portrait.person.shape, np.float32)
    whole: Alpha = np.max([subject.mask for subject in subjects], axis=0)
    return whole


def _automatic(method: str, portrait: Portrait) -> Alpha:
    return estimate_alpha(portrait.photo, proposed(portrait.photo, _EVERYONE), method)


def _decision(method: str, portrait: Portrait) -> Alpha:
    return decide(portrait.photo, _automatic(method, portrait))


def _refined(method: str, portrait: Portrait) -> Alpha:
    alpha = _automatic(method, portrait)
    height, width = alpha.shape
    trimap = redrawn(alpha, decide(portrait.photo, alpha), rule_for(width, height))
    return estimate_alpha(portrait.photo, trimap, method)


def _score(portrait: Portrait) -> Alpha:
    return _enlarged(light_portrait().coarse(_small(portrait)), portrait)


def _filtered(portrait: Portrait) -> Alpha:
    small = _small(portrait)
    binary = (light_portrait().coarse(small) >= 0.5).astype(np.float32)
    return _enlarged(_guided(small, binary), portrait)


def _guided(photo: FloatImage, mask: Alpha) -> Alpha:
    said = cv2.ximgproc.guidedFilter(photo, mask, _RADIUS, _EPSILON)
    return np.asarray(said, np.float32).clip(0, 1)


def _small(portrait: Portrait) -> FloatImage:
    side = light_portrait().side
    small = cv2.resize(portrait.photo, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / np.float32(255)


def _enlarged(alpha: Alpha, portrait: Portrait) -> Alpha:
    height, width = portrait.person.shape
    large = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, np.float32).clip(0, 1)
