"""Files of a dataset that somebody else made: found, contained, read within bounds; and files written.

A dataset can come from anywhere, so no name in it is trusted: what it names must lie inside the folder
that the person gave, be an ordinary file, and be of a size that fits in memory.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path, PurePosixPath

from curator.errors import CorruptError, LayoutError
from curator.imaging.names import shown
from curator.store.failures import translated

#: Bytes that one photo, mask or alpha may have.
MAX_FILE_BYTES = 500_000_000

#: Suffixes of the photos we read, in lower case.
PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})


def dataset_folder(path: Path) -> Path:
    """The folder of a dataset, resolved.

    Raises
    ------
    LayoutError
        If it is missing, is no folder or cannot be opened.
    """
    try:
        folder = path.resolve(strict=True)
    except FileNotFoundError:
        raise LayoutError(f"{path} does not exist. Give the folder of the dataset.") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise LayoutError(f"{path} cannot be opened: {_reason(error)}. Give another folder.") from error
    if not folder.is_dir():
        raise LayoutError(f"{path} is no folder. Give the folder of the dataset.")
    return folder


def locate(root: Path, relative: str) -> Path:
    """The file that a dataset names, once it is known to lie inside of the dataset.

    Parameters
    ----------
    root
        The dataset's folder, resolved.
    relative
        The name as the dataset has it, with forward slashes.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    LayoutError
        If the name leads outside of `root`, by itself or by a symbolic link, or is no usable name.
    """
    name = PurePosixPath(relative)
    if not relative or "\0" in relative or name.is_absolute() or ".." in name.parts:
        raise LayoutError(
            f"{shown(relative)} does not name a file inside of {root.name}; correct the name."
        )
    try:
        found = root.joinpath(*name.parts).resolve(strict=True)
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise LayoutError(f"{shown(relative)} cannot be opened: {_reason(error)}.") from error
    if not found.is_relative_to(root):
        raise LayoutError(
            f"{shown(relative)} is a link that leads outside of {root.name}; put the file itself there."
        )
    return found


def read_file(path: Path, name: str, limit: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of an ordinary file, called `name` in messages.

    Raises
    ------
    LayoutError
        If it is no ordinary file, larger than `limit` bytes, or cannot be read.
    """
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise LayoutError(
                f"{shown(name)} is no ordinary file; remove it or put the file itself there."
            )
        if facts.st_size > limit:
            raise LayoutError(
                f"{shown(name)} has {facts.st_size / 1e6:.0f} MB, and files of up to "
                f"{limit / 1e6:.0f} MB are read; make it smaller."
            )
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise LayoutError(
            f"{shown(name)} cannot be read: {_reason(error)}. Look at its permissions."
        ) from error
    if len(content) > limit:
        raise LayoutError(f"{shown(name)} grew while it was read; import it again when it is complete.")
    return content


def read_inside(root: Path, relative: str) -> bytes:
    """The bytes of a file that a dataset names.

    Raises
    ------
    LayoutError
        If it is missing, leads outside of `root`, or cannot be read.
    """
    try:
        path = locate(root, relative)
    except FileNotFoundError:
        raise LayoutError(
            f"{shown(relative)} is missing; put it back or remove it from the list."
        ) from None
    return read_file(path, relative)


def list_folder(folder: Path) -> list[str]:
    """Names in a folder that are not hidden, sorted; none when there is no such folder.

    Raises
    ------
    LayoutError
        If the folder cannot be opened.
    """
    try:
        if not folder.is_dir():
            return []
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError as error:
        raise LayoutError(f"{folder.name} cannot be opened: {_reason(error)}.") from error


def as_text(name: str) -> str:
    """A name that can be stored as UTF-8: bytes of it that are no text become escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def is_photo_name(name: str) -> bool:
    """Whether the name ends as the photos do that we read, in whichever case."""
    return PurePosixPath(name).suffix.lower() in PHOTO_SUFFIXES


def _reason(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class Ledger:
    """Files of an export as they are written, with the hash of what was meant to be in each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._digests: dict[str, str] = {}

    def write(self, relative: str, content: bytes) -> str:
        """Write one new file and return the SHA-256 of its content.

        Raises
        ------
        StoreError
            If the disk is full or the folder cannot be written.
        """
        path = self._directory / relative
        with translated(self._directory):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(content)
        digest = hashlib.sha256(content).hexdigest()
        self._digests[relative] = digest
        return digest

    def rename(self, old: str, new: str) -> None:
        """Give a written file its final name."""
        path = self._directory / new
        with translated(self._directory):
            path.parent.mkdir(parents=True, exist_ok=True)
            (self._directory / old).rename(path)
        self._digests[new] = self._digests.pop(old)

    def remove_folder(self, relative: str) -> None:
        """Remove a folder whose files were all renamed."""
        with translated(self._directory):
            (self._directory / relative).rmdir()

    def checksums(self) -> bytes:
        """Every file written so far in the form that `sha256sum -c` reads."""
        lines = (f"{digest}  {relative}\n" for relative, digest in sorted(self._digests.items()))
        return "".join(lines).encode("utf-8")

    def verify(self) -> None:
        """Read every file back.

        Raises
        ------
        CorruptError
            If one does not hold what was written to it.
        """
        for relative, digest in sorted(self._digests.items()):
            with translated(self._directory), (self._directory / relative).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != digest:
                raise CorruptError(
                    f"{relative} does not hold what was written to it: the disk may be failing. "
                    "Export again, to another disk."
                )
