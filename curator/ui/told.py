"""How the jobs of the library ended, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from curator.ui.progress import named
from curator.wording import counted
from curator.workflow.bulk import MatteSummary
from curator.workflow.fetching import FetchSummary
from curator.workflow.ingest import ImportSummary
from curator.workflow.propose import ProposeSummary


def told(result: ImportSummary | ProposeSummary | MatteSummary | FetchSummary) -> str:
    """The sentence that says what a job did, with what could not be done."""
    if isinstance(result, FetchSummary):
        names = ", ".join(result.fetched)
        return f"<p><b>{f'Fetched {names}' if names else 'All weights are here'}</b>.</p>"
    if isinstance(result, ImportSummary):
        return _imported(result)
    if isinstance(result, ProposeSummary):
        head = f"Proposed {counted(result.proposed, 'trimap')}"
        left = f"{counted(result.skipped, 'photo')} left as they were" if result.skipped else ""
        if result.carried:
            head += f", {result.carried} of them carried over (too small to matte)"
    else:
        head = f"Made {counted(result.matted, 'matte')}"
        left = f"{counted(result.skipped, 'annotation')} left as they were" if result.skipped else ""
    failed = named(f"{counted(len(result.problems), 'photo')} could not be done", result.problems)
    said = _paragraphs(result.notes) if isinstance(result, ProposeSummary) else ""
    return f"<p><b>{head}</b>{'; ' + left if left else ''}.</p>{said}{failed}"


def _imported(result: ImportSummary) -> str:
    came = [counted(len(result.photos), "photo")]
    came += [counted(result.masks, "mask")] if result.masks else []
    came += [counted(result.annotations, "annotation")] if result.annotations else []
    rows = "".join(
        f"<li><b>{escape(name)}</b> is here already as {escape(known)}</li>"
        for name, known in result.duplicates[:200]
    )
    doubled = ""
    if rows:
        title = f"{counted(len(result.duplicates), 'duplicate')} not imported again"
        doubled = f"<details><summary>{title}</summary><ul>{rows}</ul></details>"
    failed = named(f"{counted(len(result.problems), 'file')} could not be used", result.problems)
    return f"<p><b>Imported {', '.join(came)}</b>.</p>{_paragraphs(result.notes)}{doubled}{failed}"


def _paragraphs(notes: Sequence[str]) -> str:
    return "".join(f"<p>{escape(note)}</p>" for note in notes)
