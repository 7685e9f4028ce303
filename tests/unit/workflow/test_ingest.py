"""Imports: what is good comes in, what is bad is named, nothing that was there is lost."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import pytest

from curator.errors import InputError, LayoutError, UnknownNameError
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.imaging.encode import encode_png
from curator.registry import FORMATS
from curator.store.project import Project
from curator.types import Image
from curator.workflow import ingest
from curator.workflow.annotate import alpha_of, trimap_of
from curator.workflow.choices import Choices
from curator.workflow.ingest import ImportSummary, import_photos
from curator.workflow.propose import propose_photo
from curator.workflow.verify import verify
from tests.unit.workflow.conftest import picture


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises width x height black pixels; small in bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 + width // 8) * 64, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(seed: int = 0) -> bytes:
    out = io.BytesIO()
    PIL.Image.fromarray(picture(seed)[0]).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    return made


def test_bad_files_are_named_and_the_others_come_in(project: Project, folder: Path) -> None:
    (folder / "good.jpg").write_bytes(jpeg())
    (folder / "truncated.jpg").write_bytes(jpeg(1)[:-400])
    (folder / "truncated.png").write_bytes(encode_png(picture(2)[0])[:-60])
    (folder / "empty.png").write_bytes(b"")
    (folder / "letter.jpg").write_bytes(b"Dear Anna, this is a letter and not a photo at all. " * 9)
    (folder / "bomb.png").write_bytes(bomb(20_000, 20_000))
    summary = import_photos(project, folder)
    assert [photo.name for photo in summary.photos] == ["good.jpg"]
    assert {Path(problem.name).name for problem in summary.problems} == {
        "truncated.jpg",
        "truncated.png",
        "empty.png",
        "letter.jpg",
        "bomb.png",
    }
    (said,) = [p.message for p in summary.problems if "bomb" in p.name]
    assert "megapixel" in said.lower() or "pixels" in said.lower()


@pytest.mark.parametrize(
    "name",
    [
        "a'b\"c.jpg",
        "line\nbreak.jpg",
        "smile😀.jpg",
        "<script>alert(1)</script>.jpg",
        "a\\..\\..\\b.jpg",
        "con.jpg",
    ],
)
def test_hostile_names_are_kept_as_text_and_never_as_paths(
    project: Project, folder: Path, name: str
) -> None:
    place = folder / name.replace("/", "∕")
    place.write_bytes(jpeg())
    (photo,) = import_photos(project, folder).photos
    assert not set(photo.stem) & set("./\\<>\"'\n:*?|")
    assert photo.stem.lower() != "con"
    assert project.blobs.read(photo.sha256) == jpeg()


def test_duplicates_are_reported_and_not_doubled(project: Project, folder: Path) -> None:
    (folder / "anna.jpg").write_bytes(jpeg())
    (folder / "copy of anna.jpg").write_bytes(jpeg())
    summary = import_photos(project, folder)
    assert len(summary.photos) == 1
    assert summary.duplicates == (("copy of anna.jpg", "anna.jpg"),)
    again = import_photos(project, folder, split="val")
    assert (len(again.photos), len(again.duplicates), again.notes) == (0, 2, ())
    assert len(project.photos.all()) == 1
    assert len(project.splits.get("val").photo_ids) == 1


def test_a_photo_that_is_in_two_splits_now_is_named(project: Project, folder: Path) -> None:
    """A model would be judged by what it was trained on."""
    (folder / "anna.jpg").write_bytes(jpeg())
    (folder / "bert.jpg").write_bytes(jpeg(1))
    assert import_photos(project, folder / "anna.jpg", split="train").notes == ()
    (note,) = import_photos(project, folder, split="val").notes
    assert note.startswith("1 photo is in the splits train and val alike")
    assert note.endswith(": anna.jpg.")


@pytest.fixture
def bring(project: Project, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ImportSummary]:
    """Imports one photo with whoever is given, as a format would read it."""

    def run(*subjects: IncomingSubject, seed: int = 0) -> ImportSummary:
        photo = IncomingPhoto("anna.jpg", jpeg(seed), subjects=subjects)
        given = replace(FORMATS.get("folder"), name="given", read=lambda _: iter([photo]))
        monkeypatch.setitem(FORMATS._records, "given", given)
        return import_photos(project, Path(), "given")

    return run


def person(left: int, number: int | None, alpha: float | None = None) -> IncomingSubject:
    """Somebody of 20 columns; with an alpha, their first column is of that opacity."""
    mask = np.zeros((96, 72), np.float32)
    mask[10:90, left : left + 20] = 1
    if alpha is None:
        return IncomingSubject(mask, number)
    soft = mask.copy()
    soft[:, left] *= np.float32(alpha)
    return IncomingSubject(mask, number, alpha=soft, provenance={"state": "accepted"})


def test_who_was_exported_apart_comes_together_again(
    project: Project, bring: Callable[..., ImportSummary]
) -> None:
    """Two exports of two states hold the same photo with other people of it."""
    bring(person(2, 7, 0.5))
    second = bring(person(40, 9, 0.5), person(2, 7, 0.5))
    assert (len(second.duplicates), second.masks, second.annotations) == (1, 1, 1)
    assert second.problems == ()
    (photo,) = project.photos.all()
    assert [each.external_id for each in project.photos.masks(photo.id)] == [7, 9]
    first, other = project.annotations.of_photo(photo.id)
    assert (first.external_id, other.external_id, other.state) == (7, 9, "accepted")
    assert alpha_of(project, other.id)[50, 41] == 1
    assert alpha_of(project, other.id)[50, 5] == 0
    third = bring(person(2, 7, 0.5), person(40, 9, 0.5))
    assert (third.masks, third.annotations, third.problems) == (0, 0, ())
    assert verify(project).faults == ()


def test_masks_and_mattes_come_to_a_photo_that_was_there_without(
    project: Project, bring: Callable[..., ImportSummary]
) -> None:
    bring()
    assert bring(person(2, 7)).masks == 1
    assert bring(person(2, 7)).masks == 0
    assert bring(person(2, 7, 0.5)).annotations == 1
    (photo,) = project.photos.all()
    assert len(project.photos.masks(photo.id)) == 1
    bring(seed=1)
    assert bring(person(2, None), seed=1).masks == 1
    assert bring(person(2, None, 0.5), seed=1).annotations == 1
    assert bring(person(2, None, 0.5), seed=1).problems == ()


@pytest.mark.parametrize(
    ("there", "comes"),
    [
        # The number of somebody else in another dataset.
        (person(2, 7), person(40, 7)),
        (person(2, None), person(40, None)),
        # Another matte of the same person.
        (person(2, 7, 0.5), person(2, 7, 0.25)),
        (person(2, None, 0.5), person(2, None, 0.25)),
    ],
)
def test_who_stands_in_the_place_of_another_is_named_and_left_out(
    project: Project,
    bring: Callable[..., ImportSummary],
    there: IncomingSubject,
    comes: IncomingSubject,
) -> None:
    bring(there)
    before = [each.head for each in project.annotations.all()]
    summary = bring(comes)
    (problem,) = summary.problems
    assert problem.name == "anna.jpg"
    assert "new project" in problem.message
    assert (summary.masks, summary.annotations) == (0, 0)
    assert [each.head for each in project.annotations.all()] == before


def test_who_joins_is_background_of_those_whom_nobody_worked_on(
    project: Project, bring: Callable[..., ImportSummary]
) -> None:
    (photo,) = bring(person(2, 7)).photos
    (proposed,) = propose_photo(project, photo.id, Choices(("annotation",)))
    assert trimap_of(project, proposed.id)[50, 22] == 128
    bring(person(21, 9, 0.5))
    assert trimap_of(project, proposed.id)[50, 22] == 0
    assert verify(project).faults == ()


def test_equal_names_get_stems_of_their_own(project: Project, folder: Path) -> None:
    for number, place in enumerate(["a/anna.jpg", "b/anna.jpg", "c/ANNA.jpg"]):
        (folder / place).parent.mkdir()
        (folder / place).write_bytes(jpeg(number))
    photos = import_photos(project, folder).photos
    assert len({photo.stem.casefold() for photo in photos}) == 3


def test_a_turned_photo_is_kept_upright_and_its_bytes_untouched(project: Project, folder: Path) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    PIL.Image.fromarray(picture()[0]).save(out, "JPEG", exif=exif)
    (folder / "turned.jpg").write_bytes(out.getvalue())
    (photo,) = import_photos(project, folder).photos
    assert (photo.width, photo.height) == (96, 72)
    assert project.blobs.read(photo.sha256) == out.getvalue()


def test_sixteen_bit_and_grey_come_in(project: Project, folder: Path) -> None:
    deep = np.full((20, 30, 3), 40_000, np.uint16)
    (folder / "deep.png").write_bytes(cv2.imencode(".png", deep)[1].tobytes())
    (folder / "grey.png").write_bytes(cv2.imencode(".png", np.full((20, 31), 9, np.uint8))[1].tobytes())
    assert len(import_photos(project, folder).photos) == 2


def test_masks_come_with_their_photos(project: Project, eg_folder: Path) -> None:
    summary = import_photos(project, eg_folder, "pfcn", split="val")
    assert (len(summary.photos), summary.masks, summary.annotations) == (3, 3, 0)
    assert project.splits.get("val").photo_ids == tuple(photo.id for photo in summary.photos)


def test_a_mask_of_another_size_keeps_its_photo_out(project: Project, eg_folder: Path) -> None:
    (eg_folder / "masks" / "00001.png").write_bytes(encode_png(np.full((5, 5), 255, np.uint8)))
    summary = import_photos(project, eg_folder, "pfcn")
    assert len(summary.photos) == 2
    assert any("00001" in problem.name + problem.message for problem in summary.problems)


def test_an_alpha_without_history_waits_for_a_review(
    project: Project, eg_folder: Path, tmp_path: Path
) -> None:
    alphas = eg_folder / "alphas"
    alphas.mkdir()
    soft = np.zeros((96, 72), np.uint16)
    soft[20:60, 20:50] = 65535
    soft[60:62, 20:50] = 30000
    (alphas / "00000.png").write_bytes(cv2.imencode(".png", soft)[1].tobytes())
    (eg_folder / "images").rename(eg_folder / "images_data_crop")
    (eg_folder / "masks").rename(eg_folder / "GT_png")
    for path in (eg_folder / "GT_png").iterdir():
        path.rename(path.with_name(f"{path.stem}_mask.png"))
    summary = import_photos(project, eg_folder, "pfcn")
    assert summary.annotations == 1, summary.problems
    (annotation,) = project.annotations.all()
    assert annotation.state == "submitted"
    assert (alpha_of(project, annotation.id) == (soft / np.float64(65535)).astype(np.float32)).all()
    trimap = trimap_of(project, annotation.id)
    assert (trimap[61, 30], trimap[30, 30], trimap[5, 5]) == (128, 255, 0)


def test_a_place_that_is_not_of_the_format_is_said(project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for layout in ("folder", "coco", "pfcn", "coco-plus"):
        with pytest.raises(LayoutError):
            import_photos(project, tmp_path / "empty", layout)
        with pytest.raises(LayoutError):
            import_photos(project, tmp_path / "nowhere", layout)
    with pytest.raises(UnknownNameError, match="coco-plus"):
        import_photos(project, tmp_path, "voc")


def test_two_imports_of_one_photo_at_once_get_along(
    project: Project, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        (folder / f"{number}.jpg").write_bytes(jpeg(number))
    decode = ingest.decode_photo

    def slow(content: bytes, name: str) -> Image:
        monkeypatch.setattr(ingest, "decode_photo", decode)
        with Project.open(project.folder) as elsewhere:
            import_photos(elsewhere, folder / "0.jpg", split="theirs")
        return decode(content, name)

    monkeypatch.setattr(ingest, "decode_photo", slow)
    summary = import_photos(project, folder, split="ours")
    assert [photo.name for photo in summary.photos] == ["1.jpg"]
    assert summary.duplicates == (("0.jpg", "0.jpg"),)
    assert len(project.photos.all()) == 2
    assert len(project.splits.get("ours").photo_ids) == 2


def test_no_split_is_called_as_exports_of_everything_are(project: Project, folder: Path) -> None:
    (folder / "a.jpg").write_bytes(jpeg())
    with pytest.raises(InputError, match="another name"):
        import_photos(project, folder, split="all")
    assert project.photos.all() == ()
