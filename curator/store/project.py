"""A project: a folder with one database and its blobs. The only door to what is on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from sqlalchemy import text

from curator.errors import ProjectError
from curator.store.annotations import Annotations
from curator.store.areas import Areas
from curator.store.attention import Attention
from curator.store.blobs import Blobs
from curator.store.database import Database
from curator.store.failures import translated
from curator.store.photos import Photos
from curator.store.reviews import Reviews
from curator.store.revisions import Revisions
from curator.store.splits import Splits
from curator.store.work import Work

_DATABASE = "project.db"


class Project:
    """An open project.

    Attributes
    ----------
    folder
        Where it lies.
    photos, annotations, revisions, reviews, splits, attention, areas, work, blobs
        The doors to what it holds. Records come out, and stay as they were when they came out.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder / _DATABASE)
        self.blobs = Blobs(folder / "blobs")
        self.photos = Photos(self._database)
        self.annotations = Annotations(self._database)
        self.revisions = Revisions(self._database)
        self.reviews = Reviews(self._database)
        self.splits = Splits(self._database)
        self.attention = Attention(self._database)
        self.areas = Areas(self._database)
        self.work = Work(self._database)

    @classmethod
    def create(cls, folder: Path) -> Project:
        """Make a new project in a folder that is empty or not there.

        Raises
        ------
        ProjectError
            If a project or anything else is there already.
        ReadOnlyError, DiskFullError
            If the folder cannot be written.
        """
        with translated(folder):
            if (folder / _DATABASE).exists():
                raise ProjectError(f"There is a project in {folder} already.")
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise ProjectError(f"{folder} is not empty. Name a folder that is empty or not there.")
            (folder / "blobs").mkdir(parents=True, exist_ok=True)
        return cls._opened(folder)

    @classmethod
    def open(cls, folder: Path) -> Project:
        """Open a project; its database is brought to today's form.

        Raises
        ------
        ProjectError
            If there is no project there, or the folder cannot be looked into.
        NewerProjectError
            If a newer curator wrote it.
        """
        try:
            there = (folder / _DATABASE).is_file()
        except OSError as error:
            raise ProjectError(
                f"{folder} cannot be looked into: {error.strerror}. Name a folder that this account "
                "may read."
            ) from error
        if not there:
            raise ProjectError(f"There is no project in {folder}. Make one with: curator init {folder}")
        return cls._opened(folder)

    @classmethod
    def _opened(cls, folder: Path) -> Project:
        project = cls(folder)
        try:
            project._database.prepare()
        except BaseException:
            project.close()
            raise
        return project

    @property
    def name(self) -> str:
        """The name of the project's folder."""
        return self.folder.resolve().name

    @property
    def writable(self) -> bool:
        """Whether this account may write the project."""
        return self._database.writable

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside is on the disk when the block ends, or nothing of it is."""
        with self._database.writing():
            yield

    def damage(self) -> tuple[str, ...]:
        """What SQLite's own checks say is wrong with the database; empty when it is sound."""
        with self._database.reading() as connection:
            integrity = connection.execute(text("PRAGMA integrity_check")).scalars().all()
            references = connection.execute(text("PRAGMA foreign_key_check")).all()
        found = [line for line in integrity if line != "ok"]
        return (*found, *(f"a row of {row[0]} points at a missing {row[2]}" for row in references))

    def close(self) -> None:
        """Close the database; the project can be opened again."""
        self._database.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
