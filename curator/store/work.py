"""How much work went into annotations: active time, matting runs, steps."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from curator.store import tables
from curator.store.clock import now
from curator.store.database import Database


class Work:
    """The door to the work on a project's annotations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_time(self, annotation_id: int, token: str, seconds: float, author: str) -> None:
        """Add active time; the same token again adds nothing."""
        values = {"annotation_id": annotation_id, "token": token, "seconds": seconds}
        made = upsert(tables.activity).values(**values, author=author, created_at=now())
        with self._database.writing() as connection:
            connection.execute(made.on_conflict_do_nothing())

    def add_run(self, annotation_id: int, revision: str, methods: Sequence[str], author: str) -> None:
        """Add a run of matting methods on a revision."""
        values = {"annotation_id": annotation_id, "revision": revision, "methods": list(methods)}
        with self._database.writing() as connection:
            made = insert(tables.matting_run).values(**values, author=author, created_at=now())
            connection.execute(made)

    def seconds(self) -> dict[int, float]:
        """Active seconds by annotation."""
        table = tables.activity
        query = select(table.c.annotation_id, func.sum(table.c.seconds)).group_by(table.c.annotation_id)
        with self._database.reading() as connection:
            return {annotation: float(total) for annotation, total in connection.execute(query)}

    def runs(self) -> dict[int, int]:
        """Matting runs by annotation."""
        table = tables.matting_run
        query = select(table.c.annotation_id, func.count()).group_by(table.c.annotation_id)
        with self._database.reading() as connection:
            return {annotation: int(count) for annotation, count in connection.execute(query)}

    def steps(self) -> dict[tuple[int, str], int]:
        """How many revisions of each kind an annotation has, those undone too."""
        table = tables.revision
        columns = table.c.annotation_id, table.c.kind
        query = select(*columns, func.count()).group_by(*columns)
        with self._database.reading() as connection:
            return {(row[0], row[1]): int(row[2]) for row in connection.execute(query)}
