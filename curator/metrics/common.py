"""What several metrics share: the check of a pair, and counts of pixels by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import EvaluationError
from curator.parameters import parameter
from curator.types import Alpha, Region

#: Alpha from which a pixel counts as person: the threshold of COCO+.
THRESHOLD: Final = 0.5


@dataclass(frozen=True)
class ThresholdParameters:
    """For the metrics of masks, which see an alpha as person or not."""

    threshold: float = parameter(
        THRESHOLD, help="Alpha from which a pixel counts as person.", minimum=0.0, maximum=1.0
    )


def check_pair(alpha: Alpha, truth: Alpha, region: Region) -> None:
    """Refuse a pair that no metric can be taken of.

    Raises
    ------
    EvaluationError
        If the three are not two-dimensional and of one size, or the region has no pixel: a mean
        over nothing has no value, and 0 or 1 would pass for a score.
    """
    if alpha.ndim != 2 or alpha.shape != truth.shape or region.shape != truth.shape:
        raise EvaluationError(
            f"Prediction, truth and region must be of one size; they are {_size(alpha)}, "
            f"{_size(truth)} and {_size(region)} pixels."
        )
    if not region.any():
        raise EvaluationError(
            "The region to score has no pixel; a trimap with an unknown band is needed there."
        )


@dataclass(frozen=True)
class Counts:
    """Pixels by class: `both` is n_11, `missed` n_10, `added` n_01, `neither` n_00.

    In the notation of Long et al. 2015, n_ij counts pixels of class i predicted to be of class j,
    with 1 the person and 0 the rest.
    """

    both: int
    missed: int
    added: int
    neither: int

    @property
    def total(self) -> int:
        """All pixels of the region."""
        return self.both + self.missed + self.added + self.neither

    def classes(self) -> tuple[tuple[int, int, int], ...]:
        """For each class that the truth has: n_ii, t_i and the union of truth and prediction.

        A class absent from the truth is left out: Zhang takes n_cl as the number of classes in the
        truth. What was predicted of it still costs the class that is there.
        """
        union = self.total - self.neither, self.total - self.both
        person = (self.both, self.both + self.missed, union[0])
        rest = (self.neither, self.neither + self.added, union[1])
        return tuple(found for found in (person, rest) if found[1] > 0)


def count(alpha: Alpha, truth: Alpha, region: Region, threshold: float) -> Counts:
    """Count the pixels of the region by class; both alphas are binarised at `threshold`."""
    check_pair(alpha, truth, region)
    # An array of float32 is compared in float32: 0.6 of a PNG reaches a threshold of 0.6.
    predicted = alpha >= np.float32(threshold)
    person = truth >= np.float32(threshold)
    both = int(np.count_nonzero(predicted & person & region))
    missed = int(np.count_nonzero(person & region)) - both
    added = int(np.count_nonzero(predicted & region)) - both
    total = int(np.count_nonzero(region))
    return Counts(both=both, missed=missed, added=added, neither=total - both - missed - added)


def _size(array: NDArray[Any]) -> str:
    return " x ".join(str(side) for side in array.shape[::-1])
