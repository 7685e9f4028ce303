"""Photos: their pixels, their thumbnails, and how an annotation of one begins."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from curator.errors import NoPersonError
from curator.records import Photo
from curator.web.answers import Author, OpenProject, kept, kept_file
from curator.workflow import filmstrip, pictures, propose
from curator.workflow.browse import Card

router = APIRouter(prefix="/api")

_THUMBNAIL = 128


class Beginning(BaseModel):
    """How an annotation begins: proposed by the sources, or blank."""

    how: Literal["propose", "blank"]


def photo_json(photo: Photo) -> dict[str, Any]:
    """A photo as the editor needs it.

    `image` is what most browsers show as it should be; `pixels` is right in every browser.
    """
    path, version = f"/api/photos/{photo.id}", f"v={photo.sha256[:16]}"
    return {
        "id": photo.id,
        "name": photo.name,
        "width": photo.width,
        "height": photo.height,
        "image": f"{path}/image?{version}",
        "pixels": f"{path}/image.png?{version}",
    }


@router.get("/photos/{photo_id}")
def photo(project: OpenProject, photo_id: int) -> dict[str, Any]:
    """A photo and its annotations."""
    annotations = project.annotations.of_photo(photo_id)
    found = [{"id": each.id, "state": each.state} for each in annotations]
    return photo_json(project.photos.get(photo_id)) | {"annotations": found}


@router.get("/photos/{photo_id}/image")
def image(request: Request, project: OpenProject, photo_id: int, v: str = "") -> Response:
    """The photo to look at: its own file where browsers show that as it should be."""
    sha256 = project.photos.get(photo_id).sha256
    return kept_file(
        request,
        f"{sha256}-image",
        lambda: pictures.photo_to_see(project, photo_id),
        for_good=bool(v) and sha256.startswith(v),
    )


@router.get("/photos/{photo_id}/image.png")
def pixels(request: Request, project: OpenProject, photo_id: int, v: str = "") -> Response:
    """The upright photo in sRGB, every pixel as the methods see it."""
    sha256 = project.photos.get(photo_id).sha256
    return kept(
        request,
        sha256,
        "image/png",
        lambda: pictures.photo_file(project, photo_id),
        for_good=bool(v) and sha256.startswith(v),
    )


@router.get("/photos/{photo_id}/thumbnail")
def thumbnail(
    request: Request,
    project: OpenProject,
    photo_id: int,
    view: pictures.View = "photo",
    size: int = 320,
    annotation: int | None = None,
    v: str = "",
) -> Response:
    """A small picture of the photo, or of the trimap or alpha that an annotation has now."""
    tag = project.photos.get(photo_id).sha256
    if view != "photo" and annotation is not None:
        tag = project.annotations.get(annotation).head
    return kept(
        request,
        f"{tag}-{view}-{size}",
        "image/jpeg",
        lambda: pictures.thumbnail_file(project, photo_id, view, size, annotation),
        for_good=bool(v) and tag.startswith(v),
    )


@router.post("/photos/{photo_id}/annotations")
def begin(project: OpenProject, photo_id: int, beginning: Beginning, author: Author) -> dict[str, int]:
    """Begin an annotation of a photo."""
    if beginning.how == "blank":
        return {"id": propose.start_blank(project, photo_id, author).id}
    made = propose.propose_photo(project, photo_id, author=author)
    known = made or project.annotations.of_photo(photo_id)
    if not known and project.annotations.of_photo(photo_id, removed=True):
        raise NoPersonError(
            "Everybody whom the sources find in this photo was removed. Bring somebody back, or start "
            "with a rectangle or blank."
        )
    if not known:
        raise NoPersonError("No source found a person in this photo. Start with a rectangle or blank.")
    return {"id": known[0].id}


@router.get("/strip")
def strip(
    project: OpenProject, annotation: int | None = None, photo: int | None = None
) -> dict[str, Any]:
    """The photos around one, for the filmstrip and for previous and next."""
    found = filmstrip.strip(project, annotation, photo)
    return {
        "entries": [_entry(card) for card in found.cards],
        "first": found.first,
        "total": found.total,
        "previous": _entry(found.previous),
        "next": _entry(found.next),
    }


@router.get("/first")
def first(project: OpenProject) -> dict[str, Any]:
    """What to open when nothing was asked for."""
    return {"entry": _entry(filmstrip.first_to_do(project))}


def _entry(card: Card | None) -> dict[str, Any] | None:
    if card is None:
        return None
    photo, annotation = card.photo, card.annotation
    picture = {"size": _THUMBNAIL, "v": photo.sha256[:16]}
    if annotation is not None and card.which:
        picture |= {"view": "person", "annotation": annotation.id, "v": annotation.head[:16]}
    about = f"photo={photo.id}" if annotation is None else f"annotation={annotation.id}"
    return {
        "photo": photo.id,
        "annotation": None if annotation is None else annotation.id,
        "name": photo.name,
        "which": card.which,
        "state": card.state,
        "address": f"/annotate?{about}",
        "image": photo_json(photo)["image"],
        "thumbnail": f"/api/photos/{photo.id}/thumbnail?{urlencode(picture)}",
    }
