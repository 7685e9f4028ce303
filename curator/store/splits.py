"""Named lists of photos."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from curator.errors import NotFoundError
from curator.records import Split
from curator.store import tables
from curator.store.database import Database


class Splits:
    """The door to the splits of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Split, ...]:
        """Every split, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tables.split).order_by(tables.split.c.name)).all()
            return tuple(Split(row.id, row.name, _photos(connection, row.id)) for row in rows)

    def get(self, name: str) -> Split:
        """The split of that name.

        Raises
        ------
        NotFoundError
            If there is none; the message lists those there are.
        """
        for split in self.all():
            if split.name == name:
                return split
        names = ", ".join(split.name for split in self.all()) or "none yet"
        raise NotFoundError(f"There is no split {name!r} in this project; there are: {names}.")

    def add(self, name: str, photo_id: int) -> None:
        """Put a photo into a split, which is made if need be; again changes nothing."""
        table = tables.split
        with self._database.writing() as connection:
            split_id = connection.execute(select(table.c.id).where(table.c.name == name)).scalar()
            if split_id is None:
                made = insert(table).values(name=name).returning(table.c.id)
                split_id = connection.execute(made).scalar_one()
            member = upsert(tables.split_photo).values(split_id=split_id, photo_id=photo_id)
            connection.execute(member.on_conflict_do_nothing())


def _photos(connection: Connection, split_id: int) -> tuple[int, ...]:
    table = tables.split_photo
    query = select(table.c.photo_id).where(table.c.split_id == split_id).order_by(table.c.photo_id)
    return tuple(connection.execute(query).scalars())
