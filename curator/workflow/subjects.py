"""Which masks of several sources speak of the same subject, and which subject is the main one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import cv2
import numpy as np

from curator.imaging.geometry import importance, overlap
from curator.records import SubjectMask
from curator.types import PersonMask, Region

#: Overlap (IoU) from which two masks are taken to be of the same person.
SAME_SUBJECT = 0.5
_PERSON = 0.5
#: A mask that covers at least this part of two subjects is a silhouette of several people.
_SILHOUETTE = 0.75
#: A mask of which at least this part lies on subjects that are there is nobody new.
_KNOWN = 0.5

Said = list[tuple[int, SubjectMask]]


def match(proposals: Sequence[Sequence[SubjectMask]]) -> list[Said]:
    """Group the masks of several sources by subject.

    The subjects are at first those of the source that tells most people apart (the first of several).
    Of every other source:

    1. a mask that covers most of two subjects or more is a silhouette of all of them: each gets the
       part that lies nearer to it than to the others;
    2. the other masks go to subjects one to one, so that the sum of overlaps (IoU) is largest (Kuhn's
       Hungarian method), where the overlap is at least `SAME_SUBJECT`;
    3. what is left is somebody nobody else saw: a subject of its own, unless most of it lies on
       subjects that are there.

    Where every source sees one subject, it is the same one, whatever the overlap.

    Parameters
    ----------
    proposals
        The masks of each source, all of the photo's size.

    Returns
    -------
    list
        For each subject the pairs (index of the source, its mask), by source.
    """
    counts = [len(masks) for masks in proposals]
    if not any(counts):
        return []
    if max(counts) == 1:
        return [[(index, masks[0]) for index, masks in enumerate(proposals) if masks]]
    reference = int(np.argmax(counts))
    subjects: list[Said] = [[(reference, mask)] for mask in proposals[reference]]
    for index, masks in enumerate(proposals):
        if index != reference and masks:
            _join(subjects, index, masks)
    return [sorted(subject, key=lambda pair: pair[0]) for subject in subjects]


def by_importance(masks: Sequence[PersonMask]) -> list[int]:
    """The indices of subjects, the main one first.

    The main one is large and near the middle, see `imaging.geometry.importance`.
    """
    return sorted(range(len(masks)), key=lambda index: -importance(masks[index] >= _PERSON))


def best_match(subject: PersonMask, masks: Sequence[SubjectMask]) -> SubjectMask | None:
    """The mask that overlaps a known one most; None where none does."""
    person = subject >= _PERSON
    overlaps = [overlap(person, each.mask >= _PERSON) for each in masks]
    if not overlaps or max(overlaps) == 0:
        return None
    return masks[int(np.argmax(overlaps))]


def assigned(
    firsts: Sequence[Region], seconds: Sequence[Region], least: float
) -> list[tuple[int, int]]:
    """The pairs that give the largest sum of overlaps (Kuhn's Hungarian method).

    Returns
    -------
    list
        The indices (of `firsts`, of `seconds`) of each pair that overlaps (IoU) by `least` or more.
    """
    from scipy.optimize import linear_sum_assignment

    if not firsts or not seconds:
        return []
    overlaps = np.array([[overlap(first, second) for second in seconds] for first in firsts])
    return [
        (int(row), int(column))
        for row, column in zip(*linear_sum_assignment(-overlaps), strict=True)
        if overlaps[row, column] >= least
    ]


def _join(subjects: list[Said], index: int, masks: Sequence[SubjectMask]) -> None:
    """Let one more source speak of the subjects; what it alone saw becomes new ones."""
    known = [_person(subject) for subject in subjects]
    single: list[SubjectMask] = []
    for mask in masks:
        covered = [number for number, person in enumerate(known) if _covers(mask.mask, person)]
        if len(covered) < 2:
            single.append(mask)
            continue
        shares = _shared_out(mask, [known[number] for number in covered])
        for number, share in zip(covered, shares, strict=True):
            subjects[number].append((index, share))
    people = [mask.mask >= _PERSON for mask in single]
    taken = set()
    for number, column in assigned(known, people, SAME_SUBJECT):
        subjects[number].append((index, single[column]))
        taken.add(column)
    everybody = reduce(np.logical_or, known)
    for column, (mask, person) in enumerate(zip(single, people, strict=True)):
        inside = np.count_nonzero(person & everybody)
        if column not in taken and inside < _KNOWN * np.count_nonzero(person):
            subjects.append([(index, mask)])


def _shared_out(mask: SubjectMask, people: Sequence[Region]) -> list[SubjectMask]:
    """A silhouette of several people in parts: each pixel to the person it lies nearest to."""
    away = np.stack(
        [cv2.distanceTransform((~person).astype(np.uint8), cv2.DIST_L2, 5) for person in people]
    )
    nearest = away.argmin(axis=0)
    return [
        replace(mask, mask=np.where(nearest == number, mask.mask, np.float32(0)), parts=None)
        for number in range(len(people))
    ]


def _person(subject: Said) -> Region:
    person: Region = subject[0][1].mask >= _PERSON
    return person


def _covers(mask: PersonMask, person: Region) -> bool:
    area = np.count_nonzero(person)
    return bool(area and np.count_nonzero(person & (mask >= _PERSON)) >= _SILHOUETTE * area)
