"""Where the editor's files lie, and under which address the browser gets them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
STYLES: Final = (
    "editor.css",
    "stage.css",
    "panel.css",
    "timeline.css",
    "tools.css",
    "people.css",
    "views.css",
    "large.css",
)


def files() -> tuple[str, ...]:
    """Every file of the editor that a browser may have, relative to its folder."""
    found = [path for pattern in ("**/*.js", "*.css") for path in FOLDER.glob(pattern)]
    return tuple(sorted(path.relative_to(FOLDER).as_posix() for path in found))


@cache
def version() -> str:
    """A digest of all files: part of their address, so that a browser may keep them for good."""
    digest = hashlib.sha256()
    for name in files():
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def address(name: str) -> str:
    """The address of one of the files."""
    return f"/editor/{version()}/{name}"
