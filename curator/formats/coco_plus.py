"""COCO+: COCO instances with alphas, trimaps and histories beside them, written and read.

```
NAME/
  images/STEM.jpg|png|webp            the photo's own bytes
  alphas/STEM_ANNOTATIONID.png        straight alpha, 16 bit
  trimaps/STEM_ANNOTATIONID.png       0 / 128 / 255
  provenance/STEM_ANNOTATIONID.json   how it was made
  annotations/instances_SPLIT.json    loads in pycocotools as it is
  checksums.sha256                    in `sha256sum -c` form
  README.md                           a datasheet
```

A person whose `refined` is false was too small to matte: the alpha is the imported mask as it came.
Crowds (`iscrowd` 1) are as they were imported, and have nothing beside them.

Reading gives all of it back: a plain COCO file is COCO+ with nothing beside. Whatever has a hash is
compared with it: an annotation whose alpha, trimap or history is not what was written is left out and
named, a photo likewise with all of its annotations. A photo or person that had no id of a dataset
before comes back with the one it was written under.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from curator.errors import LayoutError
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.formats.coco_plus_writing import CHECKSUMS, VERSION, write
from curator.formats.coco_reading import AnnotationFile, CocoReader, find_annotation_files
from curator.formats.coco_tables import ListedImage, ListedPerson, Tables, check_object, parse_json
from curator.formats.files import locate, read_file, read_inside
from curator.imaging.checks import check_alpha, check_trimap
from curator.imaging.encode import decode_alpha, decode_trimap
from curator.imaging.names import shown
from curator.records import Problem
from curator.registry import FORMATS, Format


def read(path: Path) -> Iterator[IncomingPhoto | Problem]:
    """Photos of a COCO+ dataset, one at a time, and a problem for each entry that is not sound.

    Raises
    ------
    LayoutError
        If there is no annotation file, or none that can be read (that on the first step).
    """
    return _CocoPlusReader().read(find_annotation_files(path))


class _CocoPlusReader(CocoReader):
    """Adds to COCO the files beside, the names and attributes, and the hashes."""

    def document(self, file: AnnotationFile) -> bytes:
        content = super().document(file)
        expected = _checksums(file.root).get(file.name)
        if expected is not None:
            _check_digest(content, expected, file.name)
        return content

    def content(self, file: AnnotationFile, image: ListedImage) -> bytes:
        content = super().content(file, image)
        expected = image.entry.get("sha256")
        if expected is not None:
            _check_digest(content, expected, image.file_name)
        return content

    def subject(
        self, file: AnnotationFile, image: ListedImage, person: ListedPerson
    ) -> IncomingSubject:
        plain = super().subject(file, image, person)
        shape = (image.height, image.width)
        alpha = trimap = None
        if (found := _beside(file.root, person.entry, "alpha")) is not None:
            alpha = decode_alpha(found[1], found[0])
            check_alpha(alpha, shape, found[0])
        if (found := _beside(file.root, person.entry, "trimap")) is not None:
            trimap = decode_trimap(found[1], found[0])
            check_trimap(trimap, shape, found[0])
        return IncomingSubject(
            mask=plain.mask,
            external_id=plain.external_id,
            is_crowd=plain.is_crowd,
            trimap=trimap,
            alpha=alpha,
            provenance=_history(_beside(file.root, person.entry, "provenance")),
            refined=_refined(person.entry),
        )

    def name(self, image: ListedImage) -> str:
        name = image.entry.get("name")
        return name if isinstance(name, str) and name else image.file_name

    def split(self, file: AnnotationFile, tables: Tables) -> str | None:
        split = tables.info.get("split")
        return split if isinstance(split, str) and split else file.split

    def attributes(self, tables: Tables, image: ListedImage) -> dict[str, Any]:
        kept = image.entry.get("attributes")
        if kept is None:
            return super().attributes(tables, image)
        return check_object(kept, f"The attributes of {image.file_name}")


def _beside(root: Path, entry: Mapping[str, Any], key: str) -> tuple[str, bytes] | None:
    """Name and bytes of the file that an annotation has beside it, or None where it has none."""
    link = entry.get(key)
    if link is None:
        return None
    if not isinstance(link, dict) or not isinstance(link.get("file"), str):
        raise LayoutError(f"Its {key} is no object that names a file.")
    content = read_inside(root, link["file"])
    if "sha256" in link:
        _check_digest(content, link["sha256"], link["file"])
    return link["file"], content


def _refined(entry: Mapping[str, Any]) -> bool:
    refined = entry.get("refined", True)
    if not isinstance(refined, bool):
        raise LayoutError("Its refined is neither true nor false.")
    return refined


def _history(found: tuple[str, bytes] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    name, content = found
    return check_object(parse_json(content, name), name)


def _checksums(root: Path) -> dict[str, str]:
    try:
        path = locate(root, CHECKSUMS)
    except FileNotFoundError:
        return {}
    lines = read_file(path, CHECKSUMS).decode("utf-8", "replace").splitlines()
    pairs = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in pairs}


def _check_digest(content: bytes, expected: Any, name: str) -> None:
    if hashlib.sha256(content).hexdigest() != expected:
        raise LayoutError(
            f"{shown(name)} is not what was written: its SHA-256 is another. Get the file again "
            "from where the dataset came from; if it was changed on purpose, take its hash out."
        )


FORMATS.register(
    Format(
        name="coco-plus",
        title="COCO+ (COCO instances with alphas, trimaps and histories)",
        reference="A superset of COCO instances (Lin et al., ECCV 2014) that pycocotools loads",
        version=VERSION,
        read=read,
        write=write,
    )
)
