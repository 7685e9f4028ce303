"""COCOeval held against pycocotools called by hand on files."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from curator.evaluation.coco_scores import LINES, Instance, coco_scores
from curator.formats.rle import encode_region

SIZE = (120, 160)


def box(top: int, left: int, height: int, width: int) -> np.ndarray:
    mask = np.zeros(SIZE, bool)
    mask[top : top + height, left : left + width] = True
    return mask


#: (annotation id, image id, truth, found, is_crowd): all three sizes, and overlaps of every kind.
PEOPLE = [
    (5, 3, box(2, 2, 20, 20), box(2, 2, 20, 20), False),  # small, alike
    (6, 3, box(40, 40, 60, 50), box(40, 46, 60, 50), False),  # medium, IoU 44 / 56
    (9, 4, box(0, 0, 110, 100), box(8, 0, 110, 100), False),  # large, IoU 102 / 118
    (7, 4, box(60, 120, 30, 30), box(0, 130, 20, 20), False),  # no overlap
    (8, 4, box(20, 110, 80, 45), None, True),
    # Frames around nothing: their boxes are large, they themselves are medium, and nothing finds them.
    # They come first, so that it shows in the precision for which size they are wrong.
    (10, 1, box(0, 0, 118, 150) & ~box(4, 4, 110, 142), box(30, 30, 40, 40), False),
    (11, 2, box(30, 30, 40, 40), box(0, 0, 118, 150) & ~box(4, 4, 110, 142), False),
]

#: What a file of results says of each mask.
RESULT = ("image_id", "category_id", "segmentation")


def instances(which: int) -> list[Instance]:
    return [
        Instance(each[0], each[1], SIZE, encode_region(each[which]), is_crowd=each[4])
        for each in PEOPLE
        if each[which] is not None
    ]


def by_hand(folder: Path) -> list[float]:
    def entry(number: int, image: int, mask: np.ndarray, crowd: bool) -> dict[str, object]:
        rle = coco_mask.encode(np.asfortranarray(mask, np.uint8))
        rle["counts"] = rle["counts"].decode()
        return {
            "id": number,
            "image_id": image,
            "category_id": 1,
            "segmentation": rle,
            "area": int(mask.sum()),
            "bbox": [float(value) for value in coco_mask.toBbox(rle)],
            "iscrowd": int(crowd),
        }

    images = [{"id": number, "height": SIZE[0], "width": SIZE[1]} for number in (1, 2, 3, 4)]
    truths = [entry(each[0], each[1], each[2], each[4]) for each in PEOPLE]
    found = [
        {key: entry(each[0], each[1], each[3], False)[key] for key in RESULT}
        for each in PEOPLE
        if each[3] is not None
    ]
    document = {"images": images, "annotations": truths, "categories": [{"id": 1, "name": "person"}]}
    (folder / "truth.json").write_text(json.dumps(document))
    (folder / "found.json").write_text(json.dumps([each | {"score": 1.0} for each in found]))
    with redirect_stdout(io.StringIO()):
        truth = COCO(folder / "truth.json")
        evaluation = COCOeval(truth, truth.loadRes(str(folder / "found.json")), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return list(evaluation.stats)


def test_it_is_what_pycocotools_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = coco_scores(instances(2), instances(3))
    assert list(scores) == by_hand(tmp_path)
    # By hand: of ten thresholds the medium one reaches six (0.50 to 0.75), the large one eight.
    recall = dict(zip(LINES, scores, strict=True))
    assert recall["AR", "0.50:0.95", "large", 100] == pytest.approx(0.8)
    assert recall["AR", "0.50:0.95", "small", 100] == 0.5
    assert capsys.readouterr().out == ""


def test_what_nobody_is_of_has_no_score() -> None:
    large = [each for each in instances(2) if each.id == 9]
    scores = dict(zip(LINES, coco_scores(large, large), strict=True))
    assert scores["AR", "0.50:0.95", "large", 100] == 1.0
    assert scores["AR", "0.50:0.95", "small", 100] is None
    crowd = [each for each in instances(2) if each.is_crowd]
    assert set(coco_scores(crowd, large)) == {None}
    assert set(coco_scores(large, [])) == {None}


def test_ids_do_not_decide() -> None:
    # COCOeval takes a truth of id 0 for none, and of two truths of one id it sees the last alone.
    renamed = {5: 0, 8: 0, 10: 9}
    truths, found = (
        [replace(each, id=renamed.get(each.id, each.id)) for each in instances(which)]
        for which in (2, 3)
    )
    assert coco_scores(truths, found) == coco_scores(instances(2), instances(3))
