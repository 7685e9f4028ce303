"""Photos on disk as people have them, made by the tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curator.imaging.encode import encode_mask, encode_png
from curator.records import Annotation, Photo
from curator.store.project import Project
from curator.types import Alpha, Image, PersonMask, Region
from curator.workflow import refining
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo

HEIGHT, WIDTH = 96, 72
#: The refining network; by its name, because torch takes seconds to import.
DECIDE = "curator.refinement.fcn.decide"


def picture(seed: int = 0) -> tuple[Image, PersonMask]:
    """A bright disc upon a dark, noisy ground, and the disc as a person mask."""
    noise = np.random.default_rng(seed).integers(0, 40, (HEIGHT, WIDTH, 3))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    disc = (x - 36) ** 2 + (y - 52) ** 2 <= 24**2
    image = (noise + 180 * disc[:, :, None]).astype(np.uint8)
    return image, disc.astype(np.float32)


def hat() -> Region:
    """The disc, and on top of it a box of 21 columns from row 8 on that belongs to the person."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    box = (abs(x - 36) <= 10) & (y >= 8) & (y <= 40)
    person: Region = (picture()[1] >= 0.5) | box
    return person


@pytest.fixture
def says_hat(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the refining network's place: whatever it is asked, it is sure of the disc and the hat."""

    def decide(photo: Image, alpha: Alpha) -> PersonMask:
        assert alpha.shape == photo.shape[:2]
        return np.where(hat(), np.float32(0.97), np.float32(0.02))

    monkeypatch.setattr(DECIDE, decide)
    monkeypatch.setattr(refining, "version", lambda: "by-hand")


def eg1800(folder: Path, photos: int) -> Path:
    """Photos and their masks in a new folder, laid out as EG1800 is."""
    for kind in ("images", "masks"):
        (folder / kind).mkdir(parents=True)
    for number in range(photos):
        image, mask = picture(number)
        (folder / "images" / f"{number:05d}.png").write_bytes(encode_png(image))
        (folder / "masks" / f"{number:05d}.png").write_bytes(encode_mask(mask))
    return folder


@pytest.fixture
def eg_folder(tmp_path: Path) -> Path:
    """Three photos and their masks."""
    return eg1800(tmp_path / "eg", 3)


@pytest.fixture
def photo(project: Project, tmp_path: Path) -> Photo:
    """One photo of a project, with one imported mask."""
    (made,) = import_photos(project, eg1800(tmp_path / "one", 1), "pfcn", split="val").photos
    return made


@pytest.fixture
def annotation(project: Project, photo: Photo) -> Annotation:
    """The annotation proposed from that mask."""
    (made,) = propose_photo(project, photo.id, Choices(("annotation",)))
    return made
