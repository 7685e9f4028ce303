"""K-means: the clusters that OpenCV finds too, corrected by their neighbours."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from curator.errors import NoPersonError
from curator.proposal.kmeans import KMeansParameters, kmeans
from curator.records import Prompt
from curator.types import Image, PersonMask

HEIGHT, WIDTH = 120, 90
ROWS, COLUMNS = np.mgrid[:HEIGHT, :WIDTH]
PERSON = ((COLUMNS - 45) / 24) ** 2 + ((ROWS - 75) / 50) ** 2 < 1


def painted(person: tuple[int, int, int], wall: tuple[int, int, int], noise: float = 0.0) -> Image:
    photo = np.where(PERSON[..., None], person, wall).astype(np.float64)
    photo += np.random.default_rng(7).normal(0, 1, (HEIGHT, WIDTH, 1)) * noise
    return np.clip(np.rint(photo), 0, 255).astype(np.uint8)


def mask_of(photo: Image, **values: float) -> PersonMask:
    (subject,) = kmeans(photo, Prompt(), KMeansParameters(**values))
    return subject.mask


def iou(mask: PersonMask, truth: np.ndarray = PERSON) -> float:
    return float(((mask >= 0.5) & truth).sum() / ((mask >= 0.5) | truth).sum())


@pytest.mark.parametrize(
    ("person", "wall"), [((40, 30, 20), (220, 225, 230)), ((230, 190, 170), (20, 40, 90))]
)
def test_the_middle_is_the_person_whether_dark_or_light(person, wall):
    assert iou(mask_of(painted(person, wall), neighbourhood=1)) == 1


def test_neighbours_outvote_wrongly_clustered_pixels():
    """Noise puts pixels on the wrong side; the square of neighbours brings most of them back."""
    photo = painted((90, 90, 90), (150, 150, 150), noise=35.0)
    alone = mask_of(photo, position=0.0, neighbourhood=1)
    together = mask_of(photo, position=0.0, neighbourhood=7)
    assert iou(alone) < 0.75
    assert iou(together) > 0.9


def test_a_pixel_follows_the_majority_of_its_square():
    photo = painted((0, 0, 0), (255, 255, 255))
    photo[75, 45] = 255
    photo[10, 80] = 0
    mask = mask_of(photo, position=0.0, neighbourhood=3)
    assert mask[75, 45] == 1
    assert mask[10, 80] == 0
    assert mask_of(photo, position=0.0, neighbourhood=1)[75, 45] == 0


def test_the_weights_choose_what_parts_the_photo():
    """Light and dark halves against a red figure of the walls' mean lightness."""
    photo = painted((200, 60, 60), (118, 118, 118))
    photo[:, :45][~PERSON[:, :45]] = 60
    photo[:, 45:][~PERSON[:, 45:]] = 176
    assert iou(mask_of(photo, lightness=0.0, colour=1.0, position=0.0)) > 0.98
    assert iou(mask_of(photo, lightness=1.0, colour=0.0, position=0.0)) < 0.6


def test_the_clusters_are_those_of_opencv():
    """OpenCV's k-means, on the same features of a photo whose every pixel is learned from."""
    photo = painted((120, 100, 90), (150, 170, 160), noise=25.0)
    lab = cv2.cvtColor(photo.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) / 100
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 200, 1e-7)
    cv2.setRNGSeed(1)
    _, labels, _ = cv2.kmeans(lab.reshape(-1, 3), 2, None, criteria, 20, cv2.KMEANS_PP_CENTERS)
    theirs = labels.reshape(HEIGHT, WIDTH) == 1
    ours = mask_of(photo, position=0.0, neighbourhood=1) >= 0.5
    assert max((theirs == ours).mean(), (theirs != ours).mean()) > 0.999


def test_a_large_photo_is_clustered_smaller_and_comes_back_at_its_size():
    large = cv2.resize(painted((40, 30, 20), (220, 225, 230)), None, fx=8, fy=8)
    mask = mask_of(large, megapixels=0.02)
    assert mask.shape == large.shape[:2]
    truth = cv2.resize(PERSON.astype(np.float32), (WIDTH * 8, HEIGHT * 8)) >= 0.5
    assert iou(mask, truth) > 0.95


@pytest.mark.parametrize("shape", [(40, 30), (1, 1), (3, 200)])
def test_one_colour_is_refused_in_words(shape):
    with pytest.raises(NoPersonError, match="two clusters"):
        mask_of(np.full((*shape, 3), 90, np.uint8), position=0.0)
