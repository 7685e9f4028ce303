"""A trimap about an annotation: boxes whose pixels are counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import MaskError, ParameterError
from curator.trimap.anchored import AnchoredRule, fuse_anchored
from curator.trimap.calibrated import CalibratedRule
from curator.trimap.fusion import fuse
from curator.types import PersonMask

#: One source, believed as it is: certain from a probability of 0.9 on and down to 0.1 (log-odds 2.2).
BELIEVED = CalibratedRule((1.0,), 0.0, 2.19, -2.19, 0.0, 0.0)


def box(top: int, bottom: int, left: int, right: int, value: float = 1.0) -> PersonMask:
    mask = np.zeros((60, 80), np.float32)
    mask[top:bottom, left:right] = value
    return mask


ANNOTATION = box(15, 45, 20, 60)


def test_sources_that_agree_leave_the_papers_trimap() -> None:
    trimap = fuse_anchored(ANNOTATION, [ANNOTATION], AnchoredRule(7, 12, BELIEVED, 1.0))
    np.testing.assert_array_equal(trimap, fuse([ANNOTATION], [7.0]))


def test_sources_that_say_nothing_leave_the_papers_trimap() -> None:
    unsure = np.full_like(ANNOTATION, 0.5)
    trimap = fuse_anchored(ANNOTATION, [unsure], AnchoredRule(9, 12, BELIEVED, 1.0))
    np.testing.assert_array_equal(trimap, fuse([ANNOTATION], [9.0]))
    alone = CalibratedRule((), 0.0, 2.19, -2.19, 0.0, 0.0)
    with pytest.raises(MaskError):
        fuse_anchored(ANNOTATION, [unsure], AnchoredRule(9, 12, alone, 1.0))


def test_what_a_source_denies_near_the_edge_is_unknown_and_never_background() -> None:
    """The source lacks columns 20 to 39 of the annotation; it is heard for 12 pixels from its edge."""
    trimap = fuse_anchored(ANNOTATION, [box(15, 45, 40, 60)], AnchoredRule(7, 12, BELIEVED, 1.0))
    # Row 30 is 15 pixels from the upper edge: only the left edge is near.
    assert (trimap[30, 20:32] == 128).all()
    assert (trimap[30, 32:57] == 255).all()


def test_what_a_source_adds_near_the_edge_is_unknown_and_never_foreground() -> None:
    trimap = fuse_anchored(ANNOTATION, [box(15, 45, 20, 80)], AnchoredRule(7, 12, BELIEVED, 1.0))
    # Column 60 is the first outside, at distance 1 from column 59.
    assert (trimap[30, 57:72] == 128).all()
    assert (trimap[30, 72:] == 0).all()
    # A weaker word than the mark is not heard: log(0.85 / 0.15) is 1.73.
    unsure = np.maximum(ANNOTATION, box(15, 45, 20, 80, 0.85))
    trimap = fuse_anchored(ANNOTATION, [unsure], AnchoredRule(7, 12, BELIEVED, 1.0))
    np.testing.assert_array_equal(trimap, fuse([ANNOTATION], [7.0]))


def test_what_is_thin_keeps_its_middle_whatever_a_source_says() -> None:
    """A limb of 7 rows under a kernel of 9: depths 1, 2, 3, 4, 3, 2, 1; 0.6 of 4 is 2.4."""
    limb = box(20, 27, 10, 70)
    rule = AnchoredRule(9, 9, BELIEVED, 0.6)
    for said in (np.zeros_like(limb), limb):
        trimap = fuse_anchored(limb, [said], rule)
        assert (trimap[22:25, 20:60] == 255).all()
        assert (trimap[20:22, 20:60] == 128).all()
        assert (trimap[25:27, 20:60] == 128).all()
    assert not (fuse_anchored(limb, [limb], AnchoredRule(9, 9, BELIEVED, 1.0)) == 255).any()


def test_what_is_thick_is_as_without_a_core() -> None:
    body = box(5, 55, 10, 70)
    denied = box(5, 55, 40, 70)
    for said in (body, denied):
        with_core = fuse_anchored(body, [said], AnchoredRule(9, 9, BELIEVED, 0.6))
        # Corners are thin in a sense: a kernel does not fill them.
        inner = np.s_[12:48, 10:70]
        without = fuse_anchored(body, [said], AnchoredRule(9, 9, BELIEVED, 1.0))
        np.testing.assert_array_equal(with_core[inner], without[inner])


@pytest.mark.parametrize(
    ("kernel", "reach", "core"),
    [(0.5, 3, 1), (1001, 3, 1), (5, -1, 1), (5, 1001, 1), (np.nan, 3, 1), (5, 3, 1.1), (5, 3, -0.1)],
)
def test_a_rule_out_of_range_is_refused(kernel: float, reach: float, core: float) -> None:
    with pytest.raises(ParameterError, match="must be from"):
        AnchoredRule(kernel, reach, BELIEVED, core)


def test_masks_of_other_sizes_are_refused() -> None:
    with pytest.raises(MaskError):
        fuse_anchored(ANNOTATION, [np.zeros((5, 5), np.float32)], AnchoredRule(7, 12, BELIEVED, 1.0))
