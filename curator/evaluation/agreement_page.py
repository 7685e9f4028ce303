"""The agreement report as one HTML page: every person side by side, the worst agreement first."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from curator.evaluation.agreement import SIZES, Agreement, summaries
from curator.evaluation.frame import filled, moment
from curator.evaluation.plots import METHOD_COLOURS, distribution, sorted_curves

_AREAS = {
    "all": "all sizes",
    "small": "small (below 32 × 32 pixels)",
    "medium": "medium (below 96 × 96 pixels)",
    "large": "large",
}


def render(agreement: Agreement, facts: Mapping[str, Any]) -> str:
    """The text of report.html."""
    cases = agreement.gathered.worst()
    sizes = summaries(agreement.persons)
    return filled(
        "agreement.html.j2",
        ("persons.js", "enlarge.js"),
        facts=facts,
        created=moment(agreement.created),
        finding=finding(facts),
        lines=[
            {
                "score": "Average precision" if line.score == "AP" else "Average recall",
                "iou": line.iou.replace(":", " to "),
                "area": _AREAS[line.area],
                "detections": line.max_detections,
                "cells": [line.everybody, line.refined],
            }
            for line in agreement.lines
        ],
        sizes=[{"each": each, "title": _AREAS[each.size]} for each in sizes],
        plots=_plots(agreement),
        cases=[{"person": person, "views": views} for person, views in cases],
        left=len(agreement.persons) - len(cases),
        command=shlex.join(["curator", "agreement", agreement.export, agreement.coco, "--out", "DIR"]),
    )


def finding(facts: Mapping[str, Any]) -> str:
    """The first thing to know, as a sentence."""
    everybody = facts["sizes"][0]
    refined = facts["refined"]
    if not refined:
        return "Nobody is refined here: every mask is COCO's own, carried over."
    carried = facts["persons"] - refined
    more = f"; {carried} more {'is' if carried == 1 else 'are'} carried over as COCO has them"
    return (
        f"COCO's masks and ours agree to a mean IoU of {everybody['iou']:.4f} over {refined} refined "
        f"person{'s' if refined > 1 else ''}{more if carried else ''}."
    )


def _plots(agreement: Agreement) -> dict[str, Any] | None:
    """The IoU of the refined persons of each size, where there are some."""
    groups = {
        size: np.array([each.iou for each in agreement.persons if each.refined and each.size == size])
        for size in SIZES
    }
    found = {size: values for size, values in groups.items() if len(values)}
    if not found:
        return None
    values = list(found.values())
    title = "IoU of COCO's masks and ours by the size of the person"
    return {
        "legend": [
            {"name": size, "colour": number % METHOD_COLOURS} for number, size in enumerate(found)
        ],
        "distribution": Markup(distribution(values, title)),
        "curves": Markup(sorted_curves(values, "IoU", title + ", in order", "persons")),
    }
