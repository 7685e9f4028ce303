"""What a reviewer does: accept, reject, and reopen on purpose."""

from __future__ import annotations

from curator.errors import StateError
from curator.records import Annotation, State, Verdict
from curator.store.project import Project


def accept(project: Project, annotation_id: int, base: str, note: str, reviewer: str) -> Annotation:
    """Accept a submitted annotation: it is read-only until somebody reopens it.

    Raises
    ------
    StateError
        If it is not submitted.
    ConflictError
        If `base` is no longer the current revision.
    """
    return _judge(project, annotation_id, base, "accept", "accepted", note, reviewer)


def reject(project: Project, annotation_id: int, base: str, note: str, reviewer: str) -> Annotation:
    """Send a submitted annotation back; the note says what is wrong with it.

    Raises
    ------
    StateError
        If it is not submitted, or the note is empty.
    ConflictError
        If `base` is no longer the current revision.
    """
    if not note.strip():
        raise StateError("Say in the note what is wrong, so that the annotator knows what to mend.")
    return _judge(project, annotation_id, base, "reject", "rejected", note, reviewer)


def reopen(project: Project, annotation_id: int, base: str, note: str, reviewer: str) -> Annotation:
    """Make an accepted or submitted annotation editable again.

    Raises
    ------
    StateError
        If it is neither.
    ConflictError
        If `base` is no longer the current revision.
    """
    with project.transaction():
        annotation = project.annotations.get(annotation_id)
        if annotation.state not in ("accepted", "submitted"):
            raise StateError(f"Annotation {annotation_id} is {annotation.state}: it is open already.")
        return project.annotations.review(
            annotation_id, base, "reopen", "in progress", note.strip(), reviewer
        )


def _judge(
    project: Project,
    annotation_id: int,
    base: str,
    verdict: Verdict,
    state: State,
    note: str,
    reviewer: str,
) -> Annotation:
    # In one transaction: of two verdicts at once the first counts, and the other is refused.
    with project.transaction():
        annotation = project.annotations.get(annotation_id)
        if annotation.state != "submitted":
            raise StateError(
                f"Annotation {annotation_id} is {annotation.state}; only a submitted one can be judged."
            )
        return project.annotations.review(annotation_id, base, verdict, state, note.strip(), reviewer)
