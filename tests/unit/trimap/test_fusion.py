"""Masks fused by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from curator.errors import MaskError, ParameterError
from curator.trimap.fusion import fuse, scaled_kernel
from tests.pictures import portrait


def mask_of(*rows: str) -> np.ndarray:
    return np.array([[float(letter == "#") for letter in row] for row in rows], dtype=np.float32)


def drawing_of(trimap: np.ndarray) -> list[str]:
    return ["".join({0: ".", 128: "?", 255: "#"}[int(value)] for value in row) for row in trimap]


def test_a_square_and_a_disk_of_radius_two() -> None:
    mask = np.zeros((11, 11), np.float32)
    mask[3:8, 3:8] = 1
    # Of the 5 x 5 square only the middle is more than 2 away from outside; and its corners reach
    # (1, 1) outwards but not (1, 2), which is sqrt(5) away.
    assert drawing_of(fuse([mask], [5])) == [
        "...........",
        "...?????...",
        "..???????..",
        ".?????????.",
        ".?????????.",
        ".????#????.",
        ".?????????.",
        ".?????????.",
        "..???????..",
        "...?????...",
        "...........",
    ]


def test_a_kernel_of_three_is_a_cross() -> None:
    mask = mask_of(".....", ".###.", ".###.", ".###.", ".....")
    assert drawing_of(fuse([mask], [3])) == [".???.", "?????", "??#??", "?????", ".???."]


def test_a_kernel_of_one_changes_nothing() -> None:
    mask = mask_of("..##", ".###")
    assert drawing_of(fuse([mask], [1])) == ["..##", ".###"]


def test_the_frame_does_not_erode_a_body_that_it_cuts() -> None:
    mask = mask_of("......", "..###.", "..###.", "..###.")
    assert drawing_of(fuse([mask], [3])) == ["..???.", ".?????", ".??#??", ".??#??"]


def test_a_mask_that_fills_the_photo_is_all_foreground() -> None:
    assert (fuse([np.ones((4, 5), np.float32)], [35]) == 255).all()


def test_a_mask_without_anybody_is_all_background() -> None:
    assert (fuse([np.zeros((4, 5), np.float32)], [35]) == 0).all()


def test_the_person_begins_at_one_half() -> None:
    half = np.array([[0.4999999, 0.5, 0.5000001]], np.float32)
    np.testing.assert_array_equal(fuse([half], [1]), [[0, 255, 255]])


def test_the_trusted_source_is_eroded_less_and_both_reaches_are_unknown() -> None:
    # A silhouette of columns 0 to 9 with kernel 9 (radius 4), a body of columns 2 to 7 trusted twice.
    silhouette, body = np.zeros((2, 1, 16), np.float32)
    silhouette[:, 2:12] = 1
    body[:, 6:10] = 1
    # Silhouette: columns 6, 7 are more than 4 from outside; it reaches 0 to 15. Body, radius 1.75:
    # columns 7, 8 are more than 1.75 from outside; it reaches 5 to 10.
    assert drawing_of(fuse([silhouette, body], [9, 4.5])) == ["??????###???????"]
    assert drawing_of(fuse([silhouette], [9])) == ["??????##????????"]
    assert drawing_of(fuse([body], [4.5])) == [".....??##??....."]


def test_an_empty_mask_takes_nothing_from_the_others() -> None:
    person = mask_of(".....", ".###.", ".###.", ".###.", ".....")
    nobody = np.zeros((5, 5), np.float32)
    np.testing.assert_array_equal(fuse([person, nobody], [3, 35]), fuse([person], [3]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1, 14), st.floats(0.02, 0.98))
def test_any_mask_against_every_distance(seed: int, kernel: float, share: float) -> None:
    random = np.random.default_rng(seed)
    person = random.random(tuple(random.integers(1, 13, 2))) < share
    points = np.argwhere(np.ones_like(person))
    squares = ((points[:, np.newaxis] - points[np.newaxis]) ** 2).sum(axis=2)
    near = squares <= ((kernel - 1) / 2) ** 2
    flat = person.ravel()
    reached = (near & flat).any(axis=1)
    kept = ~(near & ~flat).any(axis=1)
    expected = np.where(kept, 255, np.where(reached, 128, 0)).reshape(person.shape)
    np.testing.assert_array_equal(fuse([person.astype(np.float32)], [kernel]), expected)


@pytest.mark.parametrize("kernel", [35, 17.5, 81.3])
def test_a_large_mask_against_distances_of_another_library(kernel: float) -> None:
    person = portrait(480, 400).alpha >= 0.5
    radius = (kernel - 1) / 2
    kept = ndimage.distance_transform_edt(person) > radius
    reached = ndimage.distance_transform_edt(~person) <= radius
    expected = np.where(kept, 255, np.where(reached, 128, 0))
    np.testing.assert_array_equal(fuse([person.astype(np.float32)], [kernel]), expected)


def test_the_kernel_grows_with_the_photo() -> None:
    assert scaled_kernel(35, 600, 800) == 35
    assert scaled_kernel(35, 1200, 1600) == 70
    assert scaled_kernel(17.5, 150, 200) == pytest.approx(4.375)
    assert scaled_kernel(35, 800, 600) == 35


@pytest.mark.parametrize(
    ("masks", "words"),
    [
        ([], "no person mask"),
        ([np.full((3, 3), np.nan, np.float32)], "Person mask 1 has NaN in 9 pixels"),
        ([np.zeros((3, 3), np.float32), np.full((3, 3), 1.5, np.float32)], r"Person mask 2 has values"),
        ([np.zeros((3, 3), np.float32), np.zeros((3, 4), np.float32)], "Person mask 2 is 4 x 3 pixels"),
        ([np.zeros((3, 3), bool)], "bool"),
    ],
)
def test_masks_that_cannot_be_fused(masks: list[np.ndarray], words: str) -> None:
    with pytest.raises(MaskError, match=words):
        fuse(masks, [3.0] * len(masks))


@pytest.mark.parametrize("kernels", [[], [3.0, 3.0], [0.9], [-1.0], [np.nan], [np.inf]])
def test_kernels_that_are_none(kernels: list[float]) -> None:
    with pytest.raises(ParameterError, match=r"[Kk]ernel"):
        fuse([np.zeros((3, 3), np.float32)], kernels)
