"""One photo of the tests' own in a project."""

from __future__ import annotations

from pathlib import Path

from curator.imaging.encode import encode_png
from curator.records import Photo
from curator.store.project import Project
from curator.workflow.ingest import import_photos
from tests.unit.workflow.conftest import picture


def import_one(project: Project, folder: Path) -> Photo:
    folder.mkdir()
    (folder / "anna.png").write_bytes(encode_png(picture()[0]))
    (photo,) = import_photos(project, folder).photos
    return photo
