"""Bytes under the name of their SHA-256: written once, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from curator.errors import CorruptError, NotFoundError
from curator.store.failures import translated
from curator.store.settle import settle

_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """The blobs of a project.

    A blob is written beside its place, flushed to the disk, then renamed, so that a name that
    exists always holds whole bytes, whenever the power goes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, content: bytes) -> str:
        """Keep bytes; returns their SHA-256 as 64 hexadecimal digits.

        Raises
        ------
        DiskFullError, ReadOnlyError
            If they cannot be written; nothing is left behind.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        with translated(self._folder):
            if not place.exists():
                if not place.parent.exists():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    settle(self._folder)
                _write_whole(place, content)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of that name.

        Raises
        ------
        NotFoundError
            If there is no such blob.
        CorruptError
            If its bytes are not what the name says.
        """
        with translated(self._folder):
            try:
                content = self._place(sha256).read_bytes()
            except FileNotFoundError as error:
                raise NotFoundError(
                    f"The blob {sha256} is missing from {self._folder}. Restore it from a backup; "
                    "`curator verify` lists everything that is missing."
                ) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise CorruptError(
                f"The blob {sha256} in {self._folder} is damaged. Restore it from a backup; "
                "`curator verify` lists everything that is damaged."
            )
        return content

    def all(self) -> Iterator[str]:
        """The names of all blobs, in no order."""
        for path in self._folder.glob("??/*"):
            if _NAME.fullmatch(path.name):
                yield path.name

    def _place(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise NotFoundError(f"{sha256!r} is no name of a blob.")
        return self._folder / sha256[:2] / sha256


def _write_whole(place: Path, content: bytes) -> None:
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    settle(place.parent)
