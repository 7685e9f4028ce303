"""The numbers of a COCO+ dataset: ids that stay what they were, and licences that are listed once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from curator.records import Photo


def list_licenses(photos: Iterable[Photo]) -> dict[str, dict[str, Any]]:
    """The licences of all photos, by their canonical text: each once, and no id twice."""
    found: dict[str, dict[str, Any]] = {}
    for photo in photos:
        license_ = license_of(photo)
        if license_ is not None:
            found[canonical(license_)] = license_
    ids = assign_ids([(int(license_["id"]), 1) for license_ in found.values()])
    return {
        text: {**license_, "id": number}
        for (text, license_), number in zip(found.items(), ids, strict=True)
    }


def license_of(photo: Photo) -> dict[str, Any] | None:
    """The licence of a photo, where it has one with a number."""
    license_ = photo.attributes.get("license")
    if isinstance(license_, Mapping) and type(license_.get("id")) is int:
        return dict(license_)
    return None


def canonical(license_: Mapping[str, Any]) -> str:
    """A text that is the same for the same licence."""
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
