"""Compare an export with the COCO dataset it began from, person by person, and leave a report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curator.errors import EvaluationError
from curator.evaluation.agreement import Agreement, Gathered
from curator.evaluation.agreement_report import write
from curator.evaluation.originals import read_originals
from curator.evaluation.report import Report
from curator.imaging.names import shown
from curator.records import Problem
from curator.registry import FORMATS
from curator.store.whole import whole_folder
from curator.workflow.jobs import Job
from curator.workflow.report_folder import check_free, in_place_of_earlier

#: How many persons a terminal shows; the report has all of them.
_WORST = 10


def agreement(export: Path, coco: Path, out: Path, job: Job[Any] | None = None) -> Report:
    """Judge COCO's masks by the mattes of an export, and show every person side by side.

    Parameters
    ----------
    export
        A COCO+ folder whose photos came from COCO.
    coco
        COCO's folder, or one of its annotation files; its photos are not needed.
    out
        A folder that is empty or not there; it appears whole or not at all. Where it holds an
        earlier report and nothing else, that one is moved beside, under its date, and kept.
    job
        Told of every photo; cancelling it leaves no trace.

    Raises
    ------
    EvaluationError
        If the two have no person in common, or a photo in two sizes, or `out` holds anything else.
    LayoutError
        If one of them is not in its layout.
    StoreError
        If `out` cannot be written or the disk is full.
    CancelledError
        If the job was cancelled.
    """
    out = out.resolve()
    check_free(out)
    job = job or Job("Agreement")
    originals = read_originals(coco)
    problems = list(originals.problems)
    gathered = Gathered()
    for number, photo in enumerate(FORMATS.get("coco-plus").read(export)):
        job.step(number, 0, shown(photo.name))
        if isinstance(photo, Problem):
            problems.append(photo)
        else:
            gathered.add(photo, originals)
    if not gathered.persons:
        raise EvaluationError(
            f"{shown(str(export))} and {shown(str(coco))} have no person in common: an export keeps "
            "COCO's ids where its photos were imported with `--format coco`."
        )
    job.step(1, 1, "Writing the report")
    measured = Agreement(
        export=str(export),
        coco=str(coco),
        files=originals.files,
        gathered=gathered,
        lines=gathered.lines(),
        warnings=_warnings(gathered, problems),
        created=datetime.now(UTC),
    )
    with in_place_of_earlier(out) as earlier, whole_folder(out) as folder:
        table, facts = write(measured, folder)
    return Report(folder=out, table=table, facts=facts, earlier=earlier)


def tables(report: Report) -> tuple[tuple[tuple[str, ...], list[tuple[Any, ...]]], ...]:
    """What a terminal shows of an agreement: COCOeval, the sizes, and the ten worst persons."""
    facts = report.to_json()
    shown_keys = (
        (facts["coco_eval"], ("score", "iou", "area", "max_detections", "everybody", "refined")),
        (facts["sizes"], ("size", "persons", "refined", "iou", "median_iou", "boundary_iou")),
        (facts["results"][:_WORST], ("id", "photo", "size", "refined", "iou", "boundary_iou")),
    )
    return tuple(
        (keys, [tuple("" if row[key] is None else row[key] for key in keys) for row in rows])
        for rows, keys in shown_keys
    )


def _warnings(gathered: Gathered, problems: list[Problem]) -> tuple[str, ...]:
    sentences = [f"{shown(problem.name)}: {problem.message}" for problem in problems]
    for ids, where, other in (
        (gathered.only_coco, "COCO", "the export"),
        (gathered.only_ours, "the export", "COCO"),
    ):
        if ids:
            some = ", ".join(str(each) for each in sorted(ids)[:5]) + (", …" if len(ids) > 5 else "")
            verb = "person of these photos is" if len(ids) == 1 else "persons of these photos are"
            sentences.append(
                f"{len(ids)} {verb} in {where} and not in {other}, and not compared: {some}."
            )
    return tuple(sentences)
