"""What matting methods made of one revision's trimap, side by side, before one of them is chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.matting.disagreement import Hotspot
from curator.registry import METHODS
from curator.types import Alpha
from curator.workflow.refining import Refined


@dataclass(frozen=True)
class Candidate:
    """One method's matte of a revision: with what parameters, its seconds, or the problem it met.

    `refined` says how the matte came about where the FCN refined it, which redraws the trimap.
    """

    method: str
    title: str
    parameters: Mapping[str, Any]
    seconds: float
    alpha: Alpha | None
    problem: str | None
    refined: Refined | None = None

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        alpha = 0 if self.alpha is None else self.alpha.nbytes
        return alpha if self.refined is None else alpha + self.refined.nbytes

    @property
    def version(self) -> str:
        """The version of the method, or of the network that refined."""
        if self.refined is not None:
            return self.refined.decision.version
        return METHODS.get(self.method).version

    @property
    def digest(self) -> str:
        """Tells mattes of one trimap apart: another method or another parameter gives another."""
        return _digest([self.method, dict(self.parameters)])


@dataclass(frozen=True)
class Candidates:
    """The mattes of one revision, the spread between them (None below two), and where to look."""

    revision: str
    mattes: tuple[Candidate, ...]
    spread: NDArray[np.float32] | None
    hotspots: tuple[Hotspot, ...]

    @property
    def digest(self) -> str:
        """Tells sets of mattes of one trimap apart, by those that came out."""
        return _digest([matte.digest for matte in self.mattes if matte.alpha is not None])


def _digest(told: list[Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
