"""What may be done to an annotation in which state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from curator.errors import StateError
from curator.records import Annotation, State
from curator.store.project import Project


@contextmanager
def changing(project: Project, annotation_id: int) -> Iterator[None]:
    """A transaction that changes an annotation which is still open.

    What is written was worked out before, which can take minutes, and a verdict in the meantime leaves
    the current revision as it is: only here is it certain that nobody has judged the annotation.

    Raises
    ------
    StateError
        As `next_state`.
    """
    with project.transaction():
        next_state(project.annotations.get(annotation_id))
        yield


def next_state(annotation: Annotation) -> State:
    """The state after somebody worked on an annotation.

    Raises
    ------
    StateError
        If it is read-only: accepted, submitted and waiting for its review, or removed.
    """
    if annotation.removed:
        raise StateError(
            f"Annotation {annotation.id} was removed. Bring it back on the Annotate page to change it."
        )
    if annotation.state == "accepted":
        raise StateError(
            f"Annotation {annotation.id} is accepted and read-only. "
            "Reopen it on the Review page to change it."
        )
    if annotation.state == "submitted":
        raise StateError(
            f"Annotation {annotation.id} is submitted and waits for its review. "
            "Reopen it on the Review page to change it."
        )
    return "in progress"
