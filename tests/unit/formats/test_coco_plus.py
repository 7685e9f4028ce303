"""COCO+ as written: what pycocotools, sha256sum and our own reader make of it."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import subprocess
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from curator.errors import AlphaError, CorruptError, LayoutError, TrimapError
from curator.exchange import IncomingPhoto, OutgoingPhoto, WriteSummary
from curator.formats.coco_plus_writing import assign_ids, write
from curator.formats.files import Ledger
from curator.registry import FORMATS
from tests.pictures import exif, person_alpha, saved
from tests.unit.formats.datasets import coco_document, coco_folder, disk, outgoing, read, tree

TWO = (disk(40, 30, 9, 12, 7), disk(40, 30, 22, 28, 6))
LICENSE = {"id": 4, "name": "Attribution | <b>", "url": "http://example.org/by"}
PHOTOS = (
    outgoing(
        1,
        *TWO,
        external_id=262145,
        annotation_external_ids=(900100262145, None),
        attributes={"license": LICENSE, "coco_url": "http://c/1", "mine": {"deep": [1, 0.1, "é"]}},
    ),
    outgoing(2, person_alpha(40, 30), name="../ä'\n<script>.jpg", state="rejected"),
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    assert write(folder, iter(PHOTOS), "val 1") == WriteSummary(photos=2, annotations=3)
    return folder


def stock(folder: Path) -> COCO:
    with redirect_stdout(io.StringIO()):
        return COCO(next((folder / "annotations").iterdir()))


def test_the_folder_is_laid_out_as_the_format_says(written: Path) -> None:
    pairs = ["my_photo_1_11", "my_photo_1_900100262145", "my_photo_2_20"]
    assert sorted(tree(written)) == sorted(
        ["README.md", "checksums.sha256", "annotations/instances_val_1.json"]
        + ["images/my_photo_1.jpg", "images/my_photo_2.jpg"]
        + [f"alphas/{pair}.png" for pair in pairs]
        + [f"trimaps/{pair}.png" for pair in pairs]
        + [f"provenance/{pair}.json" for pair in pairs]
    )
    assert (written / "images/my_photo_1.jpg").read_bytes() == PHOTOS[0].content


def test_pycocotools_reads_the_regions_of_half_and_more(written: Path) -> None:
    coco = stock(written)
    assert coco.loadCats(coco.getCatIds()) == [{"id": 1, "name": "person", "supercategory": "person"}]
    assert sorted(coco.getImgIds()) == [2, 262145]
    for id, alpha in ((900100262145, TWO[0]), (11, TWO[1]), (20, person_alpha(40, 30))):
        entry = coco.loadAnns([id])[0]
        region = np.round(alpha * 65535.0) / 65535 >= 0.5
        rows, columns = np.nonzero(region)
        assert (coco.annToMask(entry) == region).all()
        assert isinstance(entry["segmentation"]["counts"], str)
        assert (entry["area"], entry["iscrowd"], entry["category_id"]) == (region.sum(), 0, 1)
        assert entry["bbox"] == [
            columns.min(),
            rows.min(),
            np.ptp(columns) + 1,
            np.ptp(rows) + 1,
        ]


def test_it_scores_full_marks_against_itself(written: Path) -> None:
    truth = stock(written)
    results = [
        {key: entry[key] for key in ("image_id", "category_id", "segmentation")} | {"score": 1.0}
        for entry in truth.loadAnns(truth.getAnnIds())
    ]
    with redirect_stdout(io.StringIO()):
        evaluation = COCOeval(truth, truth.loadRes(results), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(1.0, abs=1e-12)


def test_annotations_link_what_lies_beside(written: Path) -> None:
    entry = stock(written).loadAnns([11])[0]
    for kind in ("alpha", "trimap", "provenance"):
        content = (written / entry[kind]["file"]).read_bytes()
        assert entry[kind]["sha256"] == hashlib.sha256(content).hexdigest()
    facts = {key: entry["alpha"][key] for key in ("bit_depth", "premultiplied", "threshold")}
    assert facts == {"bit_depth": 16, "premultiplied": False, "threshold": 0.5}
    assert entry["provenance"]["methods"] == ["selfie", "closed-form"]


def test_alphas_and_trimaps_are_files_that_any_reader_of_png_reads(written: Path) -> None:
    alpha = np.asarray(PIL.Image.open(written / "alphas/my_photo_1_11.png"))
    assert (alpha == np.round(TWO[1] * 65535.0)).all()
    trimap = np.asarray(PIL.Image.open(written / "trimaps/my_photo_1_11.png"))
    assert (trimap == PHOTOS[0].subjects[1].trimap).all()


def test_sha256sum_agrees_and_finds_every_file(written: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "checksums.sha256"]
    subprocess.run(command, cwd=written, check=True, capture_output=True)
    listed = [line.split("  ")[1] for line in (written / "checksums.sha256").read_text().splitlines()]
    assert listed == sorted(set(tree(written)) - {"checksums.sha256"})


def test_reading_gives_everything_back(written: Path) -> None:
    photos, problems = read("coco-plus", written)
    assert not problems
    for photo, original in zip(photos, PHOTOS, strict=True):
        assert photo.content == original.content
        assert (photo.name, photo.split) == (original.photo.name, "val 1")
        assert photo.attributes == original.photo.attributes
        assert photo.external_id == (original.photo.external_id or original.photo.id)
        for subject, given in zip(photo.subjects, original.subjects, strict=True):
            assert subject.external_id == (given.external_id or given.annotation_id)
            assert subject.alpha is not None
            assert subject.alpha.dtype == np.float32
            assert (np.round(subject.alpha * 65535.0) == np.round(given.alpha * 65535.0)).all()
            assert (subject.trimap == given.trimap).all()
            assert (subject.mask == (given.alpha >= 0.5)).all()
            assert subject.provenance == given.provenance


def test_what_was_read_is_written_to_the_same_bytes(written: Path, tmp_path: Path) -> None:
    photos, _ = read("coco-plus", written)
    again = tmp_path / "again"
    again.mkdir()
    write(
        again,
        [as_outgoing(photo, original) for photo, original in zip(photos, PHOTOS, strict=True)],
        "val 1",
    )
    assert tree(again) == tree(written)


def as_outgoing(photo: IncomingPhoto, original: OutgoingPhoto) -> OutgoingPhoto:
    """What a project would export after it imported the photo under new ids of its own."""
    record = dataclasses.replace(
        original.photo,
        id=original.photo.id + 500,
        name=photo.name,
        external_id=photo.external_id,
        attributes=photo.attributes,
    )
    subjects = tuple(
        dataclasses.replace(
            given,
            annotation_id=given.annotation_id + 7000,
            external_id=subject.external_id,
            alpha=subject.alpha,
            trimap=subject.trimap,
            provenance=subject.provenance,
        )
        for subject, given in zip(photo.subjects, original.subjects, strict=True)
    )
    return OutgoingPhoto(record, photo.content, subjects)


def test_plain_coco_readers_see_plain_coco(written: Path) -> None:
    photos, problems = read("coco", written)
    assert not problems
    assert [[subject.external_id for subject in photo.subjects] for photo in photos] == [
        [900100262145, 11],
        [20],
    ]


def test_licences_are_listed_once_and_named_in_the_datasheet(tmp_path: Path) -> None:
    other = {"id": 4, "name": "No derivatives"}
    licenses = [LICENSE, other, LICENSE, None]
    photos = [
        outgoing(id, TWO[0], attributes={} if license is None else {"license": license})
        for id, license in enumerate(licenses, start=1)
    ]
    write(tmp_path, photos, "all")
    document = json.loads((tmp_path / "annotations/instances_all.json").read_text())
    assert document["licenses"] == [LICENSE, {"id": 1, "name": "No derivatives"}]
    assert [image.get("license") for image in document["images"]] == [4, 1, 4, None]
    back, _ = read("coco-plus", tmp_path)
    assert [photo.attributes.get("license") for photo in back] == licenses
    datasheet = (tmp_path / "README.md").read_text()
    assert "| Attribution &#124; &#60;b&#62; http://example.org/by | 2 |" in datasheet
    assert "| annotations | 4 |" in datasheet
    assert "| selfie | 4 |" in datasheet
    assert "| accepted | 4 |" in datasheet
    assert "0.5" in datasheet


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ([], []),  # nothing
        ([(None, 3), (None, 1)], [3, 1]),  # a project's own ids stay
        ([(7, 1), (None, 2)], [7, 2]),  # ids of a dataset stay too
        ([(None, 7), (7, 1)], [8, 7]),  # whose id is taken later gives way
        ([(7, 1), (7, 2)], [7, 2]),  # two datasets with one id: the first keeps it
        ([(2, 1), (2, 2), (1, 3)], [2, 4, 1]),  # and where its own is taken too, the next free one
        ([(0, 5), (None, 6)], [0, 6]),  # zero is an id
    ],
)
def test_ids_never_clash(wanted: list[tuple[int | None, int]], ids: list[int]) -> None:
    assert assign_ids(wanted) == ids


def test_stems_that_differ_in_case_alone_do_not_overwrite_each_other(tmp_path: Path) -> None:
    first, second = outgoing(1, TWO[0]), outgoing(2, TWO[0])
    second = dataclasses.replace(second, photo=dataclasses.replace(second.photo, stem="MY_PHOTO_1"))
    write(tmp_path, [first, second], "all")
    assert len({path.name.lower() for path in (tmp_path / "images").iterdir()}) == 2
    assert [photo.content for photo in read("coco-plus", tmp_path)[0]] == [
        first.content,
        second.content,
    ]


def test_an_alpha_without_a_region_is_left_out_and_named(tmp_path: Path) -> None:
    faint = np.full((40, 30), 0.499, np.float32)
    summary = write(tmp_path, [outgoing(1, TWO[0], faint)], "all")
    assert (summary.photos, summary.annotations) == (1, 1)
    assert "annotation 11" in summary.left_out[0].message
    assert [len(photo.subjects) for photo in read("coco-plus", tmp_path)[0]] == [1]


def test_a_turned_photo_keeps_its_bytes_and_has_upright_masks(tmp_path: Path) -> None:
    content = saved(np.zeros((30, 40, 3), np.uint8), "JPEG", exif=b"Exif\0\0" + exif(6))
    write(tmp_path, [outgoing(1, TWO[0], content=content)], "all")
    photos, problems = read("coco-plus", tmp_path)
    assert not problems
    assert photos[0].content == content
    assert photos[0].subjects[0].mask.shape == (40, 30)


def test_photos_are_taken_one_at_a_time(tmp_path: Path) -> None:
    def photos() -> Any:
        for id in (1, 2, 3):
            assert len(list(tmp_path.glob("images/*"))) == id - 1
            yield outgoing(id, TWO[0])

    assert write(tmp_path, photos(), "all").photos == 3


def test_an_alpha_or_trimap_of_another_size_is_refused(tmp_path: Path) -> None:
    (tmp_path / "alpha").mkdir()
    (tmp_path / "trimap").mkdir()
    with pytest.raises(AlphaError, match="annotation 10"):
        write(tmp_path / "alpha", [outgoing(1, disk(30, 40, 9, 9, 5))], "all")
    subject = dataclasses.replace(PHOTOS[0].subjects[0], trimap=np.zeros((30, 40), np.uint8))
    with pytest.raises(TrimapError, match="annotation 10"):
        write(tmp_path / "trimap", [dataclasses.replace(PHOTOS[0], subjects=(subject,))], "all")


def test_a_file_that_is_not_what_was_written_stops_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Ledger.write

    def lossy(ledger: Ledger, relative: str, content: bytes) -> str:
        digest = honest(ledger, relative, content)
        if relative.startswith("images/"):
            (tmp_path / relative).write_bytes(content[:-1])
        return digest

    monkeypatch.setattr(Ledger, "write", lossy)
    with pytest.raises(CorruptError, match=r"my_photo_1\.jpg"):
        write(tmp_path, [outgoing(1, TWO[0])], "all")


def damage(folder: Path, pattern: str) -> str:
    path = next(folder.glob(pattern))
    path.write_bytes(path.read_bytes() + b" ")
    return path.relative_to(folder).as_posix()


@pytest.mark.parametrize(
    "pattern",
    ["alphas/*_11.png", "trimaps/*_11.png", "provenance/*_11.json"],
)
def test_a_changed_file_is_named_and_its_annotation_left_out(written: Path, pattern: str) -> None:
    name = damage(written, pattern)
    photos, problems = read("coco-plus", written)
    assert [name in problem.message for problem in problems] == [True]
    assert [[subject.external_id for subject in photo.subjects] for photo in photos] == [
        [900100262145],
        [20],
    ]


def test_a_changed_photo_is_named_and_left_out(written: Path) -> None:
    damage(written, "images/my_photo_1.jpg")
    photos, problems = read("coco-plus", written)
    assert [photo.external_id for photo in photos] == [2]
    assert ["my_photo_1.jpg" in problem.message for problem in problems] == [True]


def test_a_changed_annotation_file_is_refused(written: Path) -> None:
    damage(written, "annotations/*.json")
    with pytest.raises(LayoutError, match=r"instances_val_1\.json is not what was written"):
        read("coco-plus", written)


def change_alpha(entry: dict[str, Any]) -> None:
    entry["alpha"] = "alphas/x.png"


def leave_the_folder(entry: dict[str, Any]) -> None:
    entry["alpha"]["file"] = "../../secret.png"


def name_no_file(entry: dict[str, Any]) -> None:
    del entry["trimap"]["file"]


def swap_sizes(entry: dict[str, Any]) -> None:
    entry["alpha"] = {"file": "wrong.png"}


def history_as_list(entry: dict[str, Any]) -> None:
    entry["provenance"] = {"file": "list.json"}


def history_with_nan(entry: dict[str, Any]) -> None:
    entry["provenance"] = {"file": "nan.json"}


def trimap_of_grey(entry: dict[str, Any]) -> None:
    entry["trimap"] = {"file": "grey.png"}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (change_alpha, "alpha"),  # a name where an object belongs
        (leave_the_folder, "inside"),  # a file outside of the dataset
        (name_no_file, "trimap"),  # an object without a name
        (swap_sizes, "wrong.png"),  # an alpha of another size
        (history_as_list, "list.json"),  # a history that is no object
        (history_with_nan, "nan.json"),  # a history that cannot be written again
        (trimap_of_grey, "grey.png"),  # a trimap of other values
    ],
)
def test_bad_links_are_named_and_the_others_come_in(
    written: Path, change: Callable[[dict[str, Any]], None], word: str
) -> None:
    (written / "wrong.png").write_bytes(saved(np.zeros((30, 40), np.uint8), "PNG"))
    (written / "grey.png").write_bytes(saved(np.full((40, 30), 7, np.uint8), "PNG"))
    (written / "list.json").write_text("[]")
    (written / "nan.json").write_text('{"revisions": [NaN]}')
    (written / "checksums.sha256").unlink()
    path = next((written / "annotations").iterdir())
    document = json.loads(path.read_text())
    change(document["annotations"][1])
    path.write_text(json.dumps(document))
    photos, problems = read("coco-plus", written)
    assert [[subject.external_id for subject in photo.subjects] for photo in photos] == [
        [900100262145],
        [20],
    ]
    assert [word in problem.message for problem in problems] == [True]


def test_coco_is_coco_plus_with_nothing_beside(tmp_path: Path) -> None:
    folder = coco_folder(tmp_path, coco_document())
    (plain,), _ = read("coco", folder)
    (photo,), problems = read("coco-plus", folder)
    assert not problems
    assert (photo.name, photo.split, photo.attributes) == (plain.name, plain.split, plain.attributes)
    assert (photo.subjects[0].mask == plain.subjects[0].mask).all()
    assert photo.subjects[0].alpha is None


def test_the_record_writes_what_it_reads() -> None:
    record = FORMATS.get("coco-plus")
    assert record.write is write
