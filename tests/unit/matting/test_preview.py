"""How a photo and its trimap become coarse, by hand on a few cells."""

from __future__ import annotations

import numpy as np
import pytest

from curator.matting import preview
from curator.matting.preview import Preview, factor_of
from curator.parameters import NoParameters
from curator.records import Rectangle
from curator.registry import MattingMethod
from curator.types import Alpha, FloatImage, Trimap

seen: list[tuple[FloatImage, Trimap]] = []


def half(image: FloatImage, trimap: Trimap, parameters: NoParameters) -> Alpha:
    seen.append((image, trimap.copy()))
    return np.select([trimap == 0, trimap == 255], [0.0, 1.0], 0.5).astype(np.float32)


METHOD = MattingMethod("half", "Half", "none", "1", NoParameters, half)


@pytest.fixture(autouse=True)
def factor_two(monkeypatch):
    seen.clear()
    monkeypatch.setattr(preview, "factor_of", lambda shape: 2)


def test_sizes_of_photos_that_get_a_preview(monkeypatch):
    assert factor_of((800, 600, 3)) == 1
    assert factor_of((1000, 1000)) == 1
    assert factor_of((1001, 1000)) == 2
    assert factor_of((4000, 3000)) == 6
    assert 4000 * 3000 / 36 <= 350_000
    assert factor_of((8700, 5800)) == 13
    assert factor_of((10, 10_000_000)) == 1


def test_a_known_stroke_survives_and_what_is_contested_is_unknown():
    trimap = np.array(
        [
            [255, 128, 0, 255, 128, 128],
            [128, 128, 128, 128, 128, 128],
            [0, 0, 128, 0, 255, 255],
            [0, 0, 128, 128, 255, 255],
        ],
        np.uint8,
    )
    Preview(METHOD, NoParameters(), np.zeros((4, 6, 3), np.uint8), trimap)
    np.testing.assert_array_equal(seen[0][1], [[255, 128, 128], [0, 0, 255]])


def test_colours_are_means_and_the_last_pixels_are_repeated():
    image = np.zeros((3, 3, 3), np.uint8)
    image[..., 0] = [[0, 40, 100], [80, 120, 60], [10, 20, 200]]
    trimap = np.array([[0, 0, 128], [0, 0, 128], [128, 128, 255]], np.uint8)
    Preview(METHOD, NoParameters(), image, trimap)
    small, coarse = seen[0]
    np.testing.assert_allclose(small[..., 0], np.array([[60, 80], [15, 200]]) / 255, atol=1e-6)
    np.testing.assert_array_equal(coarse, [[0, 128], [128, 255]])


def test_a_change_of_the_coarse_alpha_is_laid_upon_what_is_shown():
    trimap = np.zeros((40, 40), np.uint8)
    trimap[:, 20:] = 255
    trimap[:, 18:22] = 128
    made = Preview(METHOD, NoParameters(), np.zeros((40, 40, 3), np.uint8), trimap)
    shown = made.picture(trimap)
    shown[10, 19] = 0.25  # what the exact answer knows and the coarse one does not
    after = trimap.copy()
    after[4:16, 6:18] = 128
    after[10, 10] = 255
    glimpse = made.look(shown, after, Rectangle(6, 4, 12, 12))
    box = glimpse.box
    assert box.x <= 6
    assert box.y <= 4
    drawn = shown.copy()
    drawn[box.y : box.y + box.height, box.x : box.x + box.width] = glimpse.alpha
    assert (drawn[after == 0] == 0).all()
    assert drawn[10, 10] == 1
    # Deep inside the coarse change of 0.5 is what is drawn; a quarter of it reaches the next cell.
    assert drawn[8, 8] == pytest.approx(0.5)
    assert shown[8, 18] == pytest.approx(0.375)
    assert drawn[8, 18] == pytest.approx(0.375 + 0.125)
    assert drawn[10, 19] == pytest.approx(0.25)
    # In that cell 0.375, 0.25, 0.375 and 0.5 were shown, and 0.5 is the coarse alpha.
    assert glimpse.error == pytest.approx(0.5 - 0.375)


def test_an_edit_that_no_cell_notices_is_still_exact_where_it_is_known():
    trimap = np.zeros((40, 40), np.uint8)
    trimap[:, 20:] = 255
    trimap[:, 17:23] = 128
    made = Preview(METHOD, NoParameters(), np.zeros((40, 40, 3), np.uint8), trimap)
    asked = len(seen)
    after = trimap.copy()
    after[5, 17] = 0  # its cell holds background already
    glimpse = made.look(made.picture(trimap), after, Rectangle(17, 5, 1, 1))
    assert len(seen) == asked
    assert glimpse.coarse is None
    assert glimpse.alpha[5 - glimpse.box.y, 17 - glimpse.box.x] == 0


def test_two_sides_that_share_all_cells_are_not_solved():
    trimap = np.full((40, 40), 128, np.uint8)
    trimap[0, 0], trimap[0, 1] = 0, 255
    made = Preview(METHOD, NoParameters(), np.zeros((40, 40, 3), np.uint8), trimap)
    assert not seen
    picture = made.picture(trimap)
    assert (picture[0, 0], picture[0, 1]) == (0, 1)
    after = trimap.copy()
    after[20:24, 20:24], after[30:34, 30:34] = 255, 0
    made.look(picture, after, Rectangle(20, 20, 14, 14))
    assert len(seen) == 1
