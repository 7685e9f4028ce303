"""What is no image, alpha, trimap or mask is refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from curator.errors import AlphaError, InputError, MaskError, PhotoError, TrimapError
from curator.imaging.checks import check_alpha, check_image, check_mask, check_solvable, check_trimap

ALPHA = np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4)


def with_value(value: float) -> np.ndarray[Any, Any]:
    array = ALPHA.copy()
    array[1, 2] = value
    return array


def test_good_arrays_pass() -> None:
    check_image(np.zeros((3, 4, 3), np.uint8))
    check_alpha(ALPHA, (3, 4), "a.png")
    check_mask(ALPHA, None, "a.png")
    check_trimap(np.array([[0, 128, 255]], np.uint8), (1, 3), "a.png")


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((3, 4), np.uint8),
        np.zeros((3, 4, 4), np.uint8),
        np.zeros((3, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
        [[1, 2, 3]],
    ],
)
def test_what_is_no_image_is_refused(image: Any) -> None:
    with pytest.raises(PhotoError):
        check_image(image)


@pytest.mark.parametrize(("check", "error"), [(check_alpha, AlphaError), (check_mask, MaskError)])
@pytest.mark.parametrize(
    ("array", "words"),
    [
        (with_value(np.nan), "NaN in 1 pixels"),
        (with_value(np.inf), "from 0 to inf"),
        (with_value(-0.001), "from -0.001"),
        (with_value(1.0000001), "must be from 0 to 1"),
        (ALPHA.astype(np.float64), "float64"),
        (ALPHA[np.newaxis], "1 x 3 x 4"),
        (np.zeros((0, 3), np.float32), "no pixels"),
        ([[0.5]], "a list"),
    ],
)
def test_bad_unit_intervals_are_refused(
    check: Callable[..., None], error: type[InputError], array: Any, words: str
) -> None:
    with pytest.raises(error, match=words):
        check(array, None, "hair.png")


def test_messages_name_the_file_on_one_line() -> None:
    with pytest.raises(AlphaError) as caught:
        check_alpha(with_value(np.nan), None, "a\n<b>.png")
    assert str(caught.value).startswith("a\\n<b>.png has NaN")


def test_another_size_is_refused_as_width_by_height() -> None:
    with pytest.raises(AlphaError, match="4 x 3 pixels, but its photo is 3 x 4"):
        check_alpha(ALPHA, (4, 3), "a.png")
    with pytest.raises(TrimapError, match="1 x 2 pixels, but its photo is 2 x 1"):
        check_trimap(np.zeros((2, 1), np.uint8), (1, 2), "a.png")


@pytest.mark.parametrize("value", [1, 127, 129, 254])
def test_another_trimap_value_is_named_with_its_place(value: int) -> None:
    trimap = np.full((3, 4), 128, np.uint8)
    trimap[2, 1] = value
    with pytest.raises(TrimapError, match=rf"value {value} at \(1, 2\)"):
        check_trimap(trimap, None, "a.png")


@pytest.mark.parametrize("trimap", [np.zeros((3, 4), np.float32), np.zeros((3, 4, 1), np.uint8)])
def test_what_is_no_trimap_is_refused(trimap: Any) -> None:
    with pytest.raises(TrimapError):
        check_trimap(trimap, None, "a.png")


@pytest.mark.parametrize(
    ("values", "label"),
    [([0, 128], "foreground"), ([128, 255], "background"), ([128, 128], "foreground")],
)
def test_an_unsolvable_trimap_says_which_stroke_to_draw(values: list[int], label: str) -> None:
    with pytest.raises(TrimapError, match=f"draw a {label} stroke"):
        check_solvable(np.array([values], np.uint8))


def test_a_trimap_with_both_sides_is_solvable() -> None:
    check_solvable(np.array([[0, 255]], np.uint8))


def test_a_value_far_down_is_named_where_it_is() -> None:
    trimap = np.full((300, 7), 128, np.uint8)
    trimap[231, 5] = 3
    with pytest.raises(TrimapError, match=r"value 3 at \(5, 231\)"):
        check_trimap(trimap)
