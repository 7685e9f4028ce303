"""Where somebody has looked, and how much remains to be looked at."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from curator.records import Look, Outlook, Rectangle
from curator.store import tables
from curator.store.clock import now
from curator.store.database import Database


class Attention:
    """The door to what was looked at in a project's annotations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, annotation_id: int, box: Rectangle, alpha_blob: str, author: str) -> None:
        """Keep that somebody looked at a box, and as which alpha (a blob of the box alone)."""
        values = {
            "annotation_id": annotation_id,
            "x": box.x,
            "y": box.y,
            "width": box.width,
            "height": box.height,
            "alpha_blob": alpha_blob,
            "author": author,
            "created_at": now(),
        }
        with self._database.writing() as connection:
            connection.execute(insert(tables.look).values(values))

    def of(self, annotation_id: int) -> tuple[Look, ...]:
        """What was looked at of an annotation, the newest first."""
        table = tables.look
        query = select(table).where(table.c.annotation_id == annotation_id).order_by(-table.c.id)
        with self._database.reading() as connection:
            return tuple(
                Look(Rectangle(row.x, row.y, row.width, row.height), row.alpha_blob, row.author)
                for row in connection.execute(query)
            )

    def expect(self, annotation_id: int, outlook: Outlook) -> None:
        """Keep what remains to be looked at; what was kept before is replaced."""
        values = {"revision": outlook.revision, "weight": outlook.weight, "spots": outlook.spots}
        wanted = upsert(tables.outlook).values(annotation_id=annotation_id, **values)
        with self._database.writing() as connection:
            connection.execute(
                wanted.on_conflict_do_update(index_elements=["annotation_id"], set_=values)
            )

    def outlooks(self) -> dict[int, Outlook]:
        """What remains of each annotation that several methods matted, by its id."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tables.outlook)).all()
        return {row.annotation_id: Outlook(row.revision, row.weight, row.spots) for row in rows}
