"""Mattes for a refining network to learn from: those that curator's automatic way makes, unseen truth.

The first of a photo is what a person would be shown; the others vary what was asked, how it was fused
and which method solved it, so that the network meets other mistakes than one way's.
"""

from __future__ import annotations

import numpy as np

from curator.errors import ConvergenceError, MaskError, NoPersonError, TrimapError
from curator.matting import estimate_alpha
from curator.types import Alpha, Image
from curator.workflow.automatic import proposed
from curator.workflow.choices import PEOPLE, Choices, People
from curator.workflow.kernels import Kernels

#: The method that Orrite's way has.
_METHOD = "shared"
_METHODS = ("shared", "closed-form", "knn")
_SOURCES: tuple[tuple[str, ...], ...] = ((), ("selfie",), ("pose",), ("selfie", "pose"))
_KERNELS = (15.0, 50.0)
_ONE: tuple[People, ...] = tuple(each for each in PEOPLE if each != "each")


def automatic_draft(photo: Image, rng: np.random.Generator | None) -> Alpha | None:
    """The matte of a photo's main person, by the automatic way or, with `rng`, by a variation of it.

    None where nobody is found, or nothing of the photo is certainly person or certainly not.
    """
    choices, method = (Choices(people="main"), _METHOD) if rng is None else _varied(rng)
    try:
        return estimate_alpha(photo, proposed(photo, choices), method)
    except (NoPersonError, MaskError, TrimapError, ConvergenceError):
        return None


def _varied(rng: np.random.Generator) -> tuple[Choices, str]:
    sources = _SOURCES[rng.integers(len(_SOURCES))]
    kernels = Kernels(float(rng.uniform(*_KERNELS))) if sources and rng.random() < 0.5 else None
    people = _ONE[rng.integers(len(_ONE))]
    method = _METHODS[rng.integers(len(_METHODS))]
    return Choices(sources=sources, kernels=kernels, people=people), method
