"""Sources asked about a photo: what each says of each subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from curator.errors import NoPersonError
from curator.matting.boxes import around, slices
from curator.records import Prompt, Rectangle, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, PersonMask
from curator.workflow.subjects import best_match, match

#: What is asked where no source was chosen and no masks came with the photo: those that are here.
EMBEDDED = ("selfie", "pose")
_NO_PARAMETERS: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Said:
    """What one source said of one subject, and the parameters it was asked with."""

    source: Source
    mask: SubjectMask
    parameters: Any


def ask(
    photo: Image,
    prompt: Prompt,
    sources: Sequence[str],
    parameters: Mapping[str, Any] = _NO_PARAMETERS,
) -> list[list[Said]]:
    """Ask sources about a photo; for each subject, what each source that knows it said.

    A source that finds nobody says nothing of any subject; which sources spoke is recorded.
    `parameters` are a source's own, by its name; its defaults where there are none.

    Raises
    ------
    UnavailableError
        If one of the sources cannot work.
    NoPersonError
        If none of them finds anybody; of a single one, what it says itself.
    """
    records = [SOURCES.get(name) for name in sources]
    given = [parameters.get(record.name, record.parameters()) for record in records]
    proposals: list[Sequence[SubjectMask]] = []
    nobody: list[NoPersonError] = []
    for record, values in zip(records, given, strict=True):
        try:
            proposals.append(record.function(photo, prompt, values))
        except NoPersonError as error:
            proposals.append(())
            nobody.append(error)
    if len(nobody) == len(records) == 1:
        raise nobody[0]
    if len(nobody) == len(records):
        raise NoPersonError(
            f"Nobody was found in this photo by {' or by '.join(record.title for record in records)}: "
            "drag a rectangle around the person, or start from a blank trimap and draw."
        )
    return [
        [Said(records[index], mask, given[index]) for index, mask in subject]
        for subject in match(proposals)
    ]


def ask_about(
    photo: Image,
    subject: PersonMask,
    sources: Sequence[str],
    parameters: Mapping[str, Any] = _NO_PARAMETERS,
) -> list[Said]:
    """What sources say of one person whose mask is known, asked about the photo around that person.

    A network that squeezes the photo to a few pixels sees a small person only in such a crop. Of each
    source's masks the one that overlaps the known mask most is taken, and those of no overlap are
    not. Outside of the crop the answer is 0.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    subject
        float32 in [0, 1], H x W; at least one pixel of 0.5 or more.
    """
    box = around(subject)
    crop = np.ascontiguousarray(photo[slices(box)])
    said: list[Said] = []
    for name in sources:
        record = SOURCES.get(name)
        values = parameters.get(name, record.parameters())
        try:
            masks = record.function(crop, Prompt(), values)
        except NoPersonError:
            continue
        best = best_match(subject[slices(box)], masks)
        if best is not None:
            said.append(placed(Said(record, best, values), box, subject.shape))
    return said


def placed(said: Said, view: Rectangle, shape: tuple[int, ...]) -> Said:
    """What was said of a part of a photo as a mask of all of it; 0 elsewhere."""
    mask = np.zeros(shape, np.float32)
    mask[slices(view)] = said.mask.mask
    return replace(said, mask=replace(said.mask, mask=mask, parts=None))


def everyone(subjects: Sequence[Sequence[Said]]) -> list[Said]:
    """All subjects as one: of each source the largest probability of its masks."""
    joined: dict[str, Said] = {}
    for each in (said for subject in subjects for said in subject):
        before = joined.get(each.source.name)
        mask = each.mask.mask if before is None else np.maximum(before.mask.mask, each.mask.mask)
        score = each.mask.score if before is None else max(before.mask.score, each.mask.score)
        joined[each.source.name] = replace(each, mask=SubjectMask(mask=mask, score=score))
    return list(joined.values())


def available() -> tuple[str, ...]:
    """The embedded sources that can work here."""
    return tuple(name for name, reason in _reasons() if reason is None)


def embedded() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The embedded sources that can work here, and a sentence for each that cannot.

    Where none can, the first is named all the same, so that asking it says what is missing.
    """
    reasons = _reasons()
    here = tuple(name for name, reason in reasons if reason is None)
    notes = tuple(f"The source {name} was not asked. {reason}" for name, reason in reasons if reason)
    return (here, notes) if here else (EMBEDDED[:1], ())


def _reasons() -> list[tuple[str, str | None]]:
    """Why each embedded source cannot work here; None where it can."""
    return [(name, SOURCES.get(name).unavailable()) for name in EMBEDDED]
