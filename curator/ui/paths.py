"""Paths as people type them into a page."""

from __future__ import annotations

from pathlib import Path

from curator.errors import InputError


def named_path(text: str, what: str) -> Path:
    """The path that a field must hold; `~` is the home folder.

    Raises
    ------
    InputError
        If the field is empty; the message asks for `what`.
    """
    path = optional_path(text)
    if path is None:
        raise InputError(f"Name {what} first.")
    return path


def optional_path(text: str) -> Path | None:
    """The path that a field holds, or None where it is empty."""
    return Path(text.strip()).expanduser() if text.strip() else None
