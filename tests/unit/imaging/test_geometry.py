"""Portrait crops, there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as arrays

from curator.errors import PhotoError
from curator.imaging.checks import check_alpha, check_trimap
from curator.imaging.geometry import (
    Crop,
    apply_crop,
    bounds,
    overlap,
    portrait_crop,
    resize_within,
    undo_crop,
)
from curator.records import Rectangle
from tests.pictures import gradient, noise, portrait


def alpha_with(height: int, width: int, top: int, left: int, bottom: int, right: int) -> np.ndarray:
    alpha = np.zeros((height, width), np.float32)
    alpha[top:bottom, left:right] = 1
    return alpha


@pytest.mark.parametrize(
    ("alpha", "crop"),
    [
        # As high as the photo; the subject's columns 300 to 399 fit with (30 - 10) / 2 to spare.
        (alpha_with(40, 100, 5, 70, 40, 80), Crop(60, 0, 30, 40)),
        # At the frame the window stops.
        (alpha_with(40, 100, 5, 95, 40, 100), Crop(70, 0, 30, 40)),
        # As wide as the photo; the subject is at the bottom.
        (alpha_with(100, 30, 80, 0, 100, 30), Crop(0, 60, 30, 40)),
        # Nobody: the middle.
        (alpha_with(40, 100, 0, 0, 0, 0), Crop(35, 0, 30, 40)),
        # Whole multiples of 3 x 4 only: 31 x 43 has room for 30 x 40.
        (alpha_with(43, 31, 0, 0, 43, 31), Crop(1, 2, 30, 40)),
        (alpha_with(800, 600, 100, 100, 800, 500), Crop(0, 0, 600, 800)),
    ],
)
def test_the_window_holds_the_subject(alpha: np.ndarray, crop: Crop) -> None:
    assert portrait_crop(alpha) == crop


def test_soft_alpha_weighs_less() -> None:
    alpha = alpha_with(40, 100, 0, 0, 40, 10) * np.float32(0.5)
    alpha[:, 90:] = 1
    assert portrait_crop(alpha).x == 70


def test_a_photo_too_small_for_a_portrait() -> None:
    with pytest.raises(PhotoError, match="2 x 10 pixels"):
        portrait_crop(np.zeros((10, 2), np.float32))


def test_a_portrait_of_its_own_size_is_untouched_there_and_back() -> None:
    photo = noise(900, 650)
    crop = Crop(20, 50, 600, 800)
    cut = apply_crop(photo, crop)
    np.testing.assert_array_equal(cut, photo[50:850, 20:620])
    back = undo_crop(cut, crop, (900, 650))
    np.testing.assert_array_equal(back[50:850, 20:620], cut)
    assert back.sum(dtype=np.int64) == cut.sum(dtype=np.int64)


@pytest.mark.parametrize(("height", "width"), [(2000, 1700), (200, 310)])
def test_larger_and_smaller_portraits_come_back_close(height: int, width: int) -> None:
    alpha = portrait(height, width).alpha
    crop = portrait_crop(alpha)
    cut = apply_crop(alpha, crop)
    assert cut.shape == (800, 600)
    check_alpha(cut)
    assert crop.scale == pytest.approx(600 / crop.width) == pytest.approx(800 / crop.height)
    back = undo_crop(cut, crop, (height, width))
    inside = (slice(crop.y, crop.y + crop.height), slice(crop.x, crop.x + crop.width))
    assert np.abs(back[inside] - alpha[inside]).mean() < 0.01
    outside = np.ones((height, width), bool)
    outside[inside] = False
    assert not back[outside].any()


def test_an_even_shrink_averages() -> None:
    photo = np.zeros((1600, 1200, 3), np.uint8)
    photo[::2, ::2] = 200
    assert (apply_crop(photo, Crop(0, 0, 1200, 1600)) == 50).all()


@pytest.mark.parametrize(("height", "width"), [(1700, 1300), (160, 120)])
def test_trimaps_get_no_new_values(height: int, width: int) -> None:
    trimap = portrait(height, width).trimap
    crop = portrait_crop((trimap == 255).astype(np.float32))
    cut = apply_crop(trimap, crop)
    check_trimap(cut, (800, 600))
    for value in (0, 128, 255):
        window = trimap[crop.y : crop.y + crop.height, crop.x : crop.x + crop.width]
        assert (cut == value).mean() == pytest.approx((window == value).mean(), abs=0.01)


@pytest.mark.parametrize(
    ("height", "width", "shape"),
    [(100, 50, (100, 50)), (300, 150, (100, 50)), (200, 400, (50, 100)), (1, 900, (1, 100))],
)
def test_resized_within_a_side(height: int, width: int, shape: tuple[int, int]) -> None:
    assert resize_within(gradient(height, width), 100).shape[:2] == shape


def test_overlap_is_what_both_have_of_what_either_has() -> None:
    first, second = np.zeros((4, 6), bool), np.zeros((4, 6), bool)
    first[:, :3] = True
    second[:, 2:4] = True
    # 12 and 8 pixels, 4 of them shared: 4 of 16.
    assert overlap(first, second) == 0.25
    assert overlap(first, first) == 1
    assert overlap(first, ~first) == 0
    assert overlap(np.zeros_like(first), np.zeros_like(first)) == 0


@given(arrays.arrays(np.bool_, (6, 8)))
def test_bounds_hold_every_pixel_and_touch_on_all_sides(mask: np.ndarray) -> None:
    box = bounds(mask)
    if box is None:
        assert not mask.any()
        return
    inside = mask[box.y : box.y + box.height, box.x : box.x + box.width]
    assert inside.shape == (box.height, box.width)
    assert inside.sum() == mask.sum()
    assert inside[[0, -1]].any(axis=1).all()
    assert inside[:, [0, -1]].any(axis=0).all()


def test_bounds_of_a_part_are_in_pixels_of_the_photo() -> None:
    part = np.zeros((5, 6), np.bool_)
    part[1, 2:4] = True
    assert bounds(part, Rectangle(10, 20, 6, 5)) == Rectangle(12, 21, 2, 1)
    assert bounds(part[:, :0], Rectangle(10, 20, 0, 5)) is None
