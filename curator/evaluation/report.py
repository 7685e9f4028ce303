"""The four files of a report, and what a caller gets of it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pandas as pd

import curator
from curator.evaluation.results import Results
from curator.evaluation.scores import REGION_TITLES, Score
from curator.evaluation.tables import per_photo
from curator.parameters import describe

#: What the JSON calls itself; the number changes when a reader would have to.
KIND: Final = "curator evaluation report"
FORMAT: Final = 1
#: The kind that compares COCO's masks with ours, in files of the same names.
AGREEMENT: Final = "curator agreement report"
KINDS: Final = frozenset({KIND, AGREEMENT})

SCORES, SUMMARY, FACTS, PAGE = "scores.csv", "summary.csv", "report.json", "report.html"
FILES: Final = frozenset({SCORES, SUMMARY, FACTS, PAGE})


@dataclass(frozen=True)
class Report:
    """A report on disk.

    Attributes
    ----------
    folder
        Holds scores.csv (a line a photo and method, or a person), summary.csv, report.json and
        report.html.
    table
        What summary.csv holds. Of an evaluation, one line a score and method: score, metric, region,
        title, unit, better, method, photos, mean, median, minimum, maximum, best. Of an agreement, the
        lines of COCOeval: score, iou, area, max_detections, everybody, refined.
    facts
        What report.json holds.
    earlier
        Where the report that lay in the folder before was moved to, or None.
    """

    folder: Path
    table: pd.DataFrame
    facts: Mapping[str, Any]
    earlier: Path | None

    @property
    def page(self) -> Path:
        """The self-contained HTML page."""
        return self.folder / PAGE

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was given and not used, a sentence each."""
        return tuple(self.facts["warnings"])

    def to_json(self) -> dict[str, Any]:
        """What report.json holds: inputs, versions, definitions, summary and every photo's scores."""
        return dict(self.facts)


def created_of(folder: Path) -> datetime | None:
    """When the report in a folder was made; None where the folder holds anything but one report."""
    if {entry.name for entry in folder.iterdir()} != FILES:
        return None
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        return datetime.fromisoformat(facts["created"]) if facts["kind"] in KINDS else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def gather(results: Results, summary: pd.DataFrame) -> dict[str, Any]:
    """Everything a reader needs to trust or repeat the numbers, ready for JSON."""
    pairing = results.pairing
    return {
        "kind": KIND,
        "format": FORMAT,
        "created": results.created.isoformat(timespec="seconds"),
        "versions": versions(),
        "photos": len(pairing.pairs),
        "truth": {"folder": str(pairing.truth), "digest": results.digests.truth},
        "methods": [
            {
                "name": method.name,
                "folder": str(method.folder),
                "digest": digest,
                "unused": list(method.unused),
            }
            for method, digest in zip(pairing.methods, results.digests.methods, strict=True)
        ],
        "trimaps": None
        if pairing.trimaps is None
        else {"folder": str(pairing.trimaps), "digest": results.digests.trimaps},
        "split": None
        if pairing.split is None
        else {"file": str(pairing.split), "left_out": pairing.left_out},
        "warnings": list(warnings_of(results)),
        "scores": [_definition(score) for score in results.scores],
        "summary": summary[
            ["score", "method", "photos", "mean", "median", "minimum", "maximum", "best"]
        ].to_dict(orient="records"),
        "comparison": [asdict(each) for each in results.comparison()],
        "results": [asdict(row) for row in results.rows],
    }


def versions() -> dict[str, str]:
    """What the numbers were made with."""
    return {
        "curator": curator.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "opencv": cv2.__version__,
    }


def warnings_of(results: Results) -> tuple[str, ...]:
    """A sentence for each folder with predictions that no truth asks for, or that hold nobody."""
    sentences = [
        f"No pixel of the {which} reaches 0.5, so they hold nobody. If they are masks of 0 and 1, save "
        "them as 0 and 255: a grey value counts as a part of the highest that its PNG can hold."
        for which in results.faint
    ]
    for method in results.pairing.methods:
        if method.unused:
            shown = ", ".join(method.unused[:5]) + (", …" if len(method.unused) > 5 else "")
            number = len(method.unused)
            verb = "is" if number == 1 else "are"
            noun = "prediction" if number == 1 else "predictions"
            sentences.append(
                f"{number} {noun} of {method.name} {verb} not used, no truth has that stem: {shown}."
            )
    return tuple(sentences)


def write(results: Results, folder: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Write the four files into an empty folder; the table and the facts."""
    # Only the page needs jinja2 and matplotlib, and they are slow to import.
    from curator.evaluation.page import render

    summary = results.summary()
    facts = gather(results, summary)
    write_csv(per_photo(results.rows), folder / SCORES)
    write_csv(summary, folder / SUMMARY)
    text = json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)
    write_text(text + "\n", folder / FACTS)
    write_text(render(results, summary, facts), folder / PAGE)
    return summary, facts


def _definition(score: Score) -> dict[str, Any]:
    metric = score.metric
    return {
        "name": score.name,
        "metric": metric.name,
        "region": score.region,
        "region_title": REGION_TITLES[score.region],
        "title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "definition": metric.variant,
        "paper": metric.paper,
        "version": metric.version,
        "parameters": {info.name: info.default for info in describe(metric.parameters)},
    }


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV, numbers unrounded."""
    write_text(table.to_csv(index=False, lineterminator="\n"), path)


def write_text(text: str, path: Path) -> None:
    """Write a file of UTF-8."""
    # A file's name can hold bytes that are no text; they are written as escapes.
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
