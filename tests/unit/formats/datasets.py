"""Small datasets for the tests of formats, made on the spot."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from curator.exchange import IncomingPhoto, OutgoingPhoto, OutgoingSubject
from curator.records import Photo, Problem, State
from curator.registry import FORMATS
from curator.types import Alpha
from tests.pictures import portrait, saved, trimap_of

#: One revision as a history holds it, with numbers that have to come back as they are.
STEP = {
    "kind": "matte",
    "method": "closed-form",
    "inputs": {},
    "parameters": {"epsilon": 1e-7, "x": 0.1},
}


def read(format: str, path: Path) -> tuple[list[IncomingPhoto], list[Problem]]:
    """Everything a format reads, photos and problems apart."""
    found = list(FORMATS.get(format).read(path))
    photos = [each for each in found if isinstance(each, IncomingPhoto)]
    return photos, [each for each in found if isinstance(each, Problem)]


def fill(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def jpeg(height: int = 40, width: int = 30, seed: int = 0, **options: Any) -> bytes:
    """A portrait as JPEG."""
    return saved(portrait(height, width, seed).image, "JPEG", **options)


def coco_document(**changes: Any) -> dict[str, Any]:
    """One image of 40 x 30 (height x width) called a.jpg, and one rectangular person."""
    return {
        "info": {},
        "licenses": [{"id": 4, "name": "Attribution", "url": "http://example.org/by"}],
        "images": [image_entry()],
        "annotations": [person_entry()],
        "categories": [{"id": 7, "name": "dog"}, {"id": 3, "name": "person"}],
        **changes,
    }


def image_entry(**changes: Any) -> dict[str, Any]:
    return {"id": 11, "file_name": "a.jpg", "width": 30, "height": 40, "license": 4, **changes}


def person_entry(**changes: Any) -> dict[str, Any]:
    square = [[5, 5, 15, 5, 15, 25, 5, 25]]
    entry = {"id": 21, "image_id": 11, "category_id": 3, "segmentation": square, "iscrowd": 0}
    return {**entry, "area": 200, "bbox": [5, 5, 10, 20], **changes}


def coco_folder(folder: Path, document: Any, split: str = "val2017", **files: bytes) -> Path:
    """A COCO dataset with the photo a.jpg; the document may be anything that JSON can say."""
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    photos = {"images/a.jpg": jpeg()} | {name.replace("__", "/"): data for name, data in files.items()}
    return fill(folder, {f"annotations/instances_{split}.json": text, **photos})


def outgoing(
    id: int,
    *alphas: Alpha,
    content: bytes | None = None,
    size: tuple[int, int] = (40, 30),
    name: str | None = None,
    external_id: int | None = None,
    annotation_external_ids: tuple[int | None, ...] = (),
    state: State = "accepted",
    attributes: dict[str, Any] | None = None,
) -> OutgoingPhoto:
    """A photo to be written, with one annotation an alpha: ids 10 * id, 10 * id + 1, …"""
    height, width = size
    content = content or jpeg(height, width, seed=id)
    external_ids = annotation_external_ids or (None,) * len(alphas)
    photo = Photo(
        id=id,
        sha256=hashlib.sha256(content).hexdigest(),
        name=name or f"my photo {id}.jpg",
        stem=f"my_photo_{id}",
        suffix=".jpg",
        width=width,
        height=height,
        imported_at=datetime(2026, 1, 2, tzinfo=UTC),
        external_id=external_id,
        attributes=attributes or {},
    )
    subjects = tuple(
        OutgoingSubject(
            annotation_id=10 * id + number,
            external_id=external_ids[number],
            state=state,
            alpha=alpha,
            trimap=trimap_of(alpha),
            provenance={"state": state, "revisions": [STEP]},
            methods=("selfie", "closed-form"),
        )
        for number, alpha in enumerate(alphas)
    )
    return OutgoingPhoto(photo, content, subjects)


def disk(height: int, width: int, x: float, y: float, radius: float) -> Alpha:
    """A disk with an edge four pixels soft."""
    rows, columns = np.mgrid[0:height, 0:width]
    distance = np.hypot(columns + 0.5 - x, rows + 0.5 - y)
    return np.clip((radius - distance) / 4 + 0.5, 0, 1).astype(np.float32)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its bytes."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
