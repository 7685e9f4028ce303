"""What is taken back is the same to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from curator.matting.boxes import slices, union, whole, widened
from curator.matting.history import Change
from curator.records import Rectangle

BITS = arrays.arrays(np.uint32, (7, 9))


@given(BITS, BITS, arrays.arrays(np.bool_, (4, 5)), st.sampled_from([np.float32, np.uint8]))
def test_a_change_swaps_back_and_forth_to_the_bit(one, other, mask, kind):
    """Any bits: what is stored are floats that are no numbers, too."""
    one, other = (
        bits.view(np.float32) if kind is np.float32 else bits.astype(kind) for bits in (one, other)
    )
    box = Rectangle(2, 1, 5, 4)
    array = one.copy()
    change = Change.before(array, box, mask)
    array[slices(box)][mask] = other[slices(box)][mask]
    after = array.copy()
    for expected in (one, after, one, after):
        change.swap(array)
        assert array.tobytes() == expected.tobytes()


def test_what_is_stored_is_small():
    array = np.random.default_rng(0).random((600, 800), np.float32)
    mask = np.zeros((600, 800), np.bool_)
    mask[100:140, 200:260] = True
    change = Change.before(array, whole(array), mask)
    assert change.nbytes < 1.05 * 4 * 40 * 60 + 2000


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (None, None, None),
        (Rectangle(1, 2, 3, 4), None, Rectangle(1, 2, 3, 4)),
        (None, Rectangle(1, 2, 3, 4), Rectangle(1, 2, 3, 4)),
        (Rectangle(1, 2, 3, 4), Rectangle(0, 5, 2, 6), Rectangle(0, 2, 4, 9)),
    ],
)
def test_union(one, other, both):
    assert union(one, other) == both


def test_a_box_is_widened_within_the_photo():
    assert widened(Rectangle(2, 1, 3, 2), 4, (20, 6)) == Rectangle(0, 0, 6, 7)
