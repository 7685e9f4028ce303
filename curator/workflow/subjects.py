"""Which masks of several sources speak of the same subject."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curator.records import SubjectMask
from curator.types import PersonMask

#: Overlap (IoU) from which two masks are taken to be of the same person.
SAME_SUBJECT = 0.5


def match(proposals: Sequence[Sequence[SubjectMask]]) -> list[list[tuple[int, SubjectMask]]]:
    """Group the masks of several sources by subject.

    Parameters
    ----------
    proposals
        The masks of each source, all of the photo's size.

    Returns
    -------
    list
        For each subject the pairs (index of the source, its mask). The subjects are those of the
        source that tells most people apart; another source adds its mask of largest overlap where
        that overlap is at least `SAME_SUBJECT`. Where every source sees one subject, it is the
        same one, whatever the overlap.
    """
    counts = [len(masks) for masks in proposals]
    if not any(counts):
        return []
    if max(counts) == 1:
        return [[(index, masks[0]) for index, masks in enumerate(proposals) if masks]]
    reference = int(np.argmax(counts))
    subjects = [[(reference, mask)] for mask in proposals[reference]]
    for index, masks in enumerate(proposals):
        if index == reference:
            continue
        for subject in subjects:
            overlaps = [_overlap(subject[0][1].mask, other.mask) for other in masks]
            if overlaps and max(overlaps) >= SAME_SUBJECT:
                subject.append((index, masks[int(np.argmax(overlaps))]))
    return [sorted(subject, key=lambda pair: pair[0]) for subject in subjects]


def _overlap(first: PersonMask, second: PersonMask) -> float:
    a, b = first >= 0.5, second >= 0.5
    union = np.count_nonzero(a | b)
    return float(np.count_nonzero(a & b) / union) if union else 0.0
