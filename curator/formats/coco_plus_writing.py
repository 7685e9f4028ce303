"""COCO+ written: the same input gives the same bytes, and no clock is read.

Ids: what came from COCO keeps its ids. Everything else gets its id of the project, or where a COCO id
has taken that, the next number that is free. Since that is known only after the last photo, the
files beside the annotations are written under numbers first and named at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator import __version__
from curator.exchange import OutgoingPhoto, OutgoingSubject, WriteSummary
from curator.formats.coco_plus_numbers import assign_ids, canonical, license_of, list_licenses
from curator.formats.coco_tables import FACTS, PERSON
from curator.formats.datasheet import Counts, datasheet
from curator.formats.files import Ledger
from curator.formats.rle import Encoded, encode_region
from curator.imaging.checks import check_alpha, check_mask, check_trimap
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_alpha, encode_trimap
from curator.imaging.names import safe_stem, shown, unique_stem
from curator.records import Photo, Problem, SubjectMask

VERSION = "1"

#: The list of hashes at the top of the dataset.
CHECKSUMS = "checksums.sha256"

#: Alpha from which a pixel belongs to the binary mask.
THRESHOLD = 0.5

_DRAFTS = "drafts"


@dataclass(frozen=True)
class _Person:
    """A written annotation that has no id yet; `digests` are of the files beside it."""

    annotation_id: int
    external_id: int | None
    draft: str
    encoded: Encoded
    digests: Mapping[str, str]
    methods: tuple[str, ...]
    refined: bool


@dataclass(frozen=True)
class _Crowd:
    """A crowd that has no id yet."""

    external_id: int | None
    encoded: Encoded


@dataclass(frozen=True)
class _Written:
    photo: Photo
    stem: str
    digest: str
    persons: tuple[_Person, ...]
    crowds: tuple[_Crowd, ...]


def write(directory: Path, photos: Iterable[OutgoingPhoto], split: str) -> WriteSummary:
    """Fill an empty directory with a COCO+ dataset of one split.

    Parameters
    ----------
    directory
        Where to; it exists and is empty.
    photos
        Taken one at a time; only what the JSON file needs of each stays in memory.
    split
        Names the annotation file.

    Returns
    -------
    WriteSummary
        `left_out` names annotations whose alpha nowhere reaches 0.5: they have no binary mask.

    Raises
    ------
    AlphaError, TrimapError, MaskError
        If an alpha, a trimap or the mask of a crowd does not fit its photo.
    StoreError
        If the disk fails, also where a file read back is not what was written.
    """
    ledger = Ledger(directory)
    stems: set[str] = set()
    left_out: list[Problem] = []
    counts = Counts()
    written = []
    for outgoing in photos:
        stem = unique_stem(safe_stem(f"{outgoing.photo.stem}.stem"), stems)
        stems.add(stem.casefold())
        written.append(_write_photo(ledger, outgoing, stem, counts, left_out))
    document = _document(ledger, written, split)
    if counts.annotations:
        ledger.remove_folder(_DRAFTS)
    ledger.write(f"annotations/instances_{safe_stem(f'{split}.json')}.json", _json(document))
    ledger.write("README.md", datasheet(split, counts, THRESHOLD, VERSION))
    ledger.write(CHECKSUMS, ledger.checksums())
    ledger.verify()
    return WriteSummary(
        len(written), counts.annotations, tuple(left_out), counts.unrefined, counts.crowds
    )


def _write_photo(
    ledger: Ledger, outgoing: OutgoingPhoto, stem: str, counts: Counts, left_out: list[Problem]
) -> _Written:
    photo = outgoing.photo
    digest = ledger.write(f"images/{stem}{photo.suffix}", outgoing.content)
    counts.add_photo(outgoing)
    persons: list[_Person] = []
    for subject in outgoing.subjects:
        person = _write_person(ledger, photo, subject, f"{_DRAFTS}/{counts.annotations}")
        if person is None:
            message = (
                f"The alpha of annotation {subject.annotation_id} of {shown(photo.name)} nowhere "
                f"reaches {THRESHOLD}, so there is no mask to write. Correct its trimap, then matte it."
            )
            left_out.append(Problem(photo.name, message))
            continue
        persons.append(person)
        counts.add_annotation(subject)
    crowds = tuple(_encode_crowd(photo, crowd) for crowd in outgoing.crowds)
    counts.crowds += len(crowds)
    return _Written(photo, stem, digest, tuple(persons), crowds)


def _encode_crowd(photo: Photo, crowd: SubjectMask) -> _Crowd:
    check_mask(crowd.mask, (photo.height, photo.width), f"{photo.name}, crowd {crowd.external_id}")
    return _Crowd(crowd.external_id, encode_region(crowd.mask >= THRESHOLD))


def _write_person(ledger: Ledger, photo: Photo, subject: OutgoingSubject, draft: str) -> _Person | None:
    label = f"{photo.name}, annotation {subject.annotation_id}"
    shape = (photo.height, photo.width)
    check_alpha(subject.alpha, shape, label)
    check_trimap(subject.trimap, shape, label)
    region = quantise_alpha(subject.alpha) >= THRESHOLD
    if not region.any():
        return None
    history = {"state": subject.state, **subject.provenance}
    contents = {
        "alpha": encode_alpha(subject.alpha),
        "trimap": encode_trimap(subject.trimap),
        "provenance": _json(history),
    }
    digests = {kind: ledger.write(f"{draft}.{kind}", content) for kind, content in contents.items()}
    return _Person(
        annotation_id=subject.annotation_id,
        external_id=subject.external_id,
        draft=draft,
        encoded=encode_region(region),
        digests=digests,
        methods=subject.methods,
        refined=subject.refined,
    )


def _document(ledger: Ledger, written: Sequence[_Written], split: str) -> dict[str, Any]:
    image_ids = assign_ids([(each.photo.external_id, each.photo.id) for each in written])
    wanted = [(person.external_id, person.annotation_id) for each in written for person in each.persons]
    wanted += [(crowd.external_id, 1) for each in written for crowd in each.crowds]
    ids = assign_ids(wanted)
    persons = sum(len(each.persons) for each in written)
    person_ids, crowd_ids = iter(ids[:persons]), iter(ids[persons:])
    licenses = list_licenses(each.photo for each in written)
    images, annotations = [], []
    for image_id, each in zip(image_ids, written, strict=True):
        images.append(_image(image_id, each, licenses))
        for person in each.persons:
            annotations.append(_annotation(ledger, next(person_ids), image_id, each.stem, person))
        for crowd in each.crowds:
            annotations.append(_instance(next(crowd_ids), image_id, crowd.encoded, is_crowd=True))
    return {
        "info": {
            "description": f"Portrait mattes, split {split}",
            "version": VERSION,
            "format": "COCO+",
            "split": split,
            "curator": __version__,
        },
        "licenses": list(licenses.values()),
        "images": images,
        "annotations": annotations,
        "categories": [{"id": 1, "name": PERSON, "supercategory": PERSON}],
    }


def _image(
    image_id: int, written: _Written, licenses: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    photo = written.photo
    license_ = license_of(photo)
    return {
        "id": image_id,
        "file_name": f"{written.stem}{photo.suffix}",
        "width": photo.width,
        "height": photo.height,
        **({} if license_ is None else {"license": licenses[canonical(license_)]["id"]}),
        **{key: photo.attributes[key] for key in FACTS if key in photo.attributes},
        "name": photo.name,
        "sha256": written.digest,
        "attributes": dict(photo.attributes),
    }


def _annotation(
    ledger: Ledger, person_id: int, image_id: int, stem: str, person: _Person
) -> dict[str, Any]:
    name = f"{stem}_{person_id}"
    files = {
        "alpha": f"alphas/{name}.png",
        "trimap": f"trimaps/{name}.png",
        "provenance": f"provenance/{name}.json",
    }
    for kind, file in files.items():
        ledger.rename(f"{person.draft}.{kind}", file)
    linked = {kind: {"file": file, "sha256": person.digests[kind]} for kind, file in files.items()}
    return {
        **_instance(person_id, image_id, person.encoded, is_crowd=False),
        "refined": person.refined,
        "alpha": {
            "file": files["alpha"],
            "bit_depth": 16,
            "premultiplied": False,
            "sha256": person.digests["alpha"],
            "threshold": THRESHOLD,
        },
        "trimap": linked["trimap"],
        "provenance": {**linked["provenance"], "methods": person.methods},
    }


def _instance(number: int, image_id: int, encoded: Encoded, is_crowd: bool) -> dict[str, Any]:
    """What COCO itself says of an annotation."""
    return {
        "id": number,
        "image_id": image_id,
        "category_id": 1,
        "segmentation": encoded.segmentation,
        "area": encoded.area,
        "bbox": encoded.bbox,
        "iscrowd": int(is_crowd),
    }


def _json(document: Any) -> bytes:
    return (json.dumps(document, allow_nan=False) + "\n").encode("ascii")
