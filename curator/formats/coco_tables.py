"""The JSON file of COCO instances, checked entry by entry: what is sound comes in, the rest is named.

Only the category called "person" is kept, so that of the file of all COCO little stays in memory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from curator.errors import LayoutError
from curator.formats.files import as_text
from curator.imaging.names import shown
from curator.records import Problem

#: Bytes that one annotation file may have; COCO's own largest has 470 MB.
MAX_JSON_BYTES = 1_000_000_000

#: The name of the category that is read.
PERSON = "person"

#: What COCO says of an image beside its licence.
FACTS = ("coco_url", "flickr_url", "date_captured")

_MAX_ID = 2**63 - 1
_MAX_SIDE = 1_000_000


@dataclass(frozen=True)
class ListedImage:
    """An image of the list. `entry` is everything that the file says of it."""

    id: int
    file_name: str
    width: int
    height: int
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class ListedPerson:
    """An annotation of a person. `entry` is everything that the file says of it."""

    id: int
    is_crowd: bool
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Tables:
    """What an annotation file says of images and persons.

    `persons` are by image id, `licenses` by licence id; `problems` name the entries left out.
    """

    images: tuple[ListedImage, ...]
    persons: Mapping[int, tuple[ListedPerson, ...]]
    licenses: Mapping[int, Mapping[str, Any]]
    info: Mapping[str, Any]
    problems: tuple[Problem, ...]


def parse_json(content: bytes, name: str) -> Any:
    """A JSON document.

    Raises
    ------
    LayoutError
        If it is no JSON; NaN is a value of the document here, for the checks of its entries.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LayoutError(
            f"{shown(name)} is no JSON ({error}). Get the file again, or correct it there."
        ) from error


def check_object(value: Any, name: str) -> dict[str, Any]:
    """A JSON object of which every number is finite, so that it can be written again.

    Raises
    ------
    LayoutError
        If it is another value, or holds NaN or infinity.
    """
    if not isinstance(value, dict):
        raise LayoutError(f"{shown(name)} is no JSON object.")
    try:
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"{shown(name)} cannot be kept as JSON: {error}.") from error
    return value


def read_tables(content: bytes, name: str) -> Tables:
    """The tables of one annotation file, called `name` in messages.

    Raises
    ------
    LayoutError
        If it is no COCO instances file, or has no category "person".
    """
    document = parse_json(content, name)
    if not isinstance(document, dict):
        raise LayoutError(f"{shown(name)} is no COCO instances file: it is a list or a single value.")
    for key in ("images", "annotations", "categories"):
        if not isinstance(document.get(key), list):
            raise LayoutError(f"{shown(name)} is no COCO instances file: it has no list {key!r}.")
    category = _person_category(document["categories"], name)
    problems: list[Problem] = []
    images = _images(document["images"], name, problems)
    persons = _persons(document["annotations"], category, images, name, problems)
    licenses = _entries(document.get("licenses"))
    info = document.get("info")
    return Tables(
        images=tuple(images.values()),
        persons={image_id: tuple(group) for image_id, group in persons.items()},
        licenses={number: entry for entry in licenses if (number := _id(entry.get("id"))) is not None},
        info=info if isinstance(info, dict) else {},
        problems=tuple(problems),
    )


def plain_facts(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Those members of an entry that are text, whole or finite numbers."""
    return {key: value for key, value in entry.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= _MAX_ID)


def _person_category(categories: list[Any], name: str) -> int:
    for entry in _entries(categories):
        number = _id(entry.get("id"))
        if entry.get("name") == PERSON and number is not None:
            return number
    raise LayoutError(f"{shown(name)} has no category named {PERSON!r}, so it annotates no people.")


def _images(entries: list[Any], name: str, problems: list[Problem]) -> dict[int, ListedImage]:
    images: dict[int, ListedImage] = {}
    for position, entry in enumerate(entries):
        image = _image(entry)
        if isinstance(image, str):
            problems.append(Problem(f"{name}, images[{position}]", f"Image entry {position} {image}."))
        elif image.id in images:
            message = (
                f"{shown(image.file_name)} has the image id {image.id} of another; give it its own."
            )
            problems.append(Problem(as_text(image.file_name), message))
        else:
            images[image.id] = image
    return images


def _image(entry: Any) -> ListedImage | str:
    if not isinstance(entry, dict):
        return "is no JSON object"
    number = _id(entry.get("id"))
    if number is None:
        return "has no whole number as its id"
    file_name = entry.get("file_name")
    if not isinstance(file_name, str) or not file_name:
        return f"(id {number}) has no file_name"
    width, height = _side(entry.get("width")), _side(entry.get("height"))
    if width is None or height is None:
        return f"({shown(file_name)}) has no width and height in whole pixels"
    return ListedImage(number, file_name, width, height, entry)


def _persons(
    entries: list[Any],
    category: int,
    images: Mapping[int, ListedImage],
    name: str,
    problems: list[Problem],
) -> dict[int, list[ListedPerson]]:
    persons: dict[int, list[ListedPerson]] = {}
    seen: set[int] = set()
    for position, entry in enumerate(entries):
        if isinstance(entry, dict) and _id(entry.get("category_id")) not in (category, None):
            continue
        person = _person(entry, images)
        if isinstance(person, ListedPerson) and person.id in seen:
            person = f"has the id {person.id} of another annotation"
        if isinstance(person, str):
            problems.append(
                Problem(f"{name}, annotations[{position}]", f"Annotation {position} {person}.")
            )
            continue
        seen.add(person.id)
        persons.setdefault(entry["image_id"], []).append(person)
    return persons


def _person(entry: Any, images: Mapping[int, ListedImage]) -> ListedPerson | str:
    if not isinstance(entry, dict):
        return "is no JSON object"
    number = _id(entry.get("id"))
    if number is None:
        return "has no whole number as its id"
    if _id(entry.get("category_id")) is None:
        return f"(id {number}) has no category_id"
    if _id(entry.get("image_id")) not in images:
        image = shown(repr(entry.get("image_id")))
        return f"(id {number}) belongs to the image {image}, which is not listed"
    crowd = entry.get("iscrowd", 0)
    if crowd not in (0, 1):
        return f"(id {number}) has an iscrowd that is neither 0 nor 1"
    return ListedPerson(number, bool(crowd), entry)


def _entries(values: Any) -> Iterator[dict[str, Any]]:
    if isinstance(values, list):
        yield from (value for value in values if isinstance(value, dict))


def _id(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= _MAX_ID else None


def _side(value: Any) -> int | None:
    if type(value) is float and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 < value <= _MAX_SIDE else None
