"""Revisions: written once, chained by hash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from curator.errors import NotFoundError
from curator.records import Draft, Revision, Stroke
from curator.store import chain, tables
from curator.store.clock import now, read
from curator.store.database import Database

_table = tables.revision


class Revisions:
    """The door to the revisions of a project; `Annotations` writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, revision: str) -> Revision:
        """The revision of that hash.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(_query().where(_table.c.hash == revision)).first()
        if row is None:
            raise NotFoundError(f"There is no revision {revision[:64]!r} in this project.")
        return _revision(row)

    def chain(self, revision: str) -> tuple[Revision, ...]:
        """A revision and all before it, the first one first."""
        steps = select(_table.c.hash, _table.c.parent).where(_table.c.hash == revision)
        walk = steps.cte("walk", recursive=True)
        older = select(_table.c.hash, _table.c.parent).join(walk, _table.c.hash == walk.c.parent)
        walk = walk.union_all(older)
        with self._database.reading() as connection:
            query = _query().where(_table.c.hash.in_(select(walk.c.hash))).order_by(_table.c.number)
            found = tuple(_revision(row) for row in connection.execute(query))
        if not found:
            raise NotFoundError(f"There is no revision {revision[:64]!r} in this project.")
        return found

    def newest_alpha(self, revision: str) -> str | None:
        """The hash of the newest revision, at or before this one, that made an alpha; None without."""
        columns = (_table.c.hash, _table.c.parent, _table.c.alpha_blob)
        walk = select(*columns).where(_table.c.hash == revision).cte("walk", recursive=True)
        older = select(*columns).join(walk, _table.c.hash == walk.c.parent)
        walk = walk.union_all(older.where(walk.c.alpha_blob.is_(None)))
        with self._database.reading() as connection:
            found = select(walk.c.hash).where(walk.c.alpha_blob.is_not(None))
            return connection.execute(found).scalar()

    def newest_trimaps(self) -> dict[int, str]:
        """The blob of the newest trimap that was stored of each annotation, by the annotation's id."""
        columns = _table.c.annotation_id, _table.c.trimap_blob
        query = select(*columns).where(_table.c.trimap_blob.is_not(None)).order_by(_table.c.number)
        with self._database.reading() as connection:
            return {row.annotation_id: row.trimap_blob for row in connection.execute(query)}

    def children(self, revision: str) -> tuple[Revision, ...]:
        """The revisions made from this one, the newest last."""
        with self._database.reading() as connection:
            query = _query().where(_table.c.parent == revision).order_by(_table.c.number)
            return tuple(_revision(row) for row in connection.execute(query))

    def of_annotation(self, annotation_id: int) -> tuple[Revision, ...]:
        """Every revision of an annotation, those undone too, in the order they were made."""
        with self._database.reading() as connection:
            query = _query().where(_table.c.annotation_id == annotation_id).order_by(_table.c.number)
            return tuple(_revision(row) for row in connection.execute(query))

    def with_alpha(self, annotation_id: int) -> tuple[Revision, ...]:
        """Every revision of an annotation that made an alpha, in the order they were made."""
        with self._database.reading() as connection:
            query = _query().where(_table.c.annotation_id == annotation_id)
            query = query.where(_table.c.alpha_blob.is_not(None)).order_by(_table.c.number)
            return tuple(_revision(row) for row in connection.execute(query))

    def by_token(self, annotation_id: int, token: str) -> Revision | None:
        """The revision that a client asked for under that token, or None."""
        with self._database.reading() as connection:
            query = _query().where(_table.c.annotation_id == annotation_id, _table.c.token == token)
            row = connection.execute(query).first()
        return None if row is None else _revision(row)


def write(connection: Connection, draft: Draft, parent: str | None, annotation_id: int) -> str:
    """Put a draft into its place in the chain; returns the revision's hash."""
    last = select(func.max(_table.c.number)).where(_table.c.annotation_id == annotation_id)
    number = (connection.execute(last).scalar() or 0) + 1
    values = chain.draft_as_json(draft, parent, annotation_id, number, now())
    stroke = values.pop("stroke")
    connection.execute(insert(_table).values(values))
    if stroke is not None:
        connection.execute(insert(tables.stroke).values(stroke | {"revision": values["hash"]}))
    return str(values["hash"])


def _query() -> Select[Any]:
    stroke = tables.stroke
    return select(_table, stroke.c.label, stroke.c.radius, stroke.c.points).outerjoin(
        stroke, stroke.c.revision == _table.c.hash
    )


def _revision(row: Row[Any]) -> Revision:
    values = dict(row._mapping)
    label, radius, points = values.pop("label"), values.pop("radius"), values.pop("points")
    values["stroke"] = None
    if label is not None:
        values["stroke"] = Stroke(label, radius, tuple((x, y) for x, y in points))
    values["created_at"] = read(values["created_at"])
    return Revision(**values)
