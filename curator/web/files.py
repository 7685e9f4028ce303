"""The editor's own modules and style sheets."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from curator.errors import NotFoundError
from curator.ui.editor.assets import FOLDER, files, version
from curator.web.answers import kept

router = APIRouter()

_TYPES = {".js": "text/javascript", ".css": "text/css"}


@router.get("/editor/{release}/{name:path}")
def editor_file(request: Request, release: str, name: str) -> Response:
    """One file; its address holds the version, so a browser that has it never asks again."""
    if name not in files():
        raise NotFoundError(f"The editor has no file {name!r}.")
    path = FOLDER / name
    return kept(
        request,
        version(),
        _TYPES[path.suffix],
        path.read_bytes,
        for_good=release == version(),
    )
