"""The files of an evaluation as arrays; whatever is wrong with one is said with its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from curator.errors import EvaluationError, InputError
from curator.imaging.encode import decode_alpha, decode_trimap
from curator.imaging.names import shown
from curator.types import UNKNOWN, Alpha, Trimap


@dataclass
class Digest:
    """One hash over many files, so that a report says which files its numbers are of."""

    _lines: list[str] = field(default_factory=list)

    def add(self, stem: str, content: bytes) -> None:
        """Count a file in."""
        self._lines.append(f"{hashlib.sha256(content).hexdigest()}  {stem}\n")

    def hexdigest(self) -> str:
        """SHA-256 over the lines `HASH  STEM`, sorted by stem."""
        lines = sorted(self._lines, key=lambda line: line[66:])
        return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def read_alpha(path: Path, shape: tuple[int, int] | None = None) -> tuple[Alpha, bytes]:
    """An alpha and the bytes of its file, of `shape` (height, width; None for any).

    Raises
    ------
    EvaluationError
        If the file cannot be read, is no grey PNG, or is of another size; it is never resized.
    """
    content = _content(path)
    try:
        alpha = decode_alpha(content, label(path))
    except InputError as error:
        raise EvaluationError(str(error)) from error
    _check_size(path, alpha.shape, shape)
    return alpha, content


def read_trimap(path: Path, shape: tuple[int, int]) -> tuple[Trimap, bytes]:
    """A trimap with an unknown band and the bytes of its file, of `shape` (height, width).

    Raises
    ------
    EvaluationError
        If the file cannot be read, is no trimap, is of another size, or has no unknown pixel.
    """
    content = _content(path)
    try:
        trimap = decode_trimap(content, label(path))
    except InputError as error:
        raise EvaluationError(str(error)) from error
    _check_size(path, trimap.shape, shape)
    if not (trimap == UNKNOWN).any():
        raise EvaluationError(
            f"{label(path)} has no unknown pixel (128), so there is no band to score: "
            "bring a trimap with one, or leave this photo out with a split file."
        )
    return trimap, content


def label(path: Path) -> str:
    """A file as messages name it: with its folder, because several hold the same stems."""
    return shown(f"{path.parent.name}/{path.name}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvaluationError(f"{label(path)} cannot be read: {error.strerror}.") from error


def _check_size(path: Path, found: tuple[int, ...], shape: tuple[int, int] | None) -> None:
    if shape is not None and found != shape:
        raise EvaluationError(
            f"{label(path)} is {found[1]} x {found[0]} pixels, but the truth is {shape[1]} x "
            f"{shape[0]}: bring it at the truth's own size; it is not resized here."
        )
