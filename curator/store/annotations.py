"""Annotations: which revision is current, and in what state."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from curator.errors import ConflictError, NotFoundError, StateError
from curator.records import Annotation, Draft, Removal, Revision, State, Verdict
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

    def all(self, state: State | None = None, *, removed: bool = False) -> tuple[Annotation, ...]:
        """Every annotation, or those of one state, by photo and subject.

        Those that are set aside are among them only with `removed`.
        """
        query = select(_table).order_by(_table.c.photo_id, _table.c.subject)
        if state is not None:
            query = query.where(_table.c.state == state)
        return self._found(query, removed)

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

    def of_photo(self, photo_id: int, *, removed: bool = False) -> tuple[Annotation, ...]:
        """The annotations of a photo, by subject; with `removed` also those that are set aside."""
        query = select(_table).where(_table.c.photo_id == photo_id).order_by(_table.c.subject)
        return self._found(query, removed)

    def next_subject(self, photo_id: int) -> int:
        """The number of a photo's next subject: those of people set aside are not given again."""
        known = self.of_photo(photo_id, removed=True)
        return known[-1].subject + 1 if known else 0

    def removals(self, annotation_id: int) -> tuple[Removal, ...]:
        """Who set an annotation aside or brought it back, the first one first."""
        table = tables.removal
        query = select(table).where(table.c.annotation_id == annotation_id).order_by(table.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Removal(row.annotation_id, row.revision, row.removed, row.author, read(row.created_at))
            for row in rows
        )

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
            "removed": False,
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

    def remove(self, annotation_id: int, base: str, author: str) -> Annotation:
        """Set an annotation aside; everything of it stays as it is.

        Raises
        ------
        ConflictError
            If `base` is not the current revision.
        StateError
            If it is set aside already.
        """
        return self._set_aside(annotation_id, base, True, author)

    def restore(self, annotation_id: int, base: str, author: str) -> Annotation:
        """Bring back an annotation that was set aside, as it was.

        Raises
        ------
        ConflictError
            If `base` is not the current revision.
        StateError
            If it is not set aside.
        """
        return self._set_aside(annotation_id, base, False, author)

    def _set_aside(self, annotation_id: int, base: str, removed: bool, author: str) -> Annotation:
        with self._database.writing() as connection:
            self._check(annotation_id, base)
            if self.get(annotation_id).removed == removed:
                raise StateError(
                    f"Annotation {annotation_id} was removed already."
                    if removed
                    else f"Annotation {annotation_id} is there: nobody removed it."
                )
            values = {"annotation_id": annotation_id, "revision": base, "removed": removed}
            said = insert(tables.removal).values(**values, author=author, created_at=now())
            connection.execute(said)
            _change(connection, annotation_id, removed=removed)
            return self.get(annotation_id)

    def _found(self, query: Select[Any], removed: bool) -> tuple[Annotation, ...]:
        if not removed:
            query = query.where(_table.c.removed.is_(False))
        with self._database.reading() as connection:
            return tuple(_annotation(row) for row in connection.execute(query))

    def _check(self, annotation_id: int, base: str) -> None:
        if self.get(annotation_id).head != base:
            raise ConflictError(
                f"Annotation {annotation_id} was changed in another window or by somebody else. "
                "Nothing of yours is lost: load the newest state, then apply your change to it."
            )


def _change(connection: Connection, annotation_id: int, **values: str | bool) -> None:
    connection.execute(
        update(_table).where(_table.c.id == annotation_id).values(**values, updated_at=now())
    )


def _annotation(row: Row[Any]) -> Annotation:
    values = dict(row._mapping)
    values["created_at"], values["updated_at"] = read(values["created_at"]), read(values["updated_at"])
    return Annotation(**values)
