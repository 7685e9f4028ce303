from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from curator.evaluation.pairs import Pair, pair
from curator.evaluation.scores import Score
from curator.evaluation.tables import Row
from curator.evaluation.worst import CASES, difference_picture, draw, worst_rows
from curator.registry import METRICS

from .conftest import Folders

IOU = Score("foreground-iou/image", METRICS.get("foreground-iou"), "image")
SAD = Score("sad/image", METRICS.get("sad"), "image")


def row(stem: str, method: str, iou: float, sad: float) -> Row:
    return Row(stem, method, 30, 40, {IOU.name: iou, SAD.name: sad})


def opened(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1])))


def test_the_worst_come_first_and_equal_ones_by_sad_then_stem():
    rows = [
        row("b", "m", 0.5, 1),
        row("a", "m", 0.5, 1),
        row("e", "m", 0.5, 2),
        row("c", "m", 0.1, 3),
        row("d", "other", 0.0, 9),
    ]
    assert [each.stem for each in worst_rows(rows, "m", IOU)] == ["c", "e", "a", "b"]
    assert [each.stem for each in worst_rows(rows, "m", SAD)] == ["c", "e", "a", "b"]


def test_no_more_than_fit():
    rows = [row(f"{number:03}", "m", number / 100, 0) for number in range(50)]
    assert [each.stem for each in worst_rows(rows, "m", IOU)] == [f"{n:03}" for n in range(CASES)]


def test_the_difference_has_a_colour_for_each_sign():
    truth = np.array([[0.0, 1.0, 0.0, 1.0]], np.float32)
    prediction = np.array([[1.0, 0.0, 0.0, 1.0]], np.float32)
    added, missed, outside, inside = difference_picture(prediction, truth)[0].astype(int)
    assert added[0] > added[2] + 100
    assert missed[2] > missed[0] + 100
    assert np.ptp(outside) == np.ptp(inside) == 0
    assert outside[0] > inside[0] > 200


def test_the_pictures_of_a_case(folders: Folders):
    photo = np.zeros((40, 30, 3), np.uint8)
    photo[..., 1] = 200
    (folders.root / "images").mkdir()
    Image.fromarray(photo).save(folders.root / "images" / "00002.png")
    each = pair(folders.truth, [folders.root / "good", folders.root / "poor"]).pairs[1]
    case = draw(each, 1, row("00002", "poor", 0.5, 1.0), rank=3)
    expected = np.asarray(Image.open(folders.root / "poor" / "00002.png").convert("L"))
    assert np.array_equal(np.asarray(opened(case.prediction)), expected)
    truth = np.asarray(Image.open(folders.truth / "00002.png"))
    assert np.array_equal(np.asarray(opened(case.truth)), truth)
    assert case.photo is not None
    assert np.abs(np.asarray(opened(case.photo)).astype(int) - photo).max() < 8
    assert opened(case.difference).size == (30, 40)
    assert case.note is None


@pytest.mark.parametrize("stem", ["anna_12", "00007_mask", "b_c_1"])
def test_truths_of_an_export_find_their_photo(folders: Folders, stem: str):
    """COCO+ has alphas/STEM_ANNOTATIONID.png and PFCN GT_png/NUMBER_mask.png beside images/."""
    Image.new("L", (30, 40), 9).save(folders.truth / f"{stem.rpartition('_')[0]}.png")
    for kind in ("truth", "good"):
        (folders.root / kind / "00002.png").rename(folders.root / kind / f"{stem}.png")
    (folders.root / "images").mkdir()
    photo = folders.root / "images" / f"{stem.rpartition('_')[0]}.jpg"
    Image.new("RGB", (30, 40), (0, 200, 0)).save(photo)
    files = {name: folders.root / name / f"{stem}.png" for name in ("truth", "good")}
    each = Pair(stem, files["truth"], (files["good"],), None)
    case = draw(each, 0, row(stem, "good", 0.5, 1.0), 1)
    assert case.photo is not None
    assert np.asarray(opened(case.photo))[20, 15, 1] > 190


def test_a_photo_that_does_not_fit_is_not_shown_and_that_is_said(folders: Folders):
    (folders.root / "images").mkdir()
    Image.new("RGB", (31, 40)).save(folders.root / "images" / "00001.jpg")
    (folders.truth / "00002.jpg").write_bytes(b"no photo")
    pairs = pair(folders.truth, [folders.root / "good"]).pairs
    other_size = draw(pairs[0], 0, row("00001", "good", 0.5, 1.0), 1)
    unreadable = draw(pairs[1], 0, row("00002", "good", 0.5, 1.0), 1)
    nothing = draw(pairs[2], 0, row("00003", "good", 0.5, 1.0), 1)
    assert (other_size.photo, unreadable.photo, nothing.photo) == (None, None, None)
    assert "another size" in (other_size.note or "")
    assert "00002.jpg" in (unreadable.note or "")
    assert nothing.note is None
