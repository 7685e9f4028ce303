"""Photos and the masks that came with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, insert, select

from curator.errors import NotFoundError
from curator.records import ImportedMask, Photo
from curator.store import tables
from curator.store.clock import now, read
from curator.store.database import Database


class Photos:
    """The door to the photos of a project."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Photo, ...]:
        """Every photo, in the order of import."""
        with self._database.reading() as connection:
            rows = connection.execute(select(tables.photo).order_by(tables.photo.c.id))
            return tuple(_photo(row) for row in rows)

    def get(self, photo_id: int) -> Photo:
        """The photo of that id.

        Raises
        ------
        NotFoundError
            If there is none.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(tables.photo).where(tables.photo.c.id == photo_id)).first()
        if row is None:
            raise NotFoundError(f"There is no photo {photo_id} in this project.")
        return _photo(row)

    def by_sha(self, sha256: str) -> Photo | None:
        """The photo of those bytes, or None."""
        with self._database.reading() as connection:
            query = select(tables.photo).where(tables.photo.c.sha256 == sha256)
            row = connection.execute(query).first()
        return None if row is None else _photo(row)

    def stems(self) -> frozenset[str]:
        """The stems that are taken, case folded: some file systems know no other."""
        with self._database.reading() as connection:
            return frozenset(
                stem.casefold() for stem in connection.execute(select(tables.photo.c.stem)).scalars()
            )

    def add(
        self,
        *,
        sha256: str,
        name: str,
        stem: str,
        suffix: str,
        size: tuple[int, int],
        external_id: int | None,
        attributes: Mapping[str, Any],
    ) -> Photo:
        """Add a photo whose bytes are a blob already; `size` is (width, height) upright, in pixels."""
        values = {
            "sha256": sha256,
            "name": name,
            "stem": stem,
            "suffix": suffix,
            "width": size[0],
            "height": size[1],
            "imported_at": now(),
            "external_id": external_id,
            "attributes": dict(attributes),
        }
        with self._database.writing() as connection:
            made = insert(tables.photo).values(values).returning(tables.photo.c.id)
            return self.get(connection.execute(made).scalar_one())

    def masks(self, photo_id: int) -> tuple[ImportedMask, ...]:
        """The masks imported with a photo, by subject."""
        table = tables.imported_mask
        with self._database.reading() as connection:
            rows = connection.execute(
                select(table).where(table.c.photo_id == photo_id).order_by(table.c.subject)
            )
            return tuple(ImportedMask(**row._mapping) for row in rows)

    def all_masks(self) -> dict[int, tuple[ImportedMask, ...]]:
        """The masks imported with every photo, by the photo's id and then by subject."""
        table = tables.imported_mask
        found: dict[int, tuple[ImportedMask, ...]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(select(table).order_by(table.c.subject)):
                found[row.photo_id] = (*found.get(row.photo_id, ()), ImportedMask(**row._mapping))
        return found

    def add_mask(
        self, photo_id: int, subject: int, blob: str, external_id: int | None, is_crowd: bool
    ) -> None:
        """Add a mask that came with a photo; its bytes are a blob already."""
        values = {
            "photo_id": photo_id,
            "subject": subject,
            "blob": blob,
            "external_id": external_id,
            "is_crowd": is_crowd,
        }
        with self._database.writing() as connection:
            connection.execute(insert(tables.imported_mask).values(values))


def _photo(row: Row[Any]) -> Photo:
    values = dict(row._mapping)
    values["imported_at"] = read(values["imported_at"])
    return Photo(**values)
