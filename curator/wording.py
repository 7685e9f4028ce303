"""How a number of things is said."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 photo", "2 photos"; `many` for a plural that does not end in s alone."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
