"""The masks that COCO itself has, found again by their ids."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from curator.errors import EvaluationError, MaskError
from curator.formats.coco_reading import CocoReader, find_annotation_files
from curator.formats.coco_tables import ListedImage, ListedPerson, read_tables
from curator.formats.rle import decode_segmentation
from curator.imaging.names import shown
from curator.records import Problem
from curator.types import PersonMask


@dataclass(frozen=True)
class Original:
    """One person as COCO has it."""

    image: ListedImage
    person: ListedPerson

    def mask(self) -> PersonMask:
        """The mask: float32, 0 or 1, of the photo's size.

        Raises
        ------
        EvaluationError
            If it is not sound.
        """
        try:
            return decode_segmentation(
                self.person.entry.get("segmentation"), self.image.width, self.image.height
            )
        except MaskError as error:
            raise EvaluationError(f"Annotation {self.person.id} of COCO: {error}") from error


@dataclass(frozen=True)
class Originals:
    """Everybody in COCO's annotation files.

    Attributes
    ----------
    of_image
        By image id and then by annotation id; no crowds.
    files
        (name, SHA-256) of what was read.
    problems
        What of it was not sound.
    """

    of_image: Mapping[int, Mapping[int, Original]]
    files: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def read_originals(path: Path) -> Originals:
    """Read the persons of a COCO folder, or of one annotation file; no photos are read.

    Raises
    ------
    EvaluationError
        If two files give one id to two persons.
    LayoutError
        If there is no annotation file, or one cannot be read.
    """
    found: dict[int, dict[int, Original]] = {}
    files: list[tuple[str, str]] = []
    problems: list[Problem] = []
    seen: set[int] = set()
    for file in find_annotation_files(path):
        content = CocoReader().document(file)
        tables = read_tables(content, file.name)
        files.append((file.name, hashlib.sha256(content).hexdigest()))
        problems += tables.problems
        for image in tables.images:
            persons = tables.persons.get(image.id, ())
            twice = seen.intersection(person.id for person in persons)
            if twice:
                raise EvaluationError(
                    f"{shown(file.name)} has an annotation {min(twice)}, and so has another file of "
                    "the folder: give one file alone."
                )
            seen.update(person.id for person in persons)
            here = found.setdefault(image.id, {})
            here |= {each.id: Original(image, each) for each in persons if not each.is_crowd}
    return Originals(found, tuple(files), tuple(problems))
