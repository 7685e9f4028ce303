"""The kernels of fusion: scaled to each photo, smaller where a source is trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from curator.errors import ParameterError
from curator.trimap.calibrated import OF_SUBJECT
from curator.trimap.fusion import scaled_kernel
from curator.types import PersonMask

#: Orrite section 3.1: the kernel in pixels at 600 x 800, for the source that gives the silhouette.
PAPER_KERNEL = 35.0
_LARGEST = 1000.0
_PERSON = 0.5
#: A pixel on each side of an edge: less is no band.
_NARROWEST = 3.0


@dataclass(frozen=True)
class Kernels:
    """Fusion's two kernels, in pixels of a photo of 600 x 800, from 1 to 1000.

    `trusted` is for sources whose inside is trusted further than a silhouette's (DensePose in the
    paper); by default the silhouette's divided by the source's trust, which is the paper's half.

    Raises
    ------
    ParameterError
        If a kernel is out of its range or no number.
    """

    silhouette: float = PAPER_KERNEL
    trusted: float | None = None

    def __post_init__(self) -> None:
        for value in (self.silhouette, self.trusted):
            if value is not None and not (math.isfinite(value) and 1 <= value <= _LARGEST):
                raise ParameterError(
                    f"A kernel must be from 1 to {_LARGEST:.0f} pixels at 600 x 800, not {value}."
                )

    def scaled(self, trusts: Sequence[float], width: int, height: int) -> list[float]:
        """The kernel in pixels for each source's trust, in a photo of `width` x `height`."""
        return [max(1.0, scaled_kernel(self._of(trust), width, height)) for trust in trusts]

    def fitting(self, trusts: Sequence[float], masks: Sequence[PersonMask]) -> list[float]:
        """The scaled kernels, none wider than a subject of its mask's area allows.

        A kernel that suits the photo leaves nothing of a person who is small in it.
        """
        height, width = masks[0].shape
        return [
            min(kernel, _widest(mask))
            for kernel, mask in zip(self.scaled(trusts, width, height), masks, strict=True)
        ]

    def _of(self, trust: float) -> float:
        if trust > 1 and self.trusted is not None:
            return self.trusted
        return self.silhouette / trust


def _widest(mask: PersonMask) -> float:
    area = int(np.count_nonzero(mask >= _PERSON))
    return max(_NARROWEST, round(2 * OF_SUBJECT * math.sqrt(area), 1))


def given(values: Sequence[float] | None) -> Kernels:
    """Kernels as a command line gives them: none, the silhouette's, or both.

    Raises
    ------
    ParameterError
        If there are more than two, or one is out of its range.
    """
    if values is not None and len(values) > 2:
        raise ParameterError("Give one kernel, or two: the silhouette's and that of trusted sources.")
    return Kernels(*(values or ()))
