"""The report's plots: inline SVG that follows the page's colours, light or dark."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from markupsafe import Markup, escape
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

#: Colours that methods can have on the page; the ninth method shares the first one's.
METHOD_COLOURS = 8

#: More photos than this are drawn as a box alone, so that the page stays small.
_MOST_DOTS = 400

# Colours nobody would choose, each replaced by a variable of the page's style sheet.
_INK, _MUTED, _RULE = "#a1b2f0", "#a1b2f1", "#a1b2f2"
_VARIABLES = {_INK: "--ink", _MUTED: "--muted", _RULE: "--rule"} | {
    f"#a1b2{index:02x}": f"--method-{index}" for index in range(METHOD_COLOURS)
}
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "curator",
    "text.parse_math": False,
    "font.size": 12,
    "axes.edgecolor": _RULE,
    "axes.labelcolor": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.formatter.useoffset": False,
    "xtick.color": _RULE,
    "ytick.color": _RULE,
    "xtick.labelcolor": _MUTED,
    "ytick.labelcolor": _MUTED,
    "grid.color": _RULE,
    "axes.axisbelow": True,
}
_PIXELS_AN_INCH = 72


def distribution(values: Sequence[NDArray[np.float64]], description: str) -> Markup:
    """One row a method: every photo a dot, the middle half a box, the median a line."""
    count = len(values)
    with matplotlib.rc_context(_SETTINGS):
        figure, axes = _figure(360, 56 + 34 * count)
        axes.grid(axis="x", linewidth=0.8)
        for index, column in enumerate(values):
            _row(axes, column, count - 1 - index, _colour(index))
        axes.set_ylim(-0.6, count - 0.4)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(5))
        return _svg(figure, description)


def sorted_curves(
    values: Sequence[NDArray[np.float64]], label: str, description: str, unit: str = "photos"
) -> Markup:
    """Each method's photos from its worst to its best: what share of them is below a score."""
    with matplotlib.rc_context(_SETTINGS):
        figure, axes = _figure(540, 340)
        axes.grid(linewidth=0.8)
        for index, column in enumerate(values):
            share = 100.0 * (np.arange(len(column)) + 0.5) / len(column)
            marker = "o" if len(column) == 1 else None
            axes.plot(share, np.sort(column), color=_colour(index), linewidth=2.0, marker=marker)
        axes.set_xlim(0, 100)
        axes.set_xlabel(f"{unit}, from the lowest score up (%)")
        axes.set_ylabel(label)
        return _svg(figure, description)


def paired_scatter(values: Sequence[NDArray[np.float64]], label: str, description: str) -> Markup:
    """Every photo's score by the other methods over its score by the first."""
    with matplotlib.rc_context(_SETTINGS):
        figure, axes = _figure(540, 340)
        axes.grid(linewidth=0.8)
        low, high = min(v.min() for v in values), max(v.max() for v in values)
        margin = 0.04 * (high - low) or 0.01
        ends = (low - margin, high + margin)
        axes.plot(ends, ends, color=_MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        for index, column in enumerate(values[1:], start=1):
            axes.scatter(values[0], column, s=22, color=_colour(index), alpha=0.7, linewidths=0)
        axes.set_xlim(ends)
        axes.set_ylim(ends)
        axes.set_xlabel(f"{label}, first method")
        axes.set_ylabel(f"{label}, other methods")
        return _svg(figure, description)


def _row(axes: Axes, column: NDArray[np.float64], height: float, colour: str) -> None:
    lower, middle, upper = np.quantile(column, (0.25, 0.5, 0.75))
    axes.barh(height, upper - lower, left=lower, height=0.62, color=colour, alpha=0.18, linewidth=0)
    axes.plot((middle, middle), (height - 0.31, height + 0.31), color=colour, linewidth=2.2)
    if len(column) <= _MOST_DOTS:
        # Spread evenly by rank, not at random: the same scores give the same picture.
        golden = 0.5 * (5**0.5 - 1)
        spread = ((np.argsort(np.argsort(column, kind="stable")) * golden) % 1.0 - 0.5) * 0.5
        axes.scatter(column, height + spread, s=13, color=colour, alpha=0.6, linewidths=0)
    else:
        ends = np.quantile(column, (0.05, 0.95))
        axes.plot(ends, (height, height), color=colour, linewidth=1.2)


def _figure(width: int, height: int) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width / _PIXELS_AN_INCH, height / _PIXELS_AN_INCH), layout="constrained")
    figure.patch.set_visible(False)
    axes = figure.add_subplot()
    axes.patch.set_visible(False)
    return figure, axes


def _colour(index: int) -> str:
    return f"#a1b2{index % METHOD_COLOURS:02x}"


def _svg(figure: Figure, description: str) -> Markup:
    buffer = io.StringIO()
    unsaid = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=unsaid)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var({variable})")
    text = re.sub(r"<style.*?</style>", "", text, flags=re.DOTALL)
    text = re.sub(r"font-family: [^;\"]*", "font-family: var(--sans)", text)
    # Ids that repeat in every figure; those of markers and clip paths are hashes of what they name.
    text = re.sub(r' id="[A-Za-z0-9.]+_\d+"', "", text)
    text = re.sub(r' (width|height)="[\d.]+pt"', "", text, count=2)
    label = escape(description)
    return Markup(text.replace("<svg", f'<svg role="img" aria-label="{label}"', 1))
