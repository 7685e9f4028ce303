"""How large the persons of annotations are, in pixels of their photo: counted once, then kept."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from curator.imaging.encode import decode_mask, decode_trimap
from curator.records import Annotation, ImportedMask
from curator.store.project import Project
from curator.types import FOREGROUND, PersonMask


def sizes(project: Project, annotations: Iterable[Annotation]) -> dict[int, int]:
    """The area of each annotation's person, by the id of the annotation.

    That is the imported mask the annotation began from, as far as it is at least 0.5; without one, the
    foreground of the newest trimap that was stored. What was never counted is read once.
    """
    masks, trimaps = project.photos.all_masks(), project.revisions.newest_trimaps()
    known = project.areas.all()
    counted: dict[str, int] = {}
    found: dict[int, int] = {}
    for annotation in annotations:
        mask = _mask_of(annotation, masks.get(annotation.photo_id, ()))
        blob = trimaps[annotation.id] if mask is None else mask.blob
        if blob not in known:
            content = project.blobs.read(blob)
            known[blob] = counted[blob] = (
                int(np.count_nonzero(decode_trimap(content, "a trimap") == FOREGROUND))
                if mask is None
                else area(decode_mask(content, "an imported mask"))
            )
        found[annotation.id] = known[blob]
    if project.writable:
        project.areas.keep(counted)
    return found


def area(mask: PersonMask) -> int:
    """Pixels of a person mask that are at least 0.5."""
    return int(np.count_nonzero(mask >= 0.5))


def _mask_of(annotation: Annotation, masks: Iterable[ImportedMask]) -> ImportedMask | None:
    """The mask of the same person: that of its id, or where it has none, of its number."""
    for mask in masks:
        if mask.is_crowd or mask.external_id != annotation.external_id:
            continue
        if annotation.external_id is not None or mask.subject == annotation.subject:
            return mask
    return None
