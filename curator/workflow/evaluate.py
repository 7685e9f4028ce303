"""Judge predictions by truths, and leave a report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curator.evaluation.pairs import Pairing, pair
from curator.evaluation.reading import Digest, label, read_alpha, read_trimap
from curator.evaluation.report import Report, write
from curator.evaluation.results import Digests, Results
from curator.evaluation.scores import score, scores
from curator.evaluation.tables import Row
from curator.store.whole import whole_folder
from curator.workflow.jobs import Job
from curator.workflow.report_folder import check_free, in_place_of_earlier

__all__ = ["Report", "evaluate"]

_PERSON = 0.5


def evaluate(
    truth: Path,
    predictions: Sequence[Path],
    out: Path,
    trimaps: Path | None = None,
    split: Path | None = None,
    job: Job[Any] | None = None,
) -> Report:
    """Score every prediction by its truth and write the report.

    Parameters
    ----------
    truth
        A folder of grey PNGs (1, 8 or 16 bit).
    predictions
        One folder a method, named after it, with a PNG of the same stem and size for each truth.
        Folders of one name are told apart by the folders they lie in. The others are compared with
        the first.
    out
        A folder that is empty or not there; it appears whole or not at all. Where it holds an
        earlier report and nothing else, that one is moved beside, under its date, and kept.
    trimaps
        A folder with a trimap for each truth; then scores over the unknown band come as well.
    split
        A text file of stems or file names, one a line: these truths alone.
    job
        Told of every photo; cancelling it leaves no trace.

    Returns
    -------
    Report
        With the table of means and medians, and where the page lies. Predictions that no truth asks
        for are named in its `warnings`.

    Raises
    ------
    EvaluationError
        If a prediction, trimap or photo of the split is missing, unreadable, no grey PNG or of
        another size than its truth, or `out` holds anything else. Nothing is skipped or resized.
    StoreError
        If `out` cannot be written or the disk is full.
    CancelledError
        If the job was cancelled.
    """
    out = out.resolve()
    check_free(out)
    job = job or Job("Evaluation")
    pairing = pair(truth, predictions, trimaps, split)
    created = datetime.now(UTC)
    rows, digests, faint = _measure(pairing, job)
    chosen = scores(with_band=trimaps is not None)
    results = Results(pairing, chosen, tuple(rows), digests, created, faint)
    with in_place_of_earlier(out) as earlier, whole_folder(out) as folder:
        table, facts = write(results, folder)
    return Report(folder=out, table=table, facts=facts, earlier=earlier)


def _measure(pairing: Pairing, job: Job[Any]) -> tuple[list[Row], Digests, tuple[str, ...]]:
    truths, bands, methods = Digest(), Digest(), [Digest() for _ in pairing.methods]
    people = dict.fromkeys(
        ("truths", *(f"predictions of {each.name}" for each in pairing.methods)), False
    )
    total = len(pairing.pairs) * len(pairing.methods)
    rows: list[Row] = []
    for each in pairing.pairs:
        truth, content = read_alpha(each.truth)
        truths.add(each.stem, content)
        people["truths"] |= bool(truth.max() >= _PERSON)
        height, width = truth.shape
        trimap = None
        if each.trimap is not None:
            trimap, content = read_trimap(each.trimap, (height, width))
            bands.add(each.stem, content)
        for method, file, digest in zip(pairing.methods, each.predictions, methods, strict=True):
            job.step(len(rows), total, label(file))
            prediction, content = read_alpha(file, (height, width))
            digest.add(each.stem, content)
            people[f"predictions of {method.name}"] |= bool(prediction.max() >= _PERSON)
            rows.append(Row(each.stem, method.name, width, height, score(prediction, truth, trimap)))
    job.step(total, total, "Writing the report")
    hashes = tuple(digest.hexdigest() for digest in methods)
    banded = None if pairing.trimaps is None else bands.hexdigest()
    faint = tuple(which for which, found in people.items() if not found)
    return rows, Digests(truths.hexdigest(), hashes, banded), faint
