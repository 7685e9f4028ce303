"""Segmentations against masks worked out by hand, and against pycocotools."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask

from curator.errors import MaskError
from curator.formats.rle import decode_segmentation, encode_region

# The example of pycocotools' own documentation: one column of seven pixels.
COLUMN = np.array([[0, 0, 1, 1, 1, 0, 1]], dtype=np.float32).T


def test_uncompressed_runs_go_down_the_columns() -> None:
    mask = decode_segmentation({"size": [2, 3], "counts": [1, 2, 2, 1]}, width=3, height=2)
    assert mask.dtype == np.float32
    # Column by column: 0 1 | 1 0 | 0 1.
    assert mask.tolist() == [[0, 1, 0], [1, 0, 1]]


def test_compressed_runs_hold_differences_of_five_bits() -> None:
    # Runs 2 3 1 1: the fourth is written as its difference to the second, -2, which is 30 in five bits.
    mask = decode_segmentation({"size": [7, 1], "counts": "231N"}, width=1, height=7)
    assert (mask == COLUMN).all()


def test_uncompressed_runs_of_the_same_mask() -> None:
    mask = decode_segmentation({"size": [7, 1], "counts": [2, 3, 1, 1]}, width=1, height=7)
    assert (mask == COLUMN).all()


def test_polygons_are_joined() -> None:
    left, right = [0, 0, 2, 0, 2, 4, 0, 4], [4, 1, 6, 1, 6, 3, 4, 3]
    mask = decode_segmentation([left, right], width=6, height=4)
    wanted = np.zeros((4, 6))
    wanted[:, 0:2] = 1
    wanted[1:3, 4:6] = 1
    assert (mask == wanted).all()


@pytest.mark.parametrize("seed", range(20))
def test_encoded_regions_decode_in_pycocotools(seed: int) -> None:
    random = np.random.default_rng(seed)
    height, width = random.integers(1, 60, 2)
    region = random.random((height, width)) < random.random()
    region[0, 0] = True
    encoded = encode_region(region)
    assert isinstance(encoded.segmentation["counts"], str)
    assert (coco_mask.decode(dict(encoded.segmentation)) == region).all()
    assert (decode_segmentation(dict(encoded.segmentation), width, height) == region).all()
    rows, columns = np.nonzero(region)
    box = (columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert (encoded.area, encoded.bbox) == (region.sum(), box)


@pytest.mark.parametrize(
    "segmentation",
    [
        None,  # crowd or not, there has to be one
        "231N",  # run lengths without their size
        [],  # no polygon
        [[]],  # a polygon of no point
        [[1, 1, 5, 5]],  # two points, which pycocotools takes for a box
        [[1, 1, 5, 1, 5, 5, 1]],  # half a point
        [[1, 1, 5, 1, "5", 5]],  # text for a number
        [[1, 1, 5, 1, float("nan"), 5]],  # NaN
        [[1, 1, 5, 1, float("inf"), 5]],  # infinity
        [[1, 1, 5, 1, True, 5]],  # a truth value for a number
        [[1, 1, 10**400, 1, 5, 5]],  # a number beyond every float
        [[1, 1, 2e9, 1, 5, 2e9]],  # so far outside that its outline fills the memory
        [[2, 2, 2, 2, 2, 2]],  # a polygon of no area
        {"counts": [6]},  # no size
        {"size": [3, 2], "counts": [6]},  # the size of another photo
        {"size": [2, 3]},  # no run lengths
        {"size": [2, 3], "counts": [1, 2]},  # too few pixels
        {"size": [2, 3], "counts": [1, 2, 4]},  # too many pixels
        {"size": [2, 3], "counts": [8, -2]},  # a negative run
        {"size": [2, 3], "counts": [1.0, 5.0]},  # fractions of pixels
        {"size": [2, 3], "counts": [2**70, 0]},  # a run beyond every integer of C
        {"size": [2, 3], "counts": [6]},  # nobody there
        {"size": [2, 3], "counts": ""},  # an empty string
        {"size": [2, 3], "counts": "6\0"},  # a character below the alphabet
        {"size": [2, 3], "counts": "1é"},  # a character above it
        {"size": [2, 3], "counts": "1T"},  # ends in the middle of a number: C would read on
        {"size": [2, 3], "counts": "oooooooooooooooo0"},  # a number of eighty bits
        {"size": [2, 3], "counts": "99"},  # too many pixels, compressed
        {"size": [2, 3], "counts": "1N5"},  # a negative run, compressed
    ],
)
def test_bad_segmentations_are_refused(segmentation: Any) -> None:
    with pytest.raises(MaskError, match=r"\w.*\.$"):
        decode_segmentation(segmentation, width=3, height=2)
