"""COCO as it is found: read against pycocotools, with every kind of damage named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO

from curator.errors import LayoutError
from curator.formats import coco_reading
from curator.registry import FORMATS
from tests.pictures import exif, saved
from tests.unit.formats.datasets import (
    coco_document,
    coco_folder,
    fill,
    image_entry,
    jpeg,
    person_entry,
    read,
)

REAL = Path(__file__).parents[4] / "shared/data/coco_persons"


def test_a_photo_comes_in_with_its_ids_split_mask_and_facts(tmp_path: Path) -> None:
    image = image_entry(coco_url="http://c/a.jpg", flickr_url="http://f/a", date_captured="2013-11-20")
    photos, problems = read("coco", coco_folder(tmp_path, coco_document(images=[image])))
    assert not problems
    (photo,) = photos
    assert (photo.name, photo.external_id, photo.split) == ("a.jpg", 11, "val2017")
    assert photo.content == (tmp_path / "images/a.jpg").read_bytes()
    assert photo.attributes == {
        "license": {"id": 4, "name": "Attribution", "url": "http://example.org/by"},
        "coco_url": "http://c/a.jpg",
        "flickr_url": "http://f/a",
        "date_captured": "2013-11-20",
    }
    (subject,) = photo.subjects
    wanted = np.zeros((40, 30), np.float32)
    wanted[5:25, 5:15] = 1
    assert (subject.mask == wanted).all()
    assert (subject.external_id, subject.is_crowd, subject.alpha) == (21, False, None)


def test_crowds_are_marked_and_other_categories_passed_over(tmp_path: Path) -> None:
    runs = {"size": [40, 30], "counts": [100, 100, 1000]}
    annotations = [
        person_entry(id=1, category_id=7),  # a dog
        person_entry(id=2, iscrowd=1, segmentation=runs),
        person_entry(id=3),
    ]
    photos, problems = read("coco", coco_folder(tmp_path, coco_document(annotations=annotations)))
    assert not problems
    assert [(each.external_id, each.is_crowd) for each in photos[0].subjects] == [(2, True), (3, False)]
    assert photos[0].subjects[0].mask.T.ravel()[100:200].all()


def test_photos_without_persons_come_in(tmp_path: Path) -> None:
    photos, problems = read("coco", coco_folder(tmp_path, coco_document(annotations=[])))
    assert [photo.subjects for photo in photos] == [()]
    assert not problems


@pytest.mark.parametrize(
    "place",
    ["images/b.jpg", "images/val2017/b.jpg", "val2017/b.jpg", "b.jpg"],
)
def test_photos_are_found_where_people_put_them(tmp_path: Path, place: str) -> None:
    document = coco_document(images=[image_entry(file_name="b.jpg")])
    photos, _ = read("coco", fill(coco_folder(tmp_path, document), {place: jpeg()}))
    assert [photo.name for photo in photos] == ["b.jpg"]


@pytest.mark.parametrize(
    ("place", "split"),
    [
        ("annotations/instances_val2017.json", "val2017"),  # as COCO has it
        ("instances_mine.json", "mine"),  # beside the images
        ("labels.json", None),  # any name, no split
    ],
)
def test_one_annotation_file_can_be_given_by_its_path(
    tmp_path: Path, place: str, split: str | None
) -> None:
    files = {place: json.dumps(coco_document()).encode(), "images/a.jpg": jpeg()}
    photos, problems = read("coco", fill(tmp_path, files) / place)
    assert [(photo.name, photo.split) for photo in photos] == [("a.jpg", split)]
    assert not problems


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"file_name": "../secret.jpg"}, "inside"),  # up and out
        ({"file_name": "images/../../secret.jpg"}, "inside"),  # out by a detour
        ({"file_name": "/etc/hostname"}, "inside"),  # from the root of the disk
        ({"file_name": "linked.jpg"}, "outside"),  # by a symbolic link
        ({"file_name": "a\0.jpg"}, "inside"),  # a name that ends early in C
        ({"file_name": "x" * 5000}, "cannot be opened"),  # longer than any name
        ({"file_name": "gone.jpg"}, "missing"),  # not there
        ({"file_name": "cut.jpg"}, "cut"),  # no photo
        ({"width": 31}, "31 x 40"),  # of another size
        ({"file_name": "turned.jpg"}, "40 x 30 when upright"),  # of that size only before it is turned
    ],
)
def test_bad_photos_are_named_and_the_others_come_in(
    tmp_path: Path, change: dict[str, Any], word: str
) -> None:
    fill(tmp_path, {"secret.jpg": jpeg()})
    image = np.zeros((40, 30, 3), np.uint8)
    document = coco_document(images=[image_entry(id=12, **change), image_entry()])
    folder = coco_folder(
        tmp_path / "data",
        document,
        **{
            "images__cut.jpg": jpeg()[:20],
            "images__turned.jpg": saved(image, "JPEG", exif=b"Exif\0\0" + exif(6)),
        },
    )
    (folder / "images/linked.jpg").symlink_to(tmp_path / "secret.jpg")
    photos, problems = read("coco", folder)
    assert [photo.external_id for photo in photos] == [11]
    assert len(problems) == 1
    assert word in problems[0].message


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (person_entry(segmentation=None), "neither polygons"),  # nothing there
        (person_entry(segmentation=[[1, 2, 3, 4]]), "three points"),  # degenerate
        (person_entry(segmentation={"size": [40, 30], "counts": "1T"}), "middle"),  # broken run lengths
        (person_entry(segmentation={"size": [30, 40], "counts": [1200]}), "[40, 30]"),  # turned
        (person_entry(image_id=99), "99"),  # of no listed image
        (person_entry(image_id=None), "None"),  # of no image at all
        (person_entry(id="x"), "id"),  # an id that is text
        (person_entry(id=2**64), "id"),  # an id that no database holds
        (person_entry(id=22), "another annotation"),  # an id that is there already
        (person_entry(category_id=None), "category_id"),  # of no category
        (person_entry(iscrowd="yes"), "iscrowd"),  # neither 0 nor 1
        ("person", "object"),  # no entry at all
    ],
)
def test_bad_annotations_are_named_and_the_others_come_in(
    tmp_path: Path, entry: Any, word: str
) -> None:
    document = coco_document(annotations=[person_entry(id=22), entry, person_entry(id=23)])
    photos, problems = read("coco", coco_folder(tmp_path, document))
    assert [subject.external_id for subject in photos[0].subjects] == [22, 23]
    assert len(problems) == 1
    assert word in problems[0].message


@pytest.mark.parametrize(
    "entry",
    [
        None,  # nothing
        image_entry(id=11.5),  # an id that is no whole number
        image_entry(id=-1),  # below every id
        image_entry(id=11),  # the id of another
        {"id": 12, "width": 30, "height": 40},  # no name
        image_entry(id=12, file_name=7),  # a name that is no text
        image_entry(id=12, width=0),  # no pixel
        image_entry(id=12, height=float("nan")),  # NaN
        image_entry(id=12, height="40"),  # a number as text
    ],
)
def test_bad_image_entries_are_named_and_the_others_come_in(tmp_path: Path, entry: Any) -> None:
    photos, problems = read("coco", coco_folder(tmp_path, coco_document(images=[image_entry(), entry])))
    assert [photo.external_id for photo in photos] == [11]
    assert len(problems) == 1


def test_facts_that_no_json_may_hold_are_left_out(tmp_path: Path) -> None:
    licenses = [{"id": 4, "name": float("nan"), "url": ["x"]}, "by", {"name": "no id"}]
    document = coco_document(images=[image_entry(coco_url=5)], licenses=licenses)
    photos, _ = read("coco", coco_folder(tmp_path, document))
    assert photos[0].attributes == {"license": {"id": 4}}


@pytest.mark.parametrize(
    "document",
    [
        b"{",  # cut short
        b"",  # empty
        b"\xff\xfe\xff",  # no text
        b"[" * 100_000,  # so deep that a parser falls over
        [],  # a list
        {"images": [], "annotations": []},  # no categories
        coco_document(images={}),  # images by name
        coco_document(categories=[{"id": 1, "name": "dog"}]),  # nobody annotated
        coco_document(categories=[{"id": "1", "name": "person"}]),  # an id that is text
    ],
)
def test_what_is_no_coco_file_is_refused(tmp_path: Path, document: Any) -> None:
    folder = coco_folder(tmp_path, document)
    with pytest.raises(LayoutError, match=r"instances_val2017\.json"):
        read("coco", folder)


def test_a_bad_annotation_file_is_named_beside_a_good_one(tmp_path: Path) -> None:
    folder = fill(coco_folder(tmp_path, coco_document()), {"annotations/instances_bad.json": b"{"})
    photos, problems = read("coco", folder)
    assert [photo.external_id for photo in photos] == [11]
    assert [problem.name for problem in problems] == ["annotations/instances_bad.json"]


def test_masks_that_would_fill_the_memory_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coco_reading, "MAX_MASK_PIXELS", 2 * 40 * 30)
    annotations = [person_entry(id=id) for id in (1, 2, 3)]
    photos, problems = read("coco", coco_folder(tmp_path, coco_document(annotations=annotations)))
    assert [subject.external_id for subject in photos[0].subjects] == [1, 2]
    assert "annotation 3" in problems[0].name


def test_one_photo_is_read_at_a_time(tmp_path: Path) -> None:
    images = [image_entry(), image_entry(id=12, file_name="b.jpg")]
    folder = coco_folder(tmp_path, coco_document(images=images), **{"images__b.jpg": jpeg(seed=1)})
    reading = FORMATS.get("coco").read(folder)
    assert next(reading).name == "a.jpg"
    (folder / "images/b.jpg").unlink()
    assert "missing" in next(reading).message  # type: ignore[union-attr]


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not there")
def test_real_photos_give_the_masks_of_pycocotools() -> None:
    photos, problems = read("coco", REAL)
    assert (len(photos), problems) == (88, [])
    seen = 0
    for split in ("train2017", "val2017"):
        stock = COCO(REAL / f"annotations/instances_{split}.json")
        for photo in photos:
            if photo.split == split:
                for subject in photo.subjects:
                    entry = stock.loadAnns([subject.external_id])[0]
                    assert (subject.mask == stock.annToMask(entry)).all()
                    assert subject.is_crowd == bool(entry["iscrowd"])
                    seen += 1
    assert seen == 356


def test_a_path_that_cannot_be_looked_at_is_said(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="cannot be opened: File name too long"):
        read("coco", tmp_path / ("x" * 300))
