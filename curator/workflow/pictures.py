"""What the pages show: photos, thumbnails, mattes and cut-outs as files, made once while they last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from curator.errors import InputError, NotFoundError
from curator.imaging.browsers import shown_alike
from curator.imaging.compositing import straight_rgba
from curator.imaging.convert import to_levels, to_uint8
from curator.imaging.decode import decode_photo, inspect_photo
from curator.imaging.encode import encode_alpha, encode_jpeg, encode_png, encode_trimap
from curator.imaging.geometry import resize_within
from curator.refinement.foreground import estimate_foreground
from curator.store.project import Project
from curator.trimap.outline import likely, shape_of
from curator.types import Alpha, Image, Trimap
from curator.workflow.annotate import alpha_of, trimap_of
from curator.workflow.cache import Bounded
from curator.workflow.matte import cached_candidates

View = Literal["photo", "person", "trimap", "alpha", "person-photo", "person-trimap", "person-alpha"]
Form = Literal["alpha", "levels", "cutout", "thumbnail"]
Depth = Literal[8, 16]

#: The longest side that a thumbnail may have, in pixels.
LARGEST_THUMBNAIL = 1024
#: Of a person's thumbnail: the room on each side, as a part of the person's, and how dark the rest is.
_ROOM = 0.35
_DARK = 0.4

_files: Bounded[bytes] = Bounded(256_000_000, len)


def photo_file(project: Project, photo_id: int) -> bytes:
    """A photo as everything else sees it, upright and in sRGB: PNG of 8 bits RGB."""
    sha256 = project.photos.get(photo_id).sha256
    return _kept(("photo", sha256), lambda: encode_png(_image(project, photo_id)))


def photo_to_see(project: Project, photo_id: int) -> tuple[bytes, str]:
    """A photo for the eye, and its media type: its own bytes where browsers show them as they should.

    See `curator.imaging.browsers`. Elsewhere it is `photo_file`.
    """
    photo = project.photos.get(photo_id)
    content = project.blobs.read(photo.sha256)
    if shown_alike(content, photo.name):
        return content, inspect_photo(content, photo.name).media_type
    return photo_file(project, photo_id), "image/png"


def thumbnail_file(
    project: Project, photo_id: int, view: View, side: int, annotation_id: int | None = None
) -> bytes:
    """A small JPEG whose longer side is at most `side` pixels.

    `view` is the photo, the trimap or the alpha that `annotation_id` has now; of each, the part around
    the person; or `person`, that part of the photo with all else darker.

    Raises
    ------
    InputError
        If there is no such view, or `side` is not from 16 to 1024.
    NotFoundError
        If the annotation is not one of this photo, or has no alpha.
    """
    if view not in get_args(View) or not 16 <= side <= LARGEST_THUMBNAIL:
        raise InputError(
            f"A thumbnail shows {', '.join(get_args(View))}, 16 to {LARGEST_THUMBNAIL} pixels large."
        )
    photo = project.photos.get(photo_id)
    if view == "photo":
        return _kept(("thumbnail", photo.sha256, side), lambda: _small(_image(project, photo_id), side))
    head = _head_on(project, photo_id, annotation_id)
    number = int(annotation_id or 0)
    if view == "person":
        return _kept(
            ("thumbnail", view, head, side),
            lambda: _person(_image(project, photo_id), trimap_of(project, number, head), side),
        )
    part, _, layer = view.rpartition("-")

    def make() -> bytes:
        if layer == "photo":
            image = _image(project, photo_id)
        else:
            shown = trimap_of if layer == "trimap" else alpha_of
            image = _grey(shown(project, number, head))
        seen = _part(trimap_of(project, number, head)) if part else ...
        return _small(np.ascontiguousarray(image[seen]), side)

    return _kept(("thumbnail", view, head, side), make)


def trimap_file(project: Project, annotation_id: int, revision: str) -> bytes:
    """The trimap at a revision: PNG of 8 bits grey."""
    return _kept(
        ("trimap", annotation_id, revision),
        lambda: encode_trimap(trimap_of(project, annotation_id, revision)),
    )


def alpha_file(project: Project, annotation_id: int, revision: str, depth: Depth = 16) -> bytes:
    """The newest alpha at or before a revision: grey PNG of 16 bits, or of 8 for a screen."""
    return _kept(
        ("alpha", annotation_id, revision, depth),
        lambda: _encoded(alpha_of(project, annotation_id, revision), depth),
    )


def cutout_file(project: Project, annotation_id: int, revision: str) -> bytes:
    """The subject alone, in its own estimated colours: PNG of 8 bits, straight RGBA."""
    return _kept(
        ("cutout", annotation_id, revision),
        lambda: _cutout(project, annotation_id, alpha_of(project, annotation_id, revision)),
    )


def candidate_file(
    project: Project, annotation_id: int, revision: str, method: str, form: Form, digest: str
) -> bytes:
    """One candidate's matte: its alpha (in 8 bits as `levels`), its cut-out, or a small JPEG of it.

    `digest` is the candidate's.

    Raises
    ------
    NotFoundError
        If the candidates of that revision are forgotten, the method gave none, or it ran with other
        parameters since.
    """
    found = cached_candidates(project, annotation_id, revision)
    alpha = next((matte.alpha for matte in found.mattes if matte.digest == digest), None)
    if alpha is None:
        raise NotFoundError(f"There is no such matte of {method!r} any more: run the methods again.")
    key = ("candidate", revision, digest, form)
    if form in ("alpha", "levels"):
        return _kept(key, lambda: _encoded(alpha, 16 if form == "alpha" else 8))
    if form == "thumbnail":
        return _kept(key, lambda: _small(_grey(alpha), 160))
    return _kept(key, lambda: _cutout(project, annotation_id, alpha))


def disagreement_file(project: Project, annotation_id: int, revision: str, digest: str) -> bytes:
    """The spread between the candidates: PNG of 16 bits grey, white for a spread of 1.

    `digest` is that of all candidates.

    Raises
    ------
    NotFoundError
        If the candidates are forgotten, are others by now, or are fewer than two.
    """
    found = cached_candidates(project, annotation_id, revision)
    spread = found.spread
    if spread is None:
        raise NotFoundError("There is nothing to compare: fewer than two methods gave a matte.")
    if found.digest != digest:
        raise NotFoundError("Those mattes are not at hand any more: run the matting methods again.")
    return _kept(("disagreement", revision, digest), lambda: encode_alpha(spread))


def _encoded(alpha: Alpha, depth: Depth) -> bytes:
    # Browsers cut 16 bits to 8 instead of rounding them, and mattes that are one would differ.
    return encode_alpha(alpha) if depth == 16 else encode_png(to_levels(alpha))


def _kept(key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
    content = _files.get(key)
    if content is None:
        content = make()
        _files.put(key, content)
    return content


def _image(project: Project, photo_id: int) -> Image:
    photo = project.photos.get(photo_id)
    return decode_photo(project.blobs.read(photo.sha256), photo.name)


def _cutout(project: Project, annotation_id: int, alpha: Alpha) -> bytes:
    image = _image(project, project.annotations.get(annotation_id).photo_id)
    return encode_png(straight_rgba(estimate_foreground(image, alpha), alpha))


def _grey(layer: np.ndarray) -> Image:
    """A trimap or an alpha as a grey image."""
    if layer.dtype != np.uint8:
        return to_uint8(np.repeat(layer[:, :, None], 3, axis=2))
    return np.repeat(layer[:, :, None], 3, axis=2)


def _small(image: Image, side: int) -> bytes:
    return encode_jpeg(resize_within(image, side), 85)


def _person(image: Image, trimap: Trimap, side: int) -> bytes:
    """The part of a photo around a person, everybody and everything else darker."""
    if shape_of(trimap).box is None:
        return _small(image, side)
    seen = _part(trimap)
    small = resize_within(np.ascontiguousarray(image[seen]), side)
    part = trimap[seen]
    person = likely(part[np.ix_(*(_centres(part.shape[axis], small.shape[axis]) for axis in (0, 1)))])
    shown = np.where(person[:, :, None], small, small * _DARK)
    return encode_jpeg(np.rint(shown).astype(np.uint8), 85)


def _part(trimap: Trimap) -> tuple[slice, slice]:
    """Rows and columns around the person of a trimap; all of them where there is nobody."""
    box = shape_of(trimap).box
    if box is None:
        return slice(None), slice(None)
    rows, columns = trimap.shape
    return _around(box.y, box.height, rows), _around(box.x, box.width, columns)


def _around(start: int, length: int, whole: int) -> slice:
    """A side of a box with room about it: at least a sixth of the photo, so that one sees where."""
    wanted = min(whole, max(round(length * (1 + 2 * _ROOM)), whole // 6))
    first = min(max(0, start + length // 2 - wanted // 2), whole - wanted)
    return slice(first, first + wanted)


def _centres(large: int, small: int) -> NDArray[np.intp]:
    return (2 * np.arange(small) + 1) * large // (2 * small)


def _head_on(project: Project, photo_id: int, annotation_id: int | None) -> str:
    annotation = None if annotation_id is None else project.annotations.get(annotation_id)
    if annotation is None or annotation.photo_id != photo_id:
        raise NotFoundError(f"Annotation {annotation_id} is not one of photo {photo_id}.")
    return annotation.head
