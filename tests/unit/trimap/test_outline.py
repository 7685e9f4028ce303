"""Where a person most likely ends: on shapes whose edges are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from curator.records import Rectangle
from curator.trimap.outline import likely, shape_of


def _trimap(height: int, width: int) -> np.ndarray:
    """A square of foreground from 40 to 60, unknown for ten pixels around it."""
    trimap = np.zeros((height, width), np.uint8)
    trimap[30:70, 30:70] = 128
    trimap[40:60, 40:60] = 255
    return trimap


def test_the_middle_of_the_band_is_where_a_person_ends() -> None:
    region = likely(_trimap(100, 100))
    assert region[50, 36]
    assert region[50, 63]
    assert not region[50, 33]
    assert not region[50, 66]
    assert shape_of(_trimap(100, 100)).box == Rectangle(35, 35, 30, 30)


def test_it_is_the_nearer_side_by_exact_distances() -> None:
    random = np.random.default_rng(4).integers(0, 40, (60, 80))
    trimap = np.where(random == 0, 255, np.where(random == 1, 0, 128)).astype(np.uint8)
    nearer = ndimage.distance_transform_edt(trimap != 255) < ndimage.distance_transform_edt(trimap != 0)
    # The mask of 5 x 5 is right to a few hundredths of the distance.
    assert (likely(trimap) != nearer).mean() < 0.03


@pytest.mark.parametrize("scale", [1, 8, 30])
def test_the_line_encloses_the_person_at_every_size(scale: int) -> None:
    trimap = _trimap(100, 100).repeat(scale, axis=0).repeat(scale, axis=1)
    (line,) = shape_of(trimap).lines
    x, y = np.array(line).T
    # Gauss's formula for the area of a polygon; the square's side is 30 pixels before scaling.
    area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
    assert area == pytest.approx((30 * scale) ** 2, rel=0.12)
    assert (x.mean(), y.mean()) == pytest.approx((50 * scale, 50 * scale), abs=2 * scale)


def test_pieces_apart_are_lines_apart_and_specks_are_left_out() -> None:
    trimap = np.zeros((100, 200), np.uint8)
    trimap[10:60, 10:60] = 255
    trimap[20:40, 100:140] = 255
    trimap[80:82, 180:182] = 255
    assert len(shape_of(trimap).lines) == 2


def test_without_foreground_nobody_is_meant_and_without_background_everything() -> None:
    assert shape_of(np.full((30, 40), 128, np.uint8)).box is None
    assert shape_of(np.full((30, 40), 128, np.uint8)).lines == ()
    whole = shape_of(np.full((30, 40), 255, np.uint8))
    assert whole.box == Rectangle(0, 0, 40, 30)
