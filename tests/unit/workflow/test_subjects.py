"""Masks of several sources grouped by person; the expected groups are counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from curator.imaging.geometry import importance
from curator.records import SubjectMask
from curator.types import PersonMask
from curator.workflow.subjects import best_match, by_importance, match


def box(x: int, y: int, width: int, height: int) -> PersonMask:
    mask = np.zeros((40, 40), np.float32)
    mask[y : y + height, x : x + width] = 1
    return mask


LEFT, RIGHT = SubjectMask(box(0, 0, 10, 40)), SubjectMask(box(25, 0, 15, 40))


def test_a_mask_goes_to_the_person_it_overlaps() -> None:
    near_right = SubjectMask(box(24, 0, 15, 40))
    grouped = match([[LEFT, RIGHT], [near_right]])
    assert [[index for index, _ in subject] for subject in grouped] == [[0], [0, 1]]
    assert grouped[1][1][1] is near_right


def test_the_sum_of_overlaps_decides_not_the_first_to_choose() -> None:
    """Both masks overlap the first person most; each person gets one all the same."""
    first, second = SubjectMask(box(0, 0, 20, 40)), SubjectMask(box(12, 0, 20, 40))
    # Overlaps (IoU) with first and second: 18/22 = 0.82 and 10/30; 14/26 = 0.54 and 14/26 = 0.54.
    near, between = SubjectMask(box(2, 0, 20, 40)), SubjectMask(box(6, 0, 20, 40))
    grouped = match([[first, second], [between, near]])
    assert grouped[0][1][1] is near
    assert grouped[1][1][1] is between


def test_a_silhouette_of_two_is_shared_out_between_them() -> None:
    both = SubjectMask(np.maximum(np.maximum(LEFT.mask, RIGHT.mask), box(10, 0, 15, 20)))
    (_, (_, left)), (_, (_, right)) = match([[LEFT, RIGHT], [both]])
    # The gap is columns 10 to 24: 9 is the last of the left one and 25 the first of the right one.
    assert left.mask[0, :17].all()
    assert right.mask[0, 18:].all()
    np.testing.assert_array_equal(left.mask + right.mask, both.mask)
    assert not left.mask[:, 18:].any()


def test_whom_one_source_alone_saw_is_a_subject_too() -> None:
    third = SubjectMask(box(12, 0, 10, 10))
    grouped = match([[LEFT, RIGHT], [third]])
    assert [[index for index, _ in subject] for subject in grouped] == [[0], [0], [1]]


def test_a_part_of_somebody_is_nobody_else() -> None:
    arm = SubjectMask(box(26, 5, 4, 4))
    assert len(match([[LEFT, RIGHT], [arm]])) == 2


def test_one_subject_everywhere_is_one_subject() -> None:
    apart = [[SubjectMask(box(0, 0, 5, 5))], [SubjectMask(box(30, 30, 5, 5))]]
    assert [[index for index, _ in subject] for subject in match(apart)] == [[0, 1]]
    assert match([]) == []
    assert match([[], []]) == []


def test_the_main_person_is_large_and_near_the_middle() -> None:
    # A corner of 20 x 20 is centred at (10, 10): halfway from the middle to the photo's corner.
    assert importance(box(0, 0, 20, 20) >= 0.5) == pytest.approx(400 * 0.5)
    assert importance(box(10, 10, 20, 20) >= 0.5) == pytest.approx(400)
    assert importance(box(0, 0, 0, 0) >= 0.5) == 0
    corner, middle, small = box(0, 0, 21, 21), box(10, 10, 20, 20), box(18, 18, 4, 4)
    assert by_importance([small, corner, middle]) == [2, 1, 0]


def test_the_best_match_overlaps_most_and_at_all() -> None:
    far, near = SubjectMask(box(30, 30, 5, 5)), SubjectMask(box(2, 0, 10, 40))
    assert best_match(LEFT.mask, [far, near]) is near
    assert best_match(LEFT.mask, [far]) is None
    assert best_match(LEFT.mask, []) is None
