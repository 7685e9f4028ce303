"""Which report pages may be opened in the browser: those that this process wrote, no other file."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path

from curator.errors import NotFoundError

_pages: dict[str, Path] = {}
_lock = threading.Lock()


def publish(page: Path) -> str:
    """Let the browser open a report; returns the word that is its address."""
    word = secrets.token_urlsafe(16)
    with _lock:
        _pages[word] = page.resolve()
    return word


def published(word: str) -> str:
    """The HTML of a published report.

    Raises
    ------
    NotFoundError
        If no report was published under that word, or its file is gone.
    """
    page = _pages.get(word)
    if page is None:
        raise NotFoundError("There is no such report since the app was started: evaluate again.")
    try:
        return page.read_text("utf-8")
    except OSError as error:
        raise NotFoundError(f"The report {page} cannot be read any more: evaluate again.") from error
