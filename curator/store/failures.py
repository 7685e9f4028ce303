"""What goes wrong on a disk, in a person's words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from curator.errors import (
    CorruptError,
    CuratorError,
    DiskFullError,
    InputError,
    NotFoundError,
    ReadOnlyError,
    StoreError,
)

_READ_ONLY = ("readonly database", "unable to open database file")
_FULL = ("database or disk is full",)
_BROKEN = ("malformed", "not a database")
_NO_WRITING = (errno.EROFS, errno.EACCES, errno.EPERM)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def disk_full(folder: Path) -> DiskFullError:
    """The error for a disk without room."""
    return DiskFullError(
        f"The disk that holds {folder} is full. Nothing was half saved. "
        "Free some room, then save again."
    )


def read_only(folder: Path) -> ReadOnlyError:
    """The error for a folder that cannot be written."""
    return ReadOnlyError(
        f"{folder} cannot be written. Give this account the right to write there, "
        "or copy the project to a folder where it has it."
    )


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Turn what the disk and the database raise into errors of curator's own tree."""
    try:
        yield
    except DatabaseError as error:
        raise _of_database(error, folder) from error
    except OSError as error:
        raise _of_system(error, folder) from error
    except UnicodeEncodeError as error:
        raise InputError(
            f"{ascii(error.object)[:80]} is no text that can be stored: part of it is no character. "
            "Write it anew."
        ) from error
    except OverflowError as error:
        # SQLite counts to 2^63; Python, and whoever forges a number, further.
        raise NotFoundError("Nothing in this project has a number that large.") from error


def _of_database(error: DatabaseError, folder: Path) -> CuratorError:
    text = str(error.orig)
    if any(words in text for words in _FULL):
        return disk_full(folder)
    if any(words in text for words in _READ_ONLY):
        return read_only(folder)
    if any(words in text for words in _BROKEN):
        return CorruptError(
            f"The database in {folder} is damaged ({text}). Restore project.db from a backup; "
            "the photos under blobs/ are not affected."
        )
    if "locked" in text:
        return StoreError(f"The project {folder} is busy with another program. Try again in a moment.")
    return StoreError(f"The database in {folder} refused: {text}.")


def _of_system(error: OSError, folder: Path) -> CuratorError:
    if error.errno in _NO_ROOM:
        return disk_full(folder)
    if error.errno in _NO_WRITING:
        return read_only(folder)
    return StoreError(f"{folder} cannot be used: {error}.")
