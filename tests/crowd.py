"""A photo of several people side by side, and sources that see those of them that a test wants seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curator.errors import NoPersonError
from curator.imaging.encode import encode_png
from curator.records import Photo, SubjectMask
from curator.registry import SOURCES
from curator.store.project import Project
from curator.types import Alpha, Image
from curator.workflow.ingest import import_photos
from tests.pictures import portrait

#: Of one person; a photo of three is three times as wide.
HEIGHT, WIDTH = 160, 120
PEOPLE = 3


def picture() -> Image:
    """Three portraits side by side."""
    return np.hstack([portrait(HEIGHT, WIDTH, seed=number).image for number in range(PEOPLE)])


def alpha_of(number: int) -> Alpha:
    """One of the three, the first at the left, where the photo has that person."""
    alpha = np.zeros((HEIGHT, PEOPLE * WIDTH), np.float32)
    alpha[:, number * WIDTH : (number + 1) * WIDTH] = portrait(HEIGHT, WIDTH, seed=number).alpha
    return alpha


def middle_of(number: int) -> tuple[float, float]:
    """A point in the middle of a person's chest."""
    return (number + 0.5) * WIDTH, 0.75 * HEIGHT


class Seen:
    """Who the embedded sources see: `pose` each person, `selfie` one silhouette of all of them.

    `closer` moves each person so many pixels towards the one at the left.
    """

    def __init__(self) -> None:
        self.people: list[int] = [0, 1]
        self.closer = 0

    def _alpha(self, number: int) -> Alpha:
        return np.roll(alpha_of(number), -self.closer * number, axis=1)

    def each(self, image: Image, *_: object) -> Sequence[SubjectMask]:
        """What the stand-in of `pose` says; of a part of the photo nothing."""
        if not self.people or image.shape[1] < PEOPLE * WIDTH:
            raise NoPersonError("There is nobody.")
        return [SubjectMask(self._alpha(number)) for number in self.people]

    def silhouette(self, image: Image, *_: object) -> Sequence[SubjectMask]:
        """What the stand-in of `selfie` says; of a part of the photo nothing."""
        if not self.people or image.shape[1] < PEOPLE * WIDTH:
            raise NoPersonError("There is nobody.")
        return [SubjectMask(np.max([self._alpha(number) for number in self.people], axis=0))]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Stand-ins for the embedded sources; they see the first two people until a test says otherwise."""
    who = Seen()
    stand_ins = {
        name: replace(SOURCES.get(name), function=function, unavailable=lambda: None)
        for name, function in (("selfie", who.silhouette), ("pose", who.each))
    }
    monkeypatch.setattr(SOURCES, "_records", {**SOURCES._records, **stand_ins})
    return who


def import_crowd(project: Project, folder: Path) -> Photo:
    """The photo of the three people in a project; nobody is proposed yet."""
    folder.mkdir()
    (folder / "three.png").write_bytes(encode_png(picture()))
    (photo,) = import_photos(project, folder, "folder").photos
    return photo
