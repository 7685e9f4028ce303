"""What reviewers said; `Annotations.review` writes it together with the state."""

from __future__ import annotations

from sqlalchemy import select

from curator.records import Review
from curator.store import tables
from curator.store.clock import read
from curator.store.database import Database


class Reviews:
    """The door to the reviews of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, annotation_id: int) -> tuple[Review, ...]:
        """The reviews of an annotation, the first one first."""
        table = tables.review
        query = select(table).where(table.c.annotation_id == annotation_id).order_by(table.c.id)
        with self._database.reading() as connection:
            rows = [dict(row._mapping) for row in connection.execute(query)]
        return tuple(Review(**row | {"created_at": read(row["created_at"])}) for row in rows)
