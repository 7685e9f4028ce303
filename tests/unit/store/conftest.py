"""A photo and an annotation to work on; the store asks nothing of their pixels."""

from __future__ import annotations

import pytest

from curator.records import Annotation, Draft, Photo, Stroke
from curator.store.project import Project


def draft(**changes: object) -> Draft:
    values: dict[str, object] = {
        "kind": "stroke",
        "method": "brush",
        "version": "1",
        "trimap_digest": "0" * 64,
        "author": "ann",
        "stroke": Stroke("foreground", 2.5, ((1.0, 2.0), (3.0625, 4.0))),
    }
    return Draft(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def photo(project: Project) -> Photo:
    return project.photos.add(
        sha256=project.blobs.add(b"photo"),
        name="anna.jpg",
        stem="anna",
        suffix=".jpg",
        size=(3, 4),
        external_id=None,
        attributes={"licence": 4},
    )


@pytest.fixture
def annotation(project: Project, photo: Photo) -> Annotation:
    return project.annotations.create(photo.id, 0, None, draft(kind="propose", stroke=None), "proposed")
