"""How COCO is read, one photo at a time; COCO+ adds to each step what it has beside."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import InputError, LayoutError, MaskError
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.formats.coco_tables import (
    FACTS,
    MAX_JSON_BYTES,
    ListedImage,
    ListedPerson,
    Tables,
    plain_facts,
    read_tables,
)
from curator.formats.files import as_text, dataset_folder, list_folder, locate, read_file
from curator.formats.rle import decode_segmentation
from curator.imaging.decode import inspect_photo
from curator.imaging.names import shown
from curator.records import Problem

#: Pixels that the masks of one photo may have together, as they are in memory at once.
MAX_MASK_PIXELS = 500_000_000

#: The names of annotation files, with the split that each is of.
INSTANCES = re.compile(r"instances_(?P<split>.+)\.json")


@dataclass(frozen=True)
class AnnotationFile:
    """One annotation file: its path, the dataset's folder (both resolved), and its split's name."""

    path: Path
    root: Path
    split: str | None

    @property
    def name(self) -> str:
        """The path inside of the dataset, as messages name it."""
        return self.path.relative_to(self.root).as_posix()


def find_annotation_files(path: Path) -> tuple[AnnotationFile, ...]:
    """The files `instances_*.json` of a dataset's folder, or the one file that `path` is.

    Raises
    ------
    LayoutError
        If there is none.
    """
    # Of a path that cannot be looked at the folder's own check says why.
    if os.path.isfile(path):
        file = path.resolve()
        inside = file.parent.name == "annotations"
        return (_annotation_file(file, file.parent.parent if inside else file.parent),)
    folder = dataset_folder(path)
    if folder.name == "annotations" and not os.path.exists(folder / "annotations"):
        folder = folder.parent
    for place in (folder / "annotations", folder):
        names = [name for name in list_folder(place) if INSTANCES.fullmatch(name)]
        if names:
            return tuple(_annotation_file(place / name, folder) for name in names)
    raise LayoutError(
        f"{path} holds no annotations/instances_*.json, so it is not laid out as COCO. "
        "Give the folder that holds annotations/, or the path of the JSON file itself."
    )


def _annotation_file(path: Path, root: Path) -> AnnotationFile:
    match = INSTANCES.fullmatch(path.name)
    return AnnotationFile(path, root, match["split"] if match else None)


class CocoReader:
    """Reads plain COCO. A photo comes in with every person whose entry is sound."""

    def read(self, files: tuple[AnnotationFile, ...]) -> Iterator[IncomingPhoto | Problem]:
        """Photos of every file in turn, and what could not be used."""
        failures: list[Problem] = []
        for file in files:
            try:
                tables = self.tables(file)
            except LayoutError as error:
                failures.append(Problem(file.name, str(error)))
                continue
            yield from tables.problems
            for image in tables.images:
                yield from self.photo(file, tables, image)
        if len(failures) == len(files):
            raise LayoutError(failures[0].message)
        yield from failures

    def tables(self, file: AnnotationFile) -> Tables:
        """The checked tables of an annotation file."""
        return read_tables(self.document(file), file.name)

    def document(self, file: AnnotationFile) -> bytes:
        """The bytes of an annotation file."""
        return read_file(file.path, file.name, MAX_JSON_BYTES)

    def photo(
        self, file: AnnotationFile, tables: Tables, image: ListedImage
    ) -> Iterator[IncomingPhoto | Problem]:
        """One photo with its persons, behind the problems that some of them have."""
        try:
            content = self.content(file, image)
            attributes = self.attributes(tables, image)
        except InputError as error:
            yield Problem(as_text(image.file_name), str(error))
            return
        persons = tables.persons.get(image.id, ())
        room = MAX_MASK_PIXELS // (image.width * image.height)
        subjects: list[IncomingSubject] = []
        for person in persons:
            try:
                if len(subjects) >= room:
                    raise MaskError(f"The photo is so large that only {room} persons of it are read.")
                subjects.append(self.subject(file, image, person))
            except InputError as error:
                label = f"{as_text(image.file_name)}, annotation {person.id}"
                yield Problem(label, f"Annotation {person.id} is left out. {error}")
        yield IncomingPhoto(
            name=as_text(self.name(image)),
            content=content,
            external_id=image.id,
            split=self.split(file, tables),
            subjects=tuple(subjects),
            attributes=attributes,
        )

    def content(self, file: AnnotationFile, image: ListedImage) -> bytes:
        """The photo's bytes, known to be a photo of the size that the file says."""
        content = _read_photo(file, image.file_name)
        header = inspect_photo(content, image.file_name)
        if (header.width, header.height) != (image.width, image.height):
            raise LayoutError(
                f"{shown(image.file_name)} is {header.width} x {header.height} when upright, and "
                f"{file.name} says {image.width} x {image.height}; its masks would not fit."
            )
        return content

    def subject(
        self, file: AnnotationFile, image: ListedImage, person: ListedPerson
    ) -> IncomingSubject:
        """One person of a photo."""
        mask = decode_segmentation(person.entry.get("segmentation"), image.width, image.height)
        return IncomingSubject(mask, external_id=person.id, is_crowd=person.is_crowd)

    def name(self, image: ListedImage) -> str:
        """What the photo was called."""
        return image.file_name

    def split(self, file: AnnotationFile, tables: Tables) -> str | None:
        """The split that the photos of a file belong to."""
        return file.split

    def attributes(self, tables: Tables, image: ListedImage) -> dict[str, Any]:
        """Licence, addresses and date of a photo, as far as the file has them."""
        facts = {key: image.entry[key] for key in FACTS if isinstance(image.entry.get(key), str)}
        license_id = image.entry.get("license")
        if type(license_id) is not int:
            return facts
        entry = tables.licenses.get(license_id, {})
        return {"license": plain_facts({**entry, "id": license_id}), **facts}


def _read_photo(file: AnnotationFile, file_name: str) -> bytes:
    places = (
        ["images/", ""]
        if file.split is None
        else ["images/", f"images/{file.split}/", f"{file.split}/", ""]
    )
    for place in places:
        try:
            path = locate(file.root, place + file_name)
        except FileNotFoundError:
            continue
        return read_file(path, file_name)
    raise LayoutError(
        f"{shown(file_name)} is missing: it is in none of {', '.join(places[:-1])} nor beside them. "
        f"Put it there, or take it out of {file.name}."
    )
