"""The four files of an agreement report."""

from __future__ import annotations

import importlib.metadata
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from curator.evaluation.agreement import THRESHOLD, Agreement, Person, summaries
from curator.evaluation.report import (
    AGREEMENT,
    FACTS,
    FORMAT,
    PAGE,
    SCORES,
    SUMMARY,
    versions,
    write_csv,
    write_text,
)


def write(agreement: Agreement, folder: Path) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Write scores.csv (a line a person), summary.csv (COCOeval), report.json and report.html.

    Returns
    -------
    table, facts
        What summary.csv and report.json hold.
    """
    # Only the page needs jinja2 and matplotlib, and they are slow to import.
    from curator.evaluation.agreement_page import render

    table = pd.DataFrame([asdict(line) for line in agreement.lines])
    facts = gather(agreement)
    write_csv(pd.DataFrame([as_row(person) for person in agreement.persons]), folder / SCORES)
    write_csv(table, folder / SUMMARY)
    text = json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False)
    write_text(text + "\n", folder / FACTS)
    write_text(render(agreement, facts), folder / PAGE)
    return table, facts


def gather(agreement: Agreement) -> dict[str, Any]:
    """Everything a reader needs to trust or repeat the numbers, ready for JSON."""
    gathered = agreement.gathered
    return {
        "kind": AGREEMENT,
        "format": FORMAT,
        "created": agreement.created.isoformat(timespec="seconds"),
        "versions": versions() | {"pycocotools": importlib.metadata.version("pycocotools")},
        "export": agreement.export,
        "coco": agreement.coco,
        "files": [{"name": name, "sha256": digest} for name, digest in agreement.files],
        "threshold": THRESHOLD,
        "photos": len({person.image_id for person in agreement.persons}),
        "persons": len(agreement.persons),
        "refined": sum(person.refined for person in agreement.persons),
        "crowds": gathered.crowds,
        "only_in_export": sorted(gathered.only_ours),
        "only_in_coco": sorted(gathered.only_coco),
        "warnings": list(agreement.warnings),
        "coco_eval": [asdict(line) for line in agreement.lines],
        "sizes": [asdict(each) for each in summaries(agreement.persons)],
        "results": [as_row(person) for person in agreement.persons],
    }


def as_row(person: Person) -> dict[str, Any]:
    """One person as a line of scores.csv."""
    return asdict(person) | {"size": person.size}
