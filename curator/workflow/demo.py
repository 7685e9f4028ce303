"""A project to try things on: drawn portraits with exact truths, and one real photo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from skimage.data import astronaut

from curator.errors import ProjectError
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_alpha, encode_png, encode_trimap
from curator.records import Rectangle
from curator.registry import SOURCES
from curator.store.project import Project
from curator.store.whole import whole_folder
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Image, Trimap
from curator.workflow.asking import EMBEDDED
from curator.workflow.demo_portraits import Portrait, portraits
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo, propose_rectangle, start_blank

_AUTHOR = "demo"


def make_demo(folder: Path, report: Callable[[str], None]) -> None:
    """Make the demo project in a folder, unless there is a project already.

    It holds four drawn portraits and NASA's public-domain portrait of Eileen Collins, each with
    a proposed trimap. Beside the project's own files lie `photos/`, `truth/` (the alpha that each
    portrait was drawn with), `trimaps/` and two `predictions/`, to try Evaluate with.

    Parameters
    ----------
    folder
        Where it goes: not there, empty, or a project. It appears whole or not at all.
    report
        Told what is being done.

    Raises
    ------
    InputError
        If the folder holds something that is no project.
    StoreError
        If it cannot be written, or holds a project of a newer curator.
    """
    if _is_project(folder):
        return
    with whole_folder(folder) as beside, Project.create(beside) as project:
        _fill(project, report)


def _is_project(folder: Path) -> bool:
    try:
        Project.open(folder).close()
    except ProjectError:
        return False
    return True


def _fill(project: Project, report: Callable[[str], None]) -> None:
    folder = project.folder
    photos = folder / "photos"
    photos.mkdir()
    for portrait in portraits():
        report(f"Drawing the portrait of {portrait.name}")
        _write(photos / f"{portrait.name}.png", encode_png(portrait.photo))
        _write_truth(folder, portrait)
    _write(photos / "astronaut.png", encode_png(_astronaut()))
    import_photos(project, photos, author=_AUTHOR)
    for photo in project.photos.all():
        report(f"Proposing a trimap for {photo.name}")
        _propose(project, photo.id)


def _write_truth(folder: Path, portrait: Portrait) -> None:
    name, alpha = f"{portrait.name}.png", portrait.alpha
    _write(folder / "truth" / name, encode_alpha(alpha))
    _write(folder / "trimaps" / name, encode_trimap(_trimap(alpha)))
    for method, prediction in _predictions(alpha):
        _write(folder / "predictions" / method / name, encode_alpha(prediction))


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _predictions(alpha: Alpha) -> Iterator[tuple[str, Alpha]]:
    yield "hard-edge", (alpha >= 0.5).astype(np.float32)
    yield "feathered", quantise_alpha(np.clip(cv2.GaussianBlur(alpha, (0, 0), 3.0), 0, 1))


def _trimap(alpha: Alpha) -> Trimap:
    mixed = ((alpha > 0) & (alpha < 1)).astype(np.uint8)
    near = cv2.dilate(mixed, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))) > 0
    trimap = np.where(alpha >= 0.5, FOREGROUND, BACKGROUND).astype(np.uint8)
    trimap[near] = UNKNOWN
    return trimap


def _astronaut() -> Image:
    photo: Image = astronaut()  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(photo[:480, 60:420])


def _propose(project: Project, photo_id: int) -> None:
    """By the embedded sources whose weights are here, else from a rectangle about the middle."""
    if any(SOURCES.get(name).unavailable() is None for name in EMBEDDED):
        propose_photo(project, photo_id, author=_AUTHOR)
        return
    photo = project.photos.get(photo_id)
    annotation = start_blank(project, photo_id, _AUTHOR)
    middle = Rectangle(
        photo.width // 12, photo.height // 30, photo.width * 5 // 6, photo.height - photo.height // 30
    )
    propose_rectangle(project, annotation.id, annotation.head, middle, _AUTHOR)
