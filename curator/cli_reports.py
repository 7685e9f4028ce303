"""The commands that measure, and leave a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from curator import terminal
from curator.options import AsJson

if TYPE_CHECKING:
    from curator.workflow.evaluate import Report


def evaluate(
    truth: Annotated[Path, typer.Argument(metavar="TRUTH_DIR", help="PNGs of true alphas.")],
    predictions: Annotated[
        list[Path], typer.Argument(metavar="PREDICTION_DIR...", help="A folder a method, equal stems.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the report goes.")],
    trimaps: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Trimaps: adds scores over the unknown band.")
    ] = None,
    split: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A text file with a stem a line.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Score predictions against truths, and write a report."""
    from curator.workflow.evaluate import evaluate as run

    with terminal.progress("evaluate") as job:
        report = run(truth, predictions, out, trimaps, split, job)
    if json:
        terminal.as_json(report.to_json())
        return
    columns = ["title", "region", "unit", "better", "method", "mean", "median"]
    terminal.table(columns, report.table[columns].itertuples(index=False))
    _told(report)


def agreement(
    exported: Annotated[Path, typer.Argument(metavar="EXPORT", help="A COCO+ folder.")],
    coco: Annotated[
        Path, typer.Argument(metavar="COCO", help="The COCO folder it began from, or its JSON file.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the report goes.")],
    json: AsJson = False,
) -> None:
    """Judge COCO's masks by the mattes of an export, person by person, and write a report."""
    from curator.workflow.agreement import agreement as run
    from curator.workflow.agreement import tables

    with terminal.progress("agreement") as job:
        report = run(exported, coco, out, job)
    if json:
        terminal.as_json(report.to_json())
        return
    for columns, rows in tables(report):
        terminal.table(columns, rows)
        terminal.say("")
    _told(report)


def _told(report: Report) -> None:
    for warning in report.warnings:
        terminal.note(warning)
    if report.earlier is not None:
        terminal.say(f"The report that was there before is kept in {report.earlier}.")
    terminal.say(f"The report is {report.page}.")
