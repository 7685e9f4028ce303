"""Scores of single photos, and what they come to for each method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from curator.evaluation.scores import Score


@dataclass(frozen=True)
class Row:
    """What one method scored on one photo; `scores` by score name."""

    stem: str
    method: str
    width: int
    height: int
    scores: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """One method against the first, photo by photo, by one score.

    `difference` is the method's mean minus the first one's.
    """

    method: str
    baseline: str
    score: str
    better: int
    equal: int
    worse: int
    difference: float


def per_photo(rows: Sequence[Row]) -> pd.DataFrame:
    """One line a photo and method: photo, method, width, height, then a column a score."""
    return pd.DataFrame(
        [
            {
                "photo": row.stem,
                "method": row.method,
                "width": row.width,
                "height": row.height,
                **row.scores,
            }
            for row in rows
        ]
    )


def summarise(rows: Sequence[Row], scores: Sequence[Score], methods: Sequence[str]) -> pd.DataFrame:
    """One line a score and method.

    Columns: score, metric, region, title, unit, better, method, photos, mean, median, minimum,
    maximum, best. `best` marks the best mean where there are several methods; methods that share it
    are all marked.
    """
    lines = []
    table = per_photo(rows)
    for score in scores:
        columns = {name: table.loc[table["method"] == name, score.name] for name in methods}
        means = {name: float(column.mean()) for name, column in columns.items()}
        best = (max if score.metric.better == "higher" else min)(means.values())
        lines += [
            {
                "score": score.name,
                "metric": score.metric.name,
                "region": score.region,
                "title": score.metric.title,
                "unit": score.metric.unit,
                "better": score.metric.better,
                "method": name,
                "photos": len(column),
                "mean": means[name],
                "median": float(column.median()),
                "minimum": float(column.min()),
                "maximum": float(column.max()),
                "best": len(methods) > 1 and means[name] == best,
            }
            for name, column in columns.items()
        ]
    return pd.DataFrame(lines)


def compare(rows: Sequence[Row], methods: Sequence[str], score: Score) -> tuple[Comparison, ...]:
    """Every other method against the first, on the same photos."""
    values = per_photo(rows).pivot(index="photo", columns="method", values=score.name)
    sign = 1 if score.metric.better == "higher" else -1
    comparisons = []
    for name in methods[1:]:
        difference = values[name] - values[methods[0]]
        comparisons.append(
            Comparison(
                method=name,
                baseline=methods[0],
                score=score.name,
                better=int((sign * difference > 0).sum()),
                equal=int((difference == 0).sum()),
                worse=int((sign * difference < 0).sum()),
                difference=float(difference.mean()),
            )
        )
    return tuple(comparisons)
