"""GrabCut: the subject in the rectangle, the same each time, and words for a bad rectangle."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from curator.errors import MaskError, NoPersonError
from curator.proposal.grabcut import GrabCutParameters, grabcut
from curator.records import Prompt, Rectangle
from curator.types import PersonMask
from tests.scenes import scene

SCENE = scene(200, 200, softness=2.0)
BOX = Rectangle(15, 10, 170, 190)


def mask_of(
    photo: np.ndarray, rectangle: Rectangle | None, megapixels: float = 1.0, iterations: int = 5
) -> PersonMask:
    parameters = GrabCutParameters(iterations=iterations, megapixels=megapixels)
    (subject,) = grabcut(photo, Prompt(rectangle), parameters)
    return subject.mask


def iou(mask: PersonMask, alpha: np.ndarray) -> float:
    person, truth = mask >= 0.5, alpha >= 0.5
    return float((person & truth).sum() / (person | truth).sum())


def test_finds_the_subject():
    assert iou(mask_of(SCENE.image, BOX), SCENE.alpha) > 0.95


def test_is_opencv_at_the_photos_own_size():
    labels = np.zeros(SCENE.alpha.shape, np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(20040801)
    box = (BOX.x, BOX.y, BOX.width, BOX.height)
    cv2.grabCut(SCENE.image, labels, box, *models, 5, cv2.GC_INIT_WITH_RECT)
    np.testing.assert_array_equal(mask_of(SCENE.image, BOX), (labels == cv2.GC_PR_FGD) * 1.0)


def test_the_random_numbers_of_others_do_not_matter():
    first = mask_of(SCENE.image, BOX)
    cv2.setRNGSeed(99)
    np.testing.assert_array_equal(first, mask_of(SCENE.image, BOX))


def test_a_large_photo_is_cut_smaller_and_comes_back_at_its_size():
    large = cv2.resize(SCENE.image, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    alpha = cv2.resize(SCENE.alpha, None, fx=4, fy=4)
    mask = mask_of(large, Rectangle(61, 43, 677, 757), megapixels=0.05)
    assert mask.shape == large.shape[:2]
    assert iou(mask, alpha) > 0.95
    assert ((mask > 0) & (mask < 1)).any()
    assert not mask[:43].any()
    assert not mask[:, :61].any()
    assert not mask[:, 61 + 677 :].any()


def test_nothing_beyond_the_rectangle_is_person():
    mask = mask_of(SCENE.image, Rectangle(70, 40, 60, 80))
    outside = np.ones_like(mask, np.bool_)
    outside[40:120, 70:130] = False
    assert mask.any()
    assert not mask[outside].any()


def test_what_lies_beyond_the_photo_is_cut_off():
    np.testing.assert_array_equal(
        mask_of(SCENE.image, Rectangle(15, 10, 170, 5000)), mask_of(SCENE.image, BOX)
    )
    np.testing.assert_array_equal(
        mask_of(SCENE.image, Rectangle(-70, -5, 200, 195)),
        mask_of(SCENE.image, Rectangle(0, 0, 130, 190)),
    )


@pytest.mark.parametrize(
    ("rectangle", "words"),
    [
        (None, "drag one around the person first"),
        (Rectangle(200, 0, 10, 10), "holds nothing of the photo of 200 x 200"),
        (Rectangle(-20, -20, 20, 20), "holds nothing"),
        (Rectangle(5, 5, 0, 40), "holds nothing"),
        (Rectangle(5, 5, 40, -3), "holds nothing"),
        (Rectangle(5, 5, 2, 2), "too small"),
        (Rectangle(0, 0, 200, 200), "covers the whole photo"),
    ],
)
def test_a_bad_rectangle_is_refused_in_words(rectangle, words):
    with pytest.raises(MaskError, match=words):
        mask_of(SCENE.image, rectangle)


def test_nothing_that_differs_is_said():
    flat = np.full((60, 60, 3), 90, np.uint8)
    with pytest.raises(NoPersonError, match="GrabCut found nothing"):
        mask_of(flat, Rectangle(10, 10, 40, 40))
