"""Accuracy on the alphamatting scenes, over the unknown band."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matting_data import Case, scenes
from matting_methods import SHARED_NAMES, ours, print_table, say, theirs

from curator.imaging.convert import to_float
from curator.registry import METHODS, METRICS
from curator.types import UNKNOWN, Alpha

_METRICS = ("sad", "mse", "gradient")
_SCALES = (1.0, 1e3, 1.0)


def run(data: Path) -> None:
    """Print a table for each trimap."""
    for band in ("trimap1", "trimap2"):
        cases = scenes(data, band)
        means: dict[tuple[str, str], list[float]] = {}
        for name in METHODS.names():
            sides = {"ours": ours} | ({"PyMatting": theirs} if name in SHARED_NAMES else {})
            for side, function in sides.items():
                say(f"accuracy: {band}, {name}, {side}")
                scores = [
                    _scores(function(name, to_float(case.image), case.trimap), case) for case in cases
                ]
                means[name, side] = [float(mean) for mean in np.mean(scores, axis=0)]
        best = np.min([mean for (_, side), mean in means.items() if side == "PyMatting"], axis=0)
        print_table(
            f"Means over {len(cases)} scenes, {band}",
            "method | of | SAD / 1000 | MSE x 1000 | gradient / 1000 | SAD, of best | MSE | gradient",
            [[*key, *mean, *(np.array(mean) / best)] for key, mean in sorted(means.items())],
            "Of best: divided by the smallest of PyMatting's.",
        )


def _scores(alpha: Alpha, case: Case) -> list[float]:
    if case.truth is None:
        raise SystemExit(f"{case.name} has no true alpha.")
    region = case.trimap == UNKNOWN
    records = [METRICS.get(name) for name in _METRICS]
    return [
        scale * record.function(alpha, case.truth, region, record.parameters())
        for record, scale in zip(records, _SCALES, strict=True)
    ]
