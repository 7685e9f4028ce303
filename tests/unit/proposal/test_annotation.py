"""Imported masks come out as they went in."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import MaskError, NoPersonError
from curator.parameters import NoParameters
from curator.proposal.annotation import annotation
from curator.records import Prompt, SubjectMask

PHOTO = np.zeros((6, 4, 3), np.uint8)


def subject(shape: tuple[int, int] = (6, 4), value: float = 0.25, number: int = 7) -> SubjectMask:
    return SubjectMask(np.full(shape, value, np.float32), external_id=number)


def test_one_subject_a_mask_with_its_id():
    first, second = subject(number=7), subject(value=1.0, number=9)
    assert tuple(annotation(PHOTO, Prompt(masks=(first, second)), NoParameters())) == (first, second)


def test_without_masks_there_is_nobody():
    with pytest.raises(NoPersonError, match="No person masks were imported"):
        annotation(PHOTO, Prompt(), NoParameters())


@pytest.mark.parametrize("wrong", [subject((4, 6)), subject(value=1.5), subject(value=np.nan)])
def test_a_mask_that_does_not_fit_is_named(wrong):
    with pytest.raises(MaskError, match="Imported mask 2"):
        annotation(PHOTO, Prompt(masks=(subject(), wrong)), NoParameters())
