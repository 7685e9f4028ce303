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
from curator.formats.coco_tables import FACTS, PERSON
from curator.formats.datasheet import Counts, datasheet
from curator.formats.files import Ledger
from curator.formats.rle import Encoded, encode_region
from curator.imaging.checks import check_alpha, check_trimap
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_alpha, encode_trimap
from curator.imaging.names import safe_stem, shown, unique_stem
from curator.records import OutgoingPhoto, OutgoingSubject, Photo, Problem, WriteSummary

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


@dataclass(frozen=True)
class _Written:
    photo: Photo
    stem: str
    digest: str
    persons: tuple[_Person, ...]


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
    AlphaError, TrimapError
        If an alpha or trimap does not fit its photo.
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
    return WriteSummary(len(written), len(document["annotations"]), tuple(left_out))


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
    return _Written(photo, stem, digest, tuple(persons))


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
    )


def _document(ledger: Ledger, written: Sequence[_Written], split: str) -> dict[str, Any]:
    image_ids = assign_ids([(each.photo.external_id, each.photo.id) for each in written])
    persons = [person for each in written for person in each.persons]
    person_ids = iter(assign_ids([(person.external_id, person.annotation_id) for person in persons]))
    licenses = _list_licenses(written)
    images, annotations = [], []
    for image_id, each in zip(image_ids, written, strict=True):
        images.append(_image(image_id, each, licenses))
        for person in each.persons:
            annotations.append(_annotation(ledger, next(person_ids), image_id, each.stem, person))
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
    license_ = _license_of(photo)
    return {
        "id": image_id,
        "file_name": f"{written.stem}{photo.suffix}",
        "width": photo.width,
        "height": photo.height,
        **({} if license_ is None else {"license": licenses[_canonical(license_)]["id"]}),
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
        "id": person_id,
        "image_id": image_id,
        "category_id": 1,
        "segmentation": person.encoded.segmentation,
        "area": person.encoded.area,
        "bbox": person.encoded.bbox,
        "iscrowd": 0,
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


def _list_licenses(written: Sequence[_Written]) -> dict[str, dict[str, Any]]:
    """The licences of all photos, by their canonical text: each once, and no id twice."""
    found: dict[str, dict[str, Any]] = {}
    for each in written:
        license_ = _license_of(each.photo)
        if license_ is not None:
            found[_canonical(license_)] = license_
    ids = assign_ids([(int(license_["id"]), 1) for license_ in found.values()])
    return {
        text: {**license_, "id": number}
        for (text, license_), number in zip(found.items(), ids, strict=True)
    }


def _license_of(photo: Photo) -> dict[str, Any] | None:
    license_ = photo.attributes.get("license")
    if isinstance(license_, Mapping) and type(license_.get("id")) is int:
        return dict(license_)
    return None


def _canonical(license_: Mapping[str, Any]) -> str:
    return json.dumps(license_, sort_keys=True)


def assign_ids(wanted: Sequence[tuple[int | None, int]]) -> list[int]:
    """One id each, all different, for pairs of (id of a dataset or None, id of the project).

    The first to bring a dataset's id keeps it. The others get their id of the project, or the next
    free number above all that are in use.
    """
    ids: list[int | None] = []
    taken: set[int] = set()
    for external_id, _ in wanted:
        keeps = external_id is not None and external_id not in taken
        ids.append(external_id if keeps else None)
        if external_id is not None:
            taken.add(external_id)
    following = max([*taken, *(own for _, own in wanted)], default=0)
    for position, (_, own) in enumerate(wanted):
        if ids[position] is not None:
            continue
        if own in taken:
            following += 1
            own = following
        ids[position] = own
        taken.add(own)
    return [number for number in ids if number is not None]


def _json(document: Any) -> bytes:
    return (json.dumps(document, allow_nan=False) + "\n").encode("ascii")
