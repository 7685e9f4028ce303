"""Who draws on an annotation, as the pages of several browsers tell each other."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from curator.records import Annotation
from curator.web.answers import Author, OpenProject
from curator.workflow.presence import Presence

router = APIRouter(prefix="/api/annotations/{annotation_id}")


class Word(BaseModel):
    """What a browser wants: to know, to draw, to draw whoever does now, or to draw no more."""

    browser: str = Field(min_length=8, max_length=64)
    wish: Literal["know", "draw", "take", "leave"]


@router.post("/presence")
def presence(
    request: Request, project: OpenProject, annotation_id: int, word: Word, author: Author
) -> dict[str, Any]:
    """Who draws now: nobody, the browser that asks, or another one; and what is stored of people."""
    present: Presence = request.app.state.presence
    annotation = project.annotations.get(annotation_id)
    if word.wish == "leave":
        present.leave(annotation.id, word.browser)
    elif word.wish == "draw":
        present.draw(annotation.id, word.browser, author)
    elif word.wish == "take":
        present.take_over(annotation.id, word.browser, author)
    drawer = present.who(annotation.id)
    who = "nobody" if drawer is None else "you" if drawer.browser == word.browser else "another"
    return {
        "drawer": who,
        "author": "" if drawer is None else drawer.author,
        **_stored(annotation),
        "people": [
            {"annotation": each.id, **_stored(each)}
            for each in project.annotations.of_photo(annotation.photo_id, removed=True)
            if each.id != annotation.id
        ],
    }


def _stored(annotation: Annotation) -> dict[str, Any]:
    return {"head": annotation.head, "state": annotation.state, "removed": annotation.removed}
