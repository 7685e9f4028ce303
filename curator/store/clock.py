"""Times as the store keeps them: ISO 8601, UTC, microseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """This moment."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """A stored time."""
    return datetime.fromisoformat(text)
