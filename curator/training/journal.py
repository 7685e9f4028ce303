"""What a training leaves to look at: a table and a plot of its losses and validation scores."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from curator.training.loop import Row

_LOSSES = ("cross entropy", "alpha", "colour")
_SCORES = ("iou", "coarse_iou", "draft_iou")


def write(rows: Sequence[Row], folder: Path) -> None:
    """Write `journal.csv` and `journal.png`, each whole or not at all."""
    beside = folder / "journal.part"
    with beside.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, _columns(rows))
        table.writeheader()
        table.writerows(rows)
    beside.replace(folder / "journal.csv")
    _plot(rows, beside)
    beside.replace(folder / "journal.png")


def _columns(rows: Sequence[Row]) -> list[str]:
    """What any row has, losses before scores: a stage has only the losses that it minimises."""
    known = {name for row in rows for name in row}
    first = ["stage", "step", *_LOSSES]
    return [name for name in first if name in known] + [name for name in rows[-1] if name not in first]


def _plot(rows: Sequence[Row], place: Path) -> None:
    with matplotlib.rc_context({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        FigureCanvasAgg(figure)
        losses, scores = figure.subplots(1, 2)
        _lines(losses, rows, _LOSSES)
        losses.set(title="Losses", xlabel="validation", yscale="log")
        _lines(scores, rows, _SCORES)
        scores.set(title="Foreground IoU on the photos to choose by", xlabel="validation")
        figure.savefig(place, format="png", dpi=110)


def _lines(axes: Axes, rows: Sequence[Row], names: Sequence[str]) -> None:
    for name in names:
        if not any(name in row for row in rows):
            continue
        values = [float(row[name]) if name in row else float("nan") for row in rows]
        axes.plot(range(1, len(rows) + 1), values, label=name.replace("_", " "))
    stages = [row["stage"] for row in rows]
    for place in range(1, len(stages)):
        if stages[place] != stages[place - 1]:
            axes.axvline(place + 0.5, color="0.8", linewidth=1)
    axes.legend(frameon=False)
