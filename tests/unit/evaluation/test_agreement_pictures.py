"""The pictures of a person: what is in them, read back."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from curator.evaluation.agreement_pictures import SIDE, crop, draw


def opened(uri: str) -> np.ndarray:
    content = base64.b64decode(uri.split(",", 1)[1])
    return np.asarray(Image.open(io.BytesIO(content))).astype(int)


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        # 100 x 40: a margin of 12 each side makes 124 x 64, then three wide to four high.
        ((100, 200), (100, 140), (124, 93)),
        # 10 x 60: 34 x 84, then as high as 112.
        ((50, 60), (100, 160), (112, 84)),
        # At the corner the window moves inside.
        ((0, 100), (0, 40), (124, 93)),
        # As large as the photo: nothing is left to show.
        ((0, 300), (0, 400), (300, 400)),
    ],
)
def test_the_crop_has_room_and_stays_inside(
    rows: tuple[int, int], columns: tuple[int, int], expected: tuple[int, int]
) -> None:
    region = np.zeros((300, 400), bool)
    region[slice(*rows), slice(*columns)] = True
    part = crop(region)
    assert region[part].sum() == region.sum()
    assert tuple(each.stop - each.start for each in part) == expected
    assert all(each.start >= 0 for each in part)


def test_each_mask_shows_its_own_person() -> None:
    image = np.full((200, 160, 3), 200, np.uint8)
    mask, alpha = np.zeros((200, 160), np.float32), np.zeros((200, 160), np.float32)
    mask[40:120, 40:100] = 1
    alpha[60:140, 40:100] = 1
    views = draw(image, mask, alpha)
    pictures = [opened(uri) for uri in (views.photo, views.coco, views.ours, views.difference)]
    assert {picture.shape for picture in pictures} == {(views.height, views.width, 3)}
    part = crop((mask + alpha) > 0)
    top, left = part[0].start, part[1].start
    above, both, below = (50 - top, 70 - left), (90 - top, 70 - left), (130 - top, 70 - left)
    photo, coco, ours, difference = pictures
    assert abs(photo[above] - 200).max() < 6
    for picture, lit, dark in ((coco, above, below), (ours, below, above)):
        assert abs(picture[lit] - 200).max() < 6
        assert abs(picture[both] - 200).max() < 6
        assert picture[dark].max() < 120
        assert picture[dark][2] > picture[dark][0], "what is left out is blue"
    # COCO has too much above and too little below.
    assert difference[above][0] > difference[above][2] + 100
    assert difference[below][2] > difference[below][0] + 100


def test_pictures_of_large_photos_are_small_files() -> None:
    image = np.random.default_rng(0).integers(0, 256, (1600, 1200, 3), dtype=np.uint8)
    alpha = np.ones((1600, 1200), np.float32)
    views = draw(image, alpha, alpha)
    assert opened(views.photo).shape == (SIDE, SIDE * 3 // 4, 3)
