"""Corrections of the trimap beside strokes: fill a polygon, flood by colour, change the band."""

from __future__ import annotations

import curator
from curator.errors import ConflictError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_trimap
from curator.records import Draft, Photo, Revision
from curator.store.project import Project
from curator.trimap.corrections import (
    Correction,
    apply_correction,
    as_parameters,
    check_correction,
    kind_of,
)
from curator.trimap.flood import Flood
from curator.types import Image
from curator.workflow.editable import changing, next_state
from curator.workflow.replay import pixels_digest, remember, trimap_at, trimap_digest


def correct(
    project: Project, annotation_id: int, base: str, correction: Correction, author: str, token: str
) -> Revision:
    """Correct the trimap of the revision `base`; it is durable when this returns.

    The same `token` again gives the revision that it made the first time.

    Raises
    ------
    StrokeError
        If it cannot be drawn.
    ConflictError
        If `base` is no longer the current revision.
    StateError
        If the annotation is read-only.
    """
    known = project.revisions.by_token(annotation_id, token)
    if known is not None:
        return known
    annotation = project.annotations.get(annotation_id)
    state = next_state(annotation)
    photo = project.photos.get(annotation.photo_id)
    correction = check_correction(correction, photo.width, photo.height)
    if annotation.head != base:
        raise ConflictError(
            f"Annotation {annotation_id} was changed in another window or by somebody else. "
            "Your correction is kept in this window: load the newest state, then apply it to that."
        )
    pixels = _Pixels(project, photo)
    trimap, _box = apply_correction(trimap_at(project, base), correction, pixels.image)
    # What depends on how a photo is decoded stores what came out beside how it was made.
    looked = isinstance(correction, Flood)
    draft = Draft(
        kind=kind_of(correction),
        method="brush",
        version=curator.__version__,
        parameters=as_parameters(correction),
        inputs={"photo": photo.sha256, "pixels": pixels_digest(pixels.image())} if looked else {},
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)) if looked else None,
        author=author,
        token=token,
    )
    with changing(project, annotation_id):
        revision = project.annotations.append(annotation_id, base, draft, state)
    remember(revision.hash, trimap)
    return revision


class _Pixels:
    """A photo's pixels, decoded when they are first asked for."""

    def __init__(self, project: Project, photo: Photo) -> None:
        self._project = project
        self._photo = photo
        self._image: Image | None = None

    def image(self) -> Image:
        if self._image is None:
            self._image = decode_photo(self._project.blobs.read(self._photo.sha256), self._photo.name)
        return self._image
