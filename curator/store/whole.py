"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curator.errors import InputError
from curator.store.failures import translated
from curator.store.settle import settle


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target that takes its place when the block ends well.

    Raises
    ------
    InputError
        If the target is a file or holds anything, or another disk is mounted there.
    StoreError
        If it cannot be written.
    """
    with translated(target):
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(f"{target} is not empty. Name a folder that is empty or not there.")
        # Nothing takes the place of a link, of "." or of a mounted disk.
        target = Path(os.path.realpath(target))
        if os.path.ismount(target):
            raise InputError(f"A disk is mounted at {target}. Name a folder in it that is not there.")
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        try:
            yield beside
            beside.chmod(0o755)
            # Names reach the disk before contents do: a power cut would leave a folder of empty files.
            for path in beside.rglob("*"):
                settle(path)
            settle(beside)
            os.replace(beside, target)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        settle(target.parent)


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; what was there before stays until then.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    with translated(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(beside).chmod(0o644)
            settle(Path(beside))
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        settle(path.parent)
