"""Paths as people type them into a page."""

from __future__ import annotations

from pathlib import Path

from curator.errors import InputError


def named_path(text: str, what: str, default: Path | None = None) -> Path:
    """The path that a field holds, or the one that an empty field means; `~` is the home folder.

    Raises
    ------
    InputError
        If the field is empty and means nothing; the message asks for `what`.
    """
    path = optional_path(text) or default
    if path is None:
        raise InputError(f"Name {what} first.")
    return path


def optional_path(text: str) -> Path | None:
    """The path that a field holds, or None where it is empty."""
    return Path(text.strip()).expanduser() if text.strip() else None


def if_empty(meant: Path | str | None) -> str:
    """What a field says, while it is empty, that it means; nothing where it means nothing."""
    return f"If empty: {meant}" if meant else ""
