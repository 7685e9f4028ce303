"""How many pixels stored masks and trimaps call person, so that no list has to read them again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from curator.store import tables
from curator.store.database import Database

_table = tables.area


class Areas:
    """The door to the areas of a project's masks and trimaps, by the hash of the blob."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, int]:
        """The pixels of every blob that was counted."""
        with self._database.reading() as connection:
            return {row.blob: row.pixels for row in connection.execute(select(_table))}

    def keep(self, pixels: Mapping[str, int]) -> None:
        """Keep what was counted; a blob never changes, so what is there already stays."""
        if not pixels:
            return
        rows = [{"blob": blob, "pixels": number} for blob, number in pixels.items()]
        with self._database.writing() as connection:
            connection.execute(insert(_table).on_conflict_do_nothing(), rows)
