"""Judge predictions by truths, and leave a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from curator.errors import EvaluationError
from curator.evaluation.pairs import Pair, Pairing, pair
from curator.evaluation.reading import Digest, label, read_alpha, read_trimap
from curator.evaluation.report import Report, write
from curator.evaluation.results import Digests, Results
from curator.evaluation.scores import score, scores
from curator.evaluation.tables import Row
from curator.imaging.names import shown
from curator.store.whole import whole_folder
from curator.workflow.jobs import Job
from curator.workflow.report_folder import check_free, in_place_of_earlier

__all__ = ["Report", "evaluate"]

_PERSON = 0.5
#: How many files of a fault are named.
_NAMED = 10


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
        another size than its truth, or `out` holds anything else. Nothing is skipped or resized, and
        nothing is scored before every file was read: the first fault is told, and all files with one.
    StoreError
        If `out` cannot be written or the disk is full.
    CancelledError
        If the job was cancelled.
    """
    out = out.resolve()
    check_free(out)
    job = job or Job("Evaluation")
    pairing = pair(truth, predictions, trimaps, split)
    _check(pairing, job)
    created = datetime.now(UTC)
    rows, digests, faint = _measure(pairing, job)
    chosen = scores(with_band=trimaps is not None)
    results = Results(pairing, chosen, tuple(rows), digests, created, faint)
    with in_place_of_earlier(out) as earlier, whole_folder(out) as folder:
        table, facts = write(results, folder)
    return Report(folder=out, table=table, facts=facts, earlier=earlier)


def _check(pairing: Pairing, job: Job[Any]) -> None:
    total = len(pairing.pairs) * len(pairing.methods)
    faults: list[tuple[str, EvaluationError]] = []
    for each in pairing.pairs:
        job.step(0, total, f"Checking {shown(each.stem)}")
        faults += _faults(each)
    if not faults:
        return
    others = [name for name, _ in faults[1:]]
    more = ""
    if others:
        verb = "file has a fault" if len(others) == 1 else "files have a fault"
        names = ", ".join(others[:_NAMED]) + (", …" if len(others) > _NAMED else "")
        more = f" {len(others)} more {verb}: {names}."
    raise EvaluationError(f"{faults[0][1]}{more}") from faults[0][1]


def _faults(pair: Pair) -> Iterator[tuple[str, EvaluationError]]:
    """The files of a pair that cannot be scored, each with what is wrong with it."""
    try:
        truth, _ = read_alpha(pair.truth)
    except EvaluationError as error:
        yield label(pair.truth), error
        return
    shape = (truth.shape[0], truth.shape[1])
    if pair.trimap is not None:
        try:
            read_trimap(pair.trimap, shape)
        except EvaluationError as error:
            yield label(pair.trimap), error
    for path in pair.predictions:
        try:
            read_alpha(path, shape)
        except EvaluationError as error:
            yield label(path), error


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
