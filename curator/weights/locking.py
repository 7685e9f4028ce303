"""A file that several processes may want to write: one at a time has it, the others wait."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def alone_with(path: Path, waiting: Callable[[], None]) -> Iterator[BinaryIO]:
    """A file to read and to write at its end, made where it is not there, which nobody else has now.

    The lock is the operating system's and goes with the process, however that ends. `waiting` is called
    once where somebody else has it.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    said = False
    while True:
        with path.open("a+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not said:
                    waiting()
                said = True
                fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever had it may have moved it to its place: then this name is of another file now.
            if _is_at(file, path):
                yield file
                return


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
