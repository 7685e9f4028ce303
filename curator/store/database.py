"""One SQLite database: write-ahead log, foreign keys, durable commits, one transaction a thread."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import QueuePool

from curator.errors import ReadOnlyError
from curator.store import migrate
from curator.store.failures import read_only, translated

_BUSY_SECONDS = 30


class Database:
    """Connections to `project.db`, and the transaction that a thread is in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder = path.parent
        self.writable = os.access(path.parent, os.W_OK) and (
            not path.exists() or os.access(path, os.W_OK)
        )
        self._local = threading.local()
        self._engine = create_engine(
            "sqlite+pysqlite://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=8,
            max_overflow=32,
        )
        event.listen(self._engine, "begin", _begin)

    def prepare(self) -> None:
        """Check the form of the database, and bring an older one to today's."""
        with translated(self._folder), self._engine.connect() as connection:
            older = migrate.pending(connection, self._folder)
            connection.rollback()
        if not older:
            return
        if not self.writable:
            raise read_only(self._folder)
        with self.writing() as connection:
            migrate.upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database."""
        current = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        with translated(self._folder), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on the disk when the block ends, or leaves no trace.

        A block inside another of the same thread is part of that one.
        """
        current = getattr(self._local, "connection", None)
        if current is not None:
            yield current
            return
        if not self.writable:
            raise read_only(self._folder)
        with translated(self._folder), self._engine.connect() as plain:
            connection = plain.execution_options(curator_writes=True)
            with connection.begin():
                self._local.connection = connection
                try:
                    yield connection
                finally:
                    self._local.connection = None

    def close(self) -> None:
        """Close all connections; the write-ahead log is folded into the database."""
        self._engine.dispose()

    def _connect(self) -> Any:
        if self.writable:
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_SECONDS, check_same_thread=False, isolation_level=None
            )
            connection.execute("PRAGMA journal_mode=WAL")
            # FULL, not NORMAL: in WAL mode only FULL flushes at each commit, which is what lets a
            # stroke be acknowledged as durable.
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            return connection
        return self._connect_read_only()

    def _connect_read_only(self) -> Any:
        log = self._path.with_name(self._path.name + "-wal")
        if log.exists() and log.stat().st_size > 0:
            raise ReadOnlyError(
                f"{self._folder} cannot be written, and its last changes still lie in {log.name}. "
                "Open it once with an account that may write there."
            )
        address = self._path.resolve().as_uri() + "?immutable=1"
        return sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("curator_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
