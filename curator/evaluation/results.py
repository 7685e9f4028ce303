"""Everything that one evaluation measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from curator.evaluation.pairs import Pairing
from curator.evaluation.scores import HEADLINE, Score
from curator.evaluation.tables import Comparison, Row, compare, summarise


@dataclass(frozen=True)
class Digests:
    """What `reading.Digest` says of the files of each folder."""

    truth: str
    methods: tuple[str, ...]
    trimaps: str | None


@dataclass(frozen=True)
class Results:
    """Everything that was measured.

    `faint` names the truths, or the predictions of a method, that nowhere reach 0.5 in any photo.
    """

    pairing: Pairing
    scores: tuple[Score, ...]
    rows: tuple[Row, ...]
    digests: Digests
    created: datetime
    faint: tuple[str, ...] = ()

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods' names, in the order they were given."""
        return tuple(method.name for method in self.pairing.methods)

    @property
    def headline(self) -> Score:
        """The score that ranks cases and pairs methods."""
        return next(score for score in self.scores if score.name == HEADLINE)

    def summary(self) -> pd.DataFrame:
        """Mean and median per score and method; the columns are those of `tables.summarise`."""
        return summarise(self.rows, self.scores, self.methods)

    def comparison(self) -> tuple[Comparison, ...]:
        """Every other method against the first."""
        return compare(self.rows, self.methods, self.headline)
