"""What the routes share: the project, the author, and files that a browser may keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Header, Request
from fastapi.responses import Response

from curator.settings import author
from curator.store.project import Project

_LONGEST_NAME = 80
_FOR_GOOD = "private, max-age=31536000, immutable"
_ASK_AGAIN = "private, no-cache"


def _project(request: Request) -> Project:
    project: Project = request.app.state.project
    return project


def _author(x_curator_author: Annotated[str | None, Header()] = None) -> str:
    """Who says to be at work; a name for the record, not a proof."""
    name = "".join(letter for letter in unquote(x_curator_author or "") if letter.isprintable())
    return name.strip()[:_LONGEST_NAME] or author()


OpenProject = Annotated[Project, Depends(_project)]
Author = Annotated[str, Depends(_author)]


def kept(
    request: Request, tag: str, media_type: str, make: Callable[[], bytes], *, for_good: bool
) -> Response:
    """A file under a tag that changes with its content; made only if the browser lacks it.

    `for_good` is for addresses whose content never changes: the browser need not ask again.
    """
    return kept_file(request, tag, lambda: (make(), media_type), for_good=for_good)


def kept_file(
    request: Request, tag: str, make: Callable[[], tuple[bytes, str]], *, for_good: bool
) -> Response:
    """As `kept`, where only what makes the file knows of which type it is."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": _FOR_GOOD if for_good else _ASK_AGAIN}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content, media_type = make()
    return Response(content, media_type=media_type, headers=headers)
