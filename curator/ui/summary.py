"""The summary of an evaluation as a table: a row a score, a column a method."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

_REGION = {"image": "whole image", "band": "unknown band"}


def table(summary: Any) -> str:
    """The mean (and the median) of each score and method, the best mean of each row marked."""
    methods = list(dict.fromkeys(summary["method"]))
    heads = "".join(
        f'<th scope="col"><b>{escape(method)}</b> mean <small>median</small></th>' for method in methods
    )
    rows = "".join(_row(group, methods) for _name, group in summary.groupby("score", sort=False))
    return (
        '<div class="c-scores"><table><thead><tr><th scope="col">Score</th><th scope="col">Region</th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def sizes(facts: Mapping[str, Any]) -> str:
    """How far COCO's masks and ours agree, over everybody and by the size of the person."""
    heads = ("Size", "Persons", "Refined", "Mean IoU", "Median IoU", "Mean boundary IoU")
    rows = "".join(
        f'<tr><th scope="row">{escape(each["size"])}</th><td>{each["persons"]:,}</td>'
        f"<td>{each['refined']:,}</td>"
        + "".join(_share(each[name]) for name in ("iou", "median_iou", "boundary_iou"))
        + "</tr>"
        for each in facts["sizes"]
    )
    head = "".join(f'<th scope="col">{title}</th>' for title in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="c-scores is-numbers">{table}</div>'


def _share(value: float | None) -> str:
    return "<td>–</td>" if value is None else f"<td><b>{value:.4f}</b></td>"


def _row(group: Any, methods: list[str]) -> str:
    first = group.iloc[0]
    arrow = "↑" if first["better"] == "higher" else "↓"
    cells = "".join(
        _cell(group[group["method"] == method].iloc[0], len(methods) > 1) for method in methods
    )
    return (
        f'<tr><th scope="row" title="{escape(first["unit"])}">{escape(first["title"])} {arrow}</th>'
        f"<td>{_REGION[first['region']]}</td>{cells}</tr>"
    )


def _cell(line: Any, several: bool) -> str:
    best = ' class="is-best"' if several and line["best"] else ""
    return f"<td{best}><b>{line['mean']:#.4g}</b> <small>{line['median']:#.4g}</small></td>"
