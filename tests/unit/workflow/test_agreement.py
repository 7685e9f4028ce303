"""COCO in, COCO+ out, and the two compared: ids, crowds, numbers, the order of the report."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from typer.testing import CliRunner

from curator.cli import cli
from curator.errors import EvaluationError, LayoutError
from curator.evaluation.agreement import SIZES
from curator.imaging.encode import encode_alpha, encode_jpeg, encode_trimap
from curator.records import Draft
from curator.store.project import Project
from curator.workflow import annotate, review
from curator.workflow.agreement import agreement
from curator.workflow.evaluate import evaluate
from curator.workflow.export import export
from curator.workflow.ingest import import_photos
from curator.workflow.replay import trimap_digest
from tests.pictures import noise

HEIGHT, WIDTH = 120, 160
#: Annotation id, image id, COCO's box (x, y, width, height), how far ours lies to its right.
PEOPLE = ((901, 40, (10, 10, 50, 80), 5), (17, 40, (90, 20, 40, 60), 20), (33, 7, (20, 30, 60, 60), 0))
CARRIED = (44, 7, (120, 5, 16, 16))
CROWD = (900100000007, 7, (100, 60, 50, 40))


def box(x: int, y: int, width: int, height: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[y : y + height, x : x + width] = True
    return mask


def entry(number: int, image: int, place: tuple[int, int, int, int], **changes: Any) -> dict[str, Any]:
    x, y, width, height = place
    polygon = [[x, y, x + width, y, x + width, y + height, x, y + height]]
    return {
        "id": number, "image_id": image, "category_id": 1, "segmentation": polygon, "iscrowd": 0,
        "area": float(width * height), "bbox": list(place), **changes,
    }  # fmt: skip


def runs(mask: np.ndarray) -> dict[str, Any]:
    """Uncompressed run lengths, as COCO has them of crowds."""
    values = mask.T.ravel()
    edges = np.flatnonzero(np.diff(values)) + 1
    counts = np.diff([0, *edges, values.size]).tolist()
    return {"size": [HEIGHT, WIDTH], "counts": counts if not values[0] else [0, *counts]}


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    folder = tmp_path / "coco"
    (folder / "images").mkdir(parents=True)
    (folder / "annotations").mkdir()
    images = []
    for number in (40, 7):
        name = f"{number:012}.jpg"
        (folder / "images" / name).write_bytes(encode_jpeg(noise(HEIGHT, WIDTH, number)))
        images.append(
            {"id": number, "file_name": name, "width": WIDTH, "height": HEIGHT, "license": 3,
             "coco_url": f"http://c/{number}", "date_captured": "2013-11-20"}
        )  # fmt: skip
    crowd = entry(*CROWD, iscrowd=1, segmentation=runs(box(*CROWD[2])))
    annotations = [*(entry(*person[:3]) for person in PEOPLE), entry(*CARRIED), crowd]
    document = {
        "licenses": [{"id": 3, "name": "By", "url": "http://example.org/by"}],
        "images": images,
        "annotations": annotations,
        "categories": [{"id": 1, "name": "person", "supercategory": "person"}],
    }
    (folder / "annotations" / "instances_val2017.json").write_text(json.dumps(document))
    return folder


def accept(project: Project, number: int, kind: str, alpha: np.ndarray) -> None:
    """Give the person of a COCO id a matte, and accept it."""
    masks = {mask.external_id: mask for all_ in project.photos.all_masks().values() for mask in all_}
    trimap = (alpha * 255).astype(np.uint8)
    draft = Draft(
        kind=kind,
        method="annotation" if kind == "carried" else "closed-form",
        version="test",
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        alpha_blob=project.blobs.add(encode_alpha(alpha.astype(np.float32))),
        author="ann",
    )
    mask = masks[number]
    made = project.annotations.create(mask.photo_id, mask.subject, number, draft, "in progress")
    annotate.submit(project, made.id, made.head, "ann")
    review.accept(project, made.id, made.head, "", "rita")


@pytest.fixture
def exported(coco: Path, project: Project, tmp_path: Path) -> Path:
    import_photos(project, coco, "coco")
    for number, _image, (x, y, width, height), shift in PEOPLE:
        accept(project, number, "matte", box(x + shift, y, width, height))
    accept(project, CARRIED[0], "carried", box(*CARRIED[2]))
    summary = export(project, tmp_path / "plus", "coco-plus", "val2017")
    assert (summary.annotations, summary.unrefined, summary.crowds) == (4, 1, 1)
    return tmp_path / "plus"


def stock(folder: Path) -> COCO:
    with redirect_stdout(io.StringIO()):
        return COCO(folder / "annotations" / "instances_val2017.json")


def test_what_coco_numbers_comes_out_as_it_came_in(coco: Path, exported: Path) -> None:
    before, after = stock(coco), stock(exported)
    assert after.dataset["categories"] == before.dataset["categories"]
    assert after.dataset["licenses"] == before.dataset["licenses"]
    assert {i: {k: v[k] for k in before.imgs[i]} for i, v in after.imgs.items()} == before.imgs
    kept = ("id", "image_id", "category_id", "iscrowd")
    for number, was in before.anns.items():
        assert {k: after.anns[number][k] for k in kept} == {k: was[k] for k in kept}
    assert set(after.anns) == set(before.anns)
    for number in (CROWD[0], CARRIED[0]):
        mask = before.annToMask(before.anns[number])
        assert (after.annToMask(after.anns[number]) == mask).all()
    assert after.anns[CROWD[0]]["area"] == CROWD[2][2] * CROWD[2][3]
    assert "alpha" not in after.anns[CROWD[0]]


def test_who_was_too_small_is_marked_and_stays_so(exported: Path, tmp_path: Path) -> None:
    marked = {number: each.get("refined") for number, each in stock(exported).anns.items()}
    assert marked == {901: True, 17: True, 33: True, CARRIED[0]: False, CROWD[0]: None}
    told = json.loads(next((exported / "provenance").glob(f"*_{CARRIED[0]}.json")).read_text())
    assert told["refined"] is False
    assert "| annotations carried over unrefined | 1 |" in (exported / "README.md").read_text()
    with Project.create(tmp_path / "again") as again:
        assert import_photos(again, exported, "coco-plus").problems == ()
        second = export(again, tmp_path / "plus2", "coco-plus", "val2017")
    assert (second.unrefined, second.crowds) == (1, 1)
    one, two = stock(exported), stock(tmp_path / "plus2")
    plain = ("segmentation", "area", "bbox", "iscrowd", "refined", "image_id")
    for number, each in one.anns.items():
        assert [two.anns[number].get(key) for key in plain] == [each.get(key) for key in plain]


def test_who_was_worked_on_after_all_is_refined(exported: Path, project: Project) -> None:
    carried = next(each for each in project.annotations.all() if each.external_id == CARRIED[0])
    opened = review.reopen(project, carried.id, carried.head, "", "rita")
    head = project.revisions.get(opened.head)
    better = Draft(
        kind="matte", method="shared", version="test", trimap_digest=head.trimap_digest,
        alpha_blob=head.alpha_blob, author="ann",
    )  # fmt: skip
    project.annotations.append(opened.id, opened.head, better, "in progress")
    again = exported.with_name("worked")
    assert export(project, again, "coco-plus", state="in progress").unrefined == 0


def iou(first: np.ndarray, second: np.ndarray) -> float:
    rles = [coco_mask.encode(np.asfortranarray(each, np.uint8)) for each in (first, second)]
    return float(coco_mask.iou(rles[:1], rles[1:], [0])[0, 0])


def test_scores_are_those_of_pycocotools(coco: Path, exported: Path, tmp_path: Path) -> None:
    report = agreement(exported, coco, tmp_path / "report")
    facts = report.to_json()
    for row in facts["results"]:
        number = row["id"]
        before, after = stock(coco), stock(exported)
        masks = [each.annToMask(each.anns[number]) for each in (before, after)]
        assert row["iou"] == pytest.approx(iou(*masks), abs=1e-12)
        assert (row["coco_area"], row["area"]) == tuple(mask.sum() for mask in masks)
        assert row["refined"] == after.anns[number]["refined"]
    truth = stock(exported)
    found = [
        {"image_id": each["image_id"], "category_id": 1, "score": 1.0,
         "segmentation": before.annToRLE(each)}
        for each in before.anns.values() if not each["iscrowd"]
    ]  # fmt: skip
    with redirect_stdout(io.StringIO()):
        by_hand = COCOeval(truth, truth.loadRes(found), "segm")
        by_hand.evaluate()
        by_hand.accumulate()
        by_hand.summarize()
    expected = [None if value < 0 else value for value in by_hand.stats.tolist()]
    assert [line["everybody"] for line in facts["coco_eval"]] == expected
    assert (facts["persons"], facts["refined"], facts["crowds"], facts["photos"]) == (4, 3, 1, 2)
    refined = facts["sizes"][0]
    assert refined["iou"] == pytest.approx((45 / 55 + 20 / 60 + 1) / 3)


def test_the_worst_agreement_comes_first(coco: Path, exported: Path, tmp_path: Path) -> None:
    report = agreement(exported, coco, tmp_path / "report")
    page = report.page.read_text("utf-8")
    assert re.findall(r"<span>annotation (\d+)</span>", page) == ["17", "901", "33", "44"]
    assert page.count('class="tag is-carried"') == 1
    with (report.folder / "scores.csv").open() as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["17", "901", "33", "44"]
    assert "0.7172 over 3 refined persons; 1 more is carried over" in page
    assert not re.search(r'(src|href)="(?!data:image/|#)', page)


def test_the_command_prints_what_the_report_holds(coco: Path, exported: Path, tmp_path: Path) -> None:
    words = ["agreement", str(exported), str(coco), "--out", str(tmp_path / "report")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    facts = json.loads((tmp_path / "report" / "report.json").read_text())
    rows = [line.split("\t") for line in done.output.splitlines() if "\t" in line]
    assert [row[0] for row in rows] == [
        *["AP"] * 6,
        *["AR"] * 6,
        "all",
        *SIZES,
        "17",
        "901",
        "33",
        "44",
    ]
    assert rows[8][:4] == ["AR", "0.50:0.95", "all", "100"]
    assert float(rows[8][4]) == facts["coco_eval"][8]["everybody"]
    # Nobody who is small was refined: there is nothing to say of their IoU.
    assert rows[13] == ["small", "1", "0", "", "", ""]
    assert float(rows[-4][4]) == pytest.approx(20 / 60)


def test_a_report_of_carried_masks_alone_says_so(coco: Path, project: Project, tmp_path: Path) -> None:
    import_photos(project, coco, "coco")
    accept(project, CARRIED[0], "carried", box(*CARRIED[2]))
    export(project, tmp_path / "plus", "coco-plus")
    report = agreement(tmp_path / "plus", coco, tmp_path / "report")
    page = report.page.read_text("utf-8")
    assert "Nobody is refined here" in page
    assert "<svg" not in page
    assert report.to_json()["only_in_coco"] == [33]
    assert {line["refined"] for line in report.to_json()["coco_eval"]} == {None}


def test_people_of_one_side_alone_are_named(coco: Path, exported: Path, tmp_path: Path) -> None:
    path = coco / "annotations" / "instances_val2017.json"
    document = json.loads(path.read_text())
    document["annotations"][0]["id"] = 555
    path.write_text(json.dumps(document))
    report = agreement(exported, path, tmp_path / "report")
    assert report.to_json()["only_in_coco"] == [555]
    assert report.to_json()["only_in_export"] == [901]
    assert ["555" in line or "901" in line for line in report.warnings] == [True, True]


def test_an_earlier_report_of_either_kind_is_kept(coco: Path, exported: Path, tmp_path: Path) -> None:
    agreement(exported, coco, tmp_path / "report")
    alphas = exported / "alphas"
    second = evaluate(alphas, [alphas], tmp_path / "report")
    assert second.earlier is not None
    assert (second.earlier / "report.html").is_file()


def test_what_cannot_be_compared_is_refused(coco: Path, exported: Path, tmp_path: Path) -> None:
    path = coco / "annotations" / "instances_val2017.json"
    document = json.loads(path.read_text())
    for each in document["images"]:
        each["width"], each["height"] = HEIGHT, WIDTH
    document["annotations"] = [entry(901, 40, (1, 1, 9, 9))]
    path.write_text(json.dumps(document))
    with pytest.raises(EvaluationError, match="not the same photos"):
        agreement(exported, coco, tmp_path / "report")
    document["annotations"] = [entry(1, 40, (1, 1, 9, 9))]
    path.write_text(json.dumps(document))
    with pytest.raises(EvaluationError, match="no person in common"):
        agreement(exported, coco, tmp_path / "report")
    (coco / "annotations" / "instances_train2017.json").write_text(path.read_text())
    with pytest.raises(EvaluationError, match="annotation 1, and so has another"):
        agreement(exported, coco, tmp_path / "report")
    with pytest.raises(LayoutError):
        agreement(tmp_path, path, tmp_path / "report")
    assert not (tmp_path / "report").exists()
