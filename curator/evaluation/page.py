"""The report as one HTML page that needs nothing but itself."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from curator.evaluation.frame import filled, moment
from curator.evaluation.plots import METHOD_COLOURS, distribution, paired_scatter, sorted_curves
from curator.evaluation.results import Results
from curator.evaluation.scores import HEADLINE, REGION_TITLES, Score
from curator.evaluation.tables import Row
from curator.evaluation.worst import Case, draw, worst_rows

#: The metrics whose distributions are drawn: of masks over the image, of mattes over the band.
_DRAWN_IMAGE = ("foreground-iou", "boundary-iou")
_DRAWN_BAND = ("sad", "mse", "gradient", "connectivity")

_ARROWS = {"higher": "↑", "lower": "↓"}


def render(results: Results, summary: pd.DataFrame, facts: Mapping[str, Any]) -> str:
    """The text of report.html."""
    return filled(
        "report.html.j2",
        ("report.js", "enlarge.js"),
        signed=signed,
        facts=facts,
        created=moment(results.created),
        methods=[
            {"name": name, "colour": index % METHOD_COLOURS}
            for index, name in enumerate(results.methods)
        ],
        regions=list(dict.fromkeys(REGION_TITLES[score.region] for score in results.scores)),
        finding=finding(results, summary),
        groups=_groups(results, summary),
        comparison=results.comparison(),
        headline=results.headline,
        distributions=_distributions(results),
        curves=_curves(results),
        scatter=_scatter(results),
        worst=_worst(results),
        columns=[_column(score) for score in results.scores],
        photo_rows=_photo_rows(results),
        definitions=_definitions(facts),
        command=_command(facts),
    )


def finding(results: Results, summary: pd.DataFrame) -> str:
    """The first thing to know, as a sentence: who has the best mean of the headline score."""
    lines = _by_method(summary, HEADLINE)
    photos = len(results.pairing.pairs)
    over = f"over {photos} photo{'s' if photos != 1 else ''}"
    if len(lines) == 1:
        ((name, line),) = lines.items()
        worst = worst_rows(results.rows, name, results.headline)[0]
        return (
            f"{name} reaches a mean foreground IoU of {line['mean']:.4f} {over}; the median is "
            f"{line['median']:.4f}, the worst {worst.scores[HEADLINE]:.4f} ({worst.stem})."
        )
    best = [name for name, line in lines.items() if line["best"]]
    mean = f"{lines[best[0]]['mean']:.4f}"
    if len(best) > 1:
        return f"{' and '.join(best)} share the best mean foreground IoU {over}: {mean}."
    second = max((name for name in lines if name not in best), key=lambda name: lines[name]["mean"])
    return (
        f"{best[0]} has the best mean foreground IoU {over}: {mean}, against "
        f"{lines[second]['mean']:.4f} of {second}."
    )


def digits(values: Iterable[float], better: str) -> int:
    """Decimals that show a column alike: four for shares, four significant digits for errors."""
    if better == "higher":
        return 4
    largest = max((abs(value) for value in values), default=0.0)
    return 4 if largest == 0 else min(7, max(0, 3 - math.floor(math.log10(largest))))


def signed(value: float) -> str:
    """A difference of shares with its sign, a minus as wide as a plus."""
    return f"{value:+.4f}".replace("-", "−")


def _by_method(summary: pd.DataFrame, score: str) -> dict[str, dict[Any, Any]]:
    return {line["method"]: line for line in summary.to_dict("records") if line["score"] == score}


def _groups(results: Results, summary: pd.DataFrame) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for score in results.scores:
        lines = _by_method(summary, score.name).values()
        shown = [line[kind] for line in lines for kind in ("mean", "median")]
        decimals = digits(shown, score.metric.better)
        cells = [
            {
                "mean": f"{line['mean']:.{decimals}f}",
                "median": f"{line['median']:.{decimals}f}",
                "best": line["best"],
            }
            for line in lines
        ]
        title = REGION_TITLES[score.region]
        groups.setdefault(title, []).append(_column(score) | {"cells": cells})
    return [{"title": title, "rows": rows} for title, rows in groups.items()]


def _column(score: Score) -> dict[str, Any]:
    metric = score.metric
    return {
        "name": score.name,
        "title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "arrow": _ARROWS[metric.better],
        "region": REGION_TITLES[score.region],
        "definition": metric.variant,
    }


def _values(results: Results, score: Score) -> list[Any]:
    table = pd.DataFrame(
        {
            "method": [row.method for row in results.rows],
            "value": [row.scores[score.name] for row in results.rows],
        }
    )
    return [table.loc[table["method"] == name, "value"].to_numpy() for name in results.methods]


def _distributions(results: Results) -> list[dict[str, Any]]:
    by_name = {score.name: score for score in results.scores}
    drawn = [by_name[f"{name}/image"] for name in _DRAWN_IMAGE]
    drawn += [by_name.get(f"{name}/band", by_name[f"{name}/image"]) for name in _DRAWN_BAND]
    return [
        _column(score)
        | {
            "svg": distribution(
                _values(results, score),
                f"{score.metric.title}, {REGION_TITLES[score.region]}: distribution over the photos",
            )
        }
        for score in drawn
    ]


def _curves(results: Results) -> Markup:
    values = _values(results, results.headline)
    return sorted_curves(values, "foreground IoU", "Foreground IoU of each method's photos in order")


def _scatter(results: Results) -> Markup | None:
    if len(results.methods) == 1:
        return None
    values = _values(results, results.headline)
    return paired_scatter(
        values, "foreground IoU", "Foreground IoU photo by photo against the first method"
    )


def _worst(results: Results) -> list[dict[str, Any]]:
    pairs = {pair.stem: pair for pair in results.pairing.pairs}

    def cases(number: int, name: str) -> list[Case]:
        rows = worst_rows(results.rows, name, results.headline)
        return [draw(pairs[row.stem], number, row, rank) for rank, row in enumerate(rows, start=1)]

    return [
        {"name": name, "colour": number % METHOD_COLOURS, "cases": cases(number, name)}
        for number, name in enumerate(results.methods)
    ]


def _photo_rows(results: Results) -> list[dict[str, Any]]:
    decimals = {
        score.name: digits([row.scores[score.name] for row in results.rows], score.metric.better)
        for score in results.scores
    }
    colours = {name: index % METHOD_COLOURS for index, name in enumerate(results.methods)}

    def line(row: Row) -> dict[str, Any]:
        return {
            "stem": row.stem,
            "method": row.method,
            "colour": colours[row.method],
            "size": f"{row.width} × {row.height}",
            "area": row.width * row.height,
            "cells": [(value, f"{value:.{decimals[name]}f}") for name, value in row.scores.items()],
        }

    return [line(row) for row in results.rows]


def _definitions(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each metric once, with the regions it is taken over."""
    found: dict[str, dict[str, Any]] = {}
    for score in facts["scores"]:
        entry = found.setdefault(score["metric"], {**score, "regions": []})
        entry["regions"].append(score["region_title"])
    return list(found.values())


def _command(facts: Mapping[str, Any]) -> str:
    words = ["curator", "evaluate", facts["truth"]["folder"], *(m["folder"] for m in facts["methods"])]
    if facts["trimaps"] is not None:
        words += ["--trimaps", facts["trimaps"]["folder"]]
    if facts["split"] is not None:
        words += ["--split", facts["split"]["file"]]
    return shlex.join([*words, "--out", "DIR"])
