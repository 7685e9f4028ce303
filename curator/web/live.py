"""The live matte: patches of its alpha, its foreground colours, and the methods to follow with."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from curator.imaging.encode import encode_png
from curator.records import Rectangle
from curator.web.answers import OpenProject
from curator.web.strokes import Settings
from curator.workflow import live
from curator.workflow.listing import matting_methods

router = APIRouter(prefix="/api")

_NEVER_KEPT = {"Cache-Control": "no-store"}
_NOTHING = "none"

Side = Annotated[int, Field(ge=1, le=100_000)]
Place = Annotated[int, Field(ge=0, le=100_000)]


class Following(BaseModel):
    """The revision to show, and the state that the sender has."""

    revision: str = Field(max_length=64)
    method: str = Field(max_length=80)
    have: str = Field(default="", max_length=64)
    settle: bool = False
    settings: Settings = Field(default_factory=list)


class Colours(BaseModel):
    """The part of a state whose foreground colours are wanted."""

    method: str = Field(max_length=80)
    settings: Settings = Field(default_factory=list)
    state: str = Field(max_length=64)
    x: Place
    y: Place
    width: Side
    height: Side


@router.get("/methods")
def methods() -> list[dict[str, Any]]:
    """The matting methods by name, with their titles and parameters."""
    return matting_methods()


@router.post("/annotations/{annotation_id}/live")
def follow(project: OpenProject, annotation_id: int, wanted: Following) -> Response:
    """What changed of the live matte: grey 8-bit PNG of the box that the headers name."""
    patch = live.follow(
        project,
        annotation_id,
        wanted.revision,
        wanted.method,
        wanted.have,
        wanted.settle,
        wanted.settings,
    )
    box = patch.box
    headers = {
        "X-Curator-Box": _NOTHING if box is None else f"{box.x},{box.y},{box.width},{box.height}",
        "X-Curator-Exact": str(int(patch.exact)),
        "X-Curator-State": patch.state,
        "X-Curator-Whole": str(int(patch.whole)),
        "X-Curator-Revision": patch.revision,
    }
    content = b"" if box is None else encode_png(patch.levels)
    return Response(content, media_type="image/png", headers=headers | _NEVER_KEPT)


@router.post("/annotations/{annotation_id}/live/colours")
def colours(project: OpenProject, annotation_id: int, wanted: Colours) -> Response:
    """Foreground colours where the alpha is between 0 and 1: RGBA; 204 when the state is gone."""
    box = Rectangle(wanted.x, wanted.y, wanted.width, wanted.height)
    found = live.colours(project, annotation_id, wanted.method, wanted.state, box, wanted.settings)
    if found is None:
        return Response(status_code=204)
    return Response(encode_png(found), media_type="image/png", headers=_NEVER_KEPT)
