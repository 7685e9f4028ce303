"""Annotations: which revision is current, and in what state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from curator.errors import ConflictError, NotFoundError
from curator.records import Annotation, Draft, Revision, State, Verdict
from curator.store import revisions, tables
from curator.store.clock import now, read
from curator.store.database import Database

_table = tables.annotation


class Annotations:
    """The door to the annotations of a project.

    Every change names the revision it was made from (`base`); where that is no longer the current
    one, somebody else saved in between and the change is refused.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._revisions = revisions.Revisions(database)

    def all(self, state: State | None = None) -> tuple[Annotation, ...]:
        """Every annotation, or those of one state, by photo and subject."""
        query = select(_table).order_by(_table.c.photo_id, _table.c.subject)
        if state is not None:
            query = query.where(_table.c.state == state)
        with self._database.reading() as connection:
            return tuple(_annotation(row) for row in connection.execute(query))

    def get(self, annotation_id: int) -> Annotation:
        """The annotation of that id.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(_table).where(_table.c.id == annotation_id)).first()
        if row is None:
            raise NotFoundError(f"There is no annotation {annotation_id} in this project.")
        return _annotation(row)

    def of_photo(self, photo_id: int) -> tuple[Annotation, ...]:
        """The annotations of a photo, by subject."""
        query = select(_table).where(_table.c.photo_id == photo_id).order_by(_table.c.subject)
        with self._database.reading() as connection:
            return tuple(_annotation(row) for row in connection.execute(query))

    def create(
        self, photo_id: int, subject: int, external_id: int | None, draft: Draft, state: State
    ) -> Annotation:
        """Begin an annotation with its first revision."""
        moment = now()
        values = {
            "photo_id": photo_id,
            "subject": subject,
            "state": state,
            "external_id": external_id,
            "created_at": moment,
            "updated_at": moment,
        }
        with self._database.writing() as connection:
            made = insert(_table).values(values).returning(_table.c.id)
            annotation_id = connection.execute(made).scalar_one()
            head = revisions.write(connection, draft, None, annotation_id)
            _change(connection, annotation_id, head=head)
            return self.get(annotation_id)

    def append(self, annotation_id: int, base: str, draft: Draft, state: State) -> Revision:
        """Add a revision upon `base` and make it the current one.

        Raises
        ------
        ConflictError
            If `base` is not the current revision.
        """
        with self._database.writing() as connection:
            self._check(annotation_id, base)
            head = revisions.write(connection, draft, base, annotation_id)
            _change(connection, annotation_id, head=head, state=state)
            return self._revisions.get(head)

    def move(self, annotation_id: int, base: str, head: str, state: State, author: str) -> Revision:
        """Make another revision of this annotation the current one (undo, redo), and note who did.

        Raises
        ------
        ConflictError
            If `base` is not the current revision.
        """
        with self._database.writing() as connection:
            self._check(annotation_id, base)
            values = {"source": base, "target": head, "author": author, "created_at": now()}
            connection.execute(insert(tables.move).values(values | {"annotation_id": annotation_id}))
            _change(connection, annotation_id, head=head, state=state)
            return self._revisions.get(head)

    def review(
        self, annotation_id: int, base: str, verdict: Verdict, state: State, note: str, reviewer: str
    ) -> Annotation:
        """Write what was said of the current revision, and the state that follows, in one step.

        Raises
        ------
        ConflictError
            If `base` is not the current revision.
        """
        values = {
            "annotation_id": annotation_id,
            "revision": base,
            "verdict": verdict,
            "note": note,
            "reviewer": reviewer,
            "created_at": now(),
        }
        with self._database.writing() as connection:
            self._check(annotation_id, base)
            connection.execute(insert(tables.review).values(values))
            _change(connection, annotation_id, state=state)
            return self.get(annotation_id)

    def _check(self, annotation_id: int, base: str) -> None:
        if self.get(annotation_id).head != base:
            raise ConflictError(
                f"Annotation {annotation_id} was changed in another window or by somebody else. "
                "Nothing of yours is lost: load the newest state, then apply your change to it."
            )


def _change(connection: Connection, annotation_id: int, **values: str) -> None:
    connection.execute(
        update(_table).where(_table.c.id == annotation_id).values(**values, updated_at=now())
    )


def _annotation(row: Row[Any]) -> Annotation:
    values = dict(row._mapping)
    values["created_at"], values["updated_at"] = read(values["created_at"]), read(values["updated_at"])
    return Annotation(**values)
