"""The PFCN layout against the readers that people have for it, SciPy and Pillow; and EG1800."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import scipy.io

from curator.errors import AlphaError, LayoutError
from curator.exchange import IncomingPhoto
from curator.formats.pfcn_files import read_crops, stems_of_text, write_variable
from curator.formats.pfcn_writing import write
from curator.imaging.geometry import Crop, undo_crop
from curator.registry import FORMATS
from tests.pictures import exif, person_alpha, portrait, saved
from tests.unit.formats.datasets import disk, fill, jpeg, outgoing, read, tree

REAL = Path(__file__).parents[4] / "shared/data/eg1800_val"
PORTRAIT = (800, 600)
MASK = np.zeros((40, 30), np.uint8)
MASK[10:30, 5:20] = 1


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portrait that keeps its bytes, and a wide photo that is cut, with two persons."""
    folder = tmp_path_factory.mktemp("pfcn")
    wide = (disk(400, 900, 600, 200, 120), disk(400, 900, 100, 100, 40))
    photos = [
        outgoing(
            5, person_alpha(*PORTRAIT), size=PORTRAIT, name='me, "myself"\n.jpg', state="submitted"
        ),
        outgoing(6, *wide, size=(400, 900), external_id=42, annotation_external_ids=(99, None)),
    ]
    summary = write(folder, iter(photos), "train 1")
    assert (summary.photos, summary.annotations) == (2, 2)
    assert ["Annotation 61" in problem.message for problem in summary.left_out] == [True]
    return folder


def test_the_folder_is_laid_out_as_the_format_says(written: Path) -> None:
    assert sorted(tree(written)) == sorted(
        [f"images_data_crop/0000{id}.jpg" for id in (1, 2)]
        + [f"images_mask/0000{id}_mask.mat" for id in (1, 2)]
        + [f"GT_png/0000{id}_mask.png" for id in (1, 2)]
        + [f"alphas/0000{id}.png" for id in (1, 2)]
        + ["trainlist.mat", "testlist.mat", "EG1800_train.txt", "EG1800_val.txt", "crops.csv"]
    )


def test_scipy_and_pillow_read_what_they_read_of_the_original(written: Path) -> None:
    for id in (1, 2):
        assert PIL.Image.open(written / f"images_data_crop/0000{id}.jpg").size == (600, 800)
        mask = scipy.io.loadmat(written / f"images_mask/0000{id}_mask.mat")["mask"]
        assert (mask.dtype, mask.shape) == (np.uint8, (800, 600))
        alpha = np.asarray(PIL.Image.open(written / f"alphas/0000{id}.png"))
        assert (mask == (alpha / 65535 >= 0.5)).all()
        picture = PIL.Image.open(written / f"GT_png/0000{id}_mask.png")
        assert picture.mode == "L"
        assert (np.asarray(picture) == 255 * mask).all()
    assert scipy.io.loadmat(written / "trainlist.mat")["trainlist"].tolist() == [[1, 2]]
    assert scipy.io.loadmat(written / "testlist.mat")["testlist"].size == 0
    assert (written / "EG1800_train.txt").read_text() == "00001\n00002\n"
    assert (written / "EG1800_val.txt").read_text() == ""


def test_a_portrait_keeps_its_bytes_and_its_alpha(written: Path) -> None:
    assert (written / "images_data_crop/00001.jpg").read_bytes() == jpeg(*PORTRAIT, seed=5)
    alpha = np.asarray(PIL.Image.open(written / "alphas/00001.png"))
    assert (alpha == np.round(person_alpha(*PORTRAIT) * 65535.0)).all()


def test_a_wide_photo_is_cut_where_its_larger_person_is_and_can_be_put_back(written: Path) -> None:
    row = list(csv.DictReader(io.StringIO((written / "crops.csv").read_text())))[1]
    crop = Crop(*(int(row[f"crop_{key}"]) for key in ("x", "y", "width", "height")))
    # The largest window of 3:4 in 900 x 400 is 300 x 400, and the person is at 600 +- 122.
    assert (crop.x, crop.y, crop.width, crop.height) == (450, 0, 300, 400)
    assert float(row["scale"]) == 2
    assert (row["width"], row["height"], row["annotation_id"]) == ("900", "400", "60")
    assert (row["photo_external_id"], row["annotation_external_id"]) == ("42", "99")
    alpha = np.asarray(PIL.Image.open(written / "alphas/00002.png")) / np.float32(65535)
    back = undo_crop(alpha.astype(np.float32), crop, (400, 900))
    assert np.abs(back - disk(400, 900, 600, 200, 120)).max() < 0.1


def test_reading_gives_names_splits_masks_alphas_and_states_back(written: Path) -> None:
    photos, problems = read("pfcn", written)
    assert not problems
    assert [photo.name for photo in photos] == ['me, "myself"\n.jpg', "my photo 6.jpg"]
    assert [photo.split for photo in photos] == ["train 1", "train 1"]
    assert photos[0].content == jpeg(*PORTRAIT, seed=5)
    alpha = photos[0].subjects[0].alpha
    assert alpha is not None
    assert (np.round(alpha * 65535.0) == np.round(person_alpha(*PORTRAIT) * 65535.0)).all()
    assert (photos[0].subjects[0].mask == (person_alpha(*PORTRAIT) >= 0.5)).all()
    assert [(photo.subjects[0].provenance or {})["state"] for photo in photos] == [
        "submitted",
        "accepted",
    ]
    assert photos[1].attributes["crop"]["crop_x"] == 450
    assert photos[1].attributes["crop"]["photo_external_id"] == 42


def test_the_same_input_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    # SciPy writes the time of day into a MAT-file.
    assert write_variable("mask", MASK) == write_variable("mask", MASK)
    assert b"Created on" not in (written / "trainlist.mat").read_bytes()


@pytest.mark.parametrize(
    ("split", "train", "test"),
    [
        ("train", [1], []),  # as PFCN calls it
        ("Train2017", [1], []),  # as COCO calls it
        ("test", [], [1]),  # PFCN's other list
        ("val", [], [1]),  # EG1800's other list
        ("all", [], [1]),  # a name that does not say training
    ],
)
def test_the_split_decides_which_lists_name_a_photo(
    tmp_path: Path, split: str, train: list[int], test: list[int]
) -> None:
    write(tmp_path, [outgoing(1, person_alpha(*PORTRAIT), size=PORTRAIT)], split)
    assert scipy.io.loadmat(tmp_path / "trainlist.mat")["trainlist"].ravel().tolist() == train
    assert scipy.io.loadmat(tmp_path / "testlist.mat")["testlist"].ravel().tolist() == test
    assert stems_of_text((tmp_path / "EG1800_train.txt").read_bytes()) == ["00001"] * len(train)
    assert stems_of_text((tmp_path / "EG1800_val.txt").read_bytes()) == ["00001"] * len(test)
    assert [photo.split for photo in read("pfcn", tmp_path)[0]] == [split]
    (tmp_path / "crops.csv").unlink()
    assert [photo.split for photo in read("pfcn", tmp_path)[0]] == ["train" if train else "test"]


IMAGE = portrait(*PORTRAIT).image


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (saved(IMAGE, "JPEG"), True),  # the portrait itself
        (saved(IMAGE[..., 0], "JPEG"), True),  # a grey one
        (saved(IMAGE, "PNG"), False),  # no JPEG
        (saved(PIL.Image.fromarray(IMAGE).convert("CMYK"), "JPEG"), False),  # four colours
        (saved(IMAGE, "JPEG", exif=b"Exif\0\0" + exif(3)), False),  # upside down without its EXIF
    ],
)
def test_bytes_are_kept_where_every_tool_reads_them_as_the_portrait(
    tmp_path: Path, content: bytes, kept: bool
) -> None:
    write(tmp_path, [outgoing(1, person_alpha(*PORTRAIT), size=PORTRAIT, content=content)], "train")
    found = (tmp_path / "images_data_crop/00001.jpg").read_bytes()
    assert (found == content) == kept
    picture = PIL.Image.open(io.BytesIO(found))
    assert (picture.format, picture.size, picture.getexif()) == ("JPEG", (600, 800), {})


def test_an_upside_down_photo_is_written_upright(tmp_path: Path) -> None:
    content = saved(IMAGE, "JPEG", exif=b"Exif\0\0" + exif(3), quality=95)
    write(tmp_path, [outgoing(1, person_alpha(*PORTRAIT), size=PORTRAIT, content=content)], "train")
    found = np.asarray(PIL.Image.open(tmp_path / "images_data_crop/00001.jpg")).astype(int)
    assert np.abs(found - IMAGE[::-1, ::-1]).mean() < 10


def test_what_has_no_mask_is_left_out_and_ids_have_no_gap(tmp_path: Path) -> None:
    alpha = person_alpha(*PORTRAIT)
    photos = [
        outgoing(1, size=PORTRAIT),
        outgoing(2, np.full(PORTRAIT, 0.4, np.float32), size=PORTRAIT),
        outgoing(3, np.ones((3, 2), np.float32), size=(3, 2)),
        outgoing(4, alpha, size=PORTRAIT),
    ]
    summary = write(tmp_path, photos, "train")
    assert (summary.photos, summary.annotations) == (1, 1)
    assert [problem.name for problem in summary.left_out] == [f"my photo {id}.jpg" for id in (1, 2, 3)]
    assert [photo.name for photo in read("pfcn", tmp_path)[0]] == ["my photo 4.jpg"]
    assert (tmp_path / "images_data_crop/00001.jpg").exists()


def test_an_alpha_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AlphaError, match="annotation 10"):
        write(tmp_path, [outgoing(1, disk(30, 40, 9, 9, 5))], "train")


def png(mask: np.ndarray) -> bytes:
    return saved(mask, "PNG")


def mat(mask: np.ndarray) -> bytes:
    file = io.BytesIO()
    scipy.io.savemat(file, {"mask": mask, "other": np.eye(2)})
    return file.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        {"images_data_crop/00007.jpg": jpeg(), "images_mask/00007_mask.mat": mat(MASK)},  # PFCN
        {"images_data_crop/00007.jpg": jpeg(), "images_mask/00007_mask.mat": mat(MASK > 0)},  # logical
        {
            "images_data_crop/00007.jpg": jpeg(),
            "images_mask/00007_mask.mat": mat(MASK * 255.0),
        },  # 0/255
        {"images_data_crop/00007.jpg": jpeg(), "GT_png/00007_mask.png": png(255 * MASK)},  # EG1800
        {"images/00007.jpg": jpeg(), "masks/00007.png": png(255 * MASK)},  # repackaged EG1800
        {  # the same with one bit a pixel
            "images/00007.jpg": jpeg(),
            "masks/00007.png": saved(PIL.Image.fromarray(MASK > 0), "PNG"),
        },
    ],
)
def test_every_part_of_the_layout_that_has_masks_is_read(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    photos, problems = read("pfcn", fill(tmp_path, files))
    assert not problems
    (photo,) = photos
    assert (photo.name, photo.content, photo.split) == ("00007.jpg", jpeg(), None)
    (subject,) = photo.subjects
    assert subject.mask.dtype == np.float32
    assert (subject.mask == MASK).all()
    assert (subject.alpha, subject.provenance) == (None, None)


def test_an_alpha_beside_is_read_and_stands_for_a_missing_mask(tmp_path: Path) -> None:
    levels = np.round(disk(40, 30, 15, 20, 9) * 65535.0).astype(np.uint16)
    files = {"images/7.png": saved(portrait(40, 30).image, "PNG")}
    fill(tmp_path, {**files, "alphas/7.png": saved(PIL.Image.fromarray(levels), "PNG")})
    (photo,), problems = read("pfcn", tmp_path)
    assert not problems
    (subject,) = photo.subjects
    assert subject.alpha is not None
    assert (subject.alpha * 65535 == levels).all()
    assert (subject.mask == (levels >= 32768)).all()


GOOD = {"images_data_crop/00001.jpg": jpeg(), "images_mask/00001_mask.mat": mat(MASK)}


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({}, "missing"),  # no mask
        ({"images_mask/00002_mask.mat": b""}, "no MAT-file"),  # an empty file
        ({"images_mask/00002_mask.mat": b"\x89HDF" * 200}, "no MAT-file"),  # another kind of file
        ({"images_mask/00002_mask.mat": mat(MASK)[:600]}, "no MAT-file"),  # cut short
        ({"images_mask/00002_mask.mat": mat(MASK.T)}, "30 x 40"),  # turned
        ({"images_mask/00002_mask.mat": mat(MASK * 7)}, "other than"),  # other values
        ({"images_mask/00002_mask.mat": mat(MASK * np.nan)}, "other than"),  # NaN
        ({"images_mask/00002_mask.mat": mat(MASK * 0)}, "no pixel"),  # nobody
        ({"images_mask/00002_mask.mat": mat(np.array([["a"]]))}, "'mask'"),  # text
        ({"images_mask/00002_mask.mat": mat(np.array([{}, 1], object))}, "'mask'"),  # cells
        ({"images_mask/00002_mask.mat": write_variable("gt", MASK)}, "'mask'"),  # another name
        ({"GT_png/00002_mask.png": png(MASK)}, "highest value is 1"),  # 0 and 1 where 255 belongs
        ({"GT_png/00002_mask.png": png(255 * MASK.T)}, "40 x 30"),  # of another size
        ({"GT_png/00002_mask.png": b"png"}, "GT_png/00002_mask.png"),  # no picture
        ({"alphas/00002.png": png(255 * MASK.T)}, "alphas/00002.png"),  # an alpha of another size
    ],
)
def test_a_photo_with_a_bad_mask_is_named_and_the_others_come_in(
    tmp_path: Path, files: dict[str, bytes], word: str
) -> None:
    fill(tmp_path, {**GOOD, "images_data_crop/00002.jpg": jpeg(seed=1), **files})
    photos, problems = read("pfcn", tmp_path)
    assert [photo.name for photo in photos] == ["00001.jpg"]
    assert [problem.name for problem in problems] == ["00002.jpg"]
    assert word in problems[0].message


def test_a_bad_photo_and_a_link_to_elsewhere_are_named(tmp_path: Path) -> None:
    outside = fill(tmp_path / "outside", {"a.jpg": jpeg()})
    folder = fill(tmp_path / "data", {**GOOD, "images_data_crop/00002.jpg": b""})
    (folder / "images_data_crop/00003.jpg").symlink_to(outside / "a.jpg")
    photos, problems = read("pfcn", folder)
    assert [photo.name for photo in photos] == ["00001.jpg"]
    assert [problem.name for problem in problems] == ["00002.jpg", "00003.jpg"]


def test_a_photo_in_both_lists_is_named_and_stays_out_of_training(tmp_path: Path) -> None:
    lists = {
        "trainlist.mat": write_variable("trainlist", np.array([[1.0, 2.0]])),
        "EG1800_val.txt": b"00002.png\n",
    }
    files = {f"images/0000{id}.jpg": jpeg(seed=id) for id in (1, 2, 3)}
    masks = {f"masks/0000{id}.png": png(255 * MASK) for id in (1, 2, 3)}
    photos, problems = read("pfcn", fill(tmp_path, {**files, **masks, **lists}))
    assert [photo.split for photo in photos] == ["train", "val", None]
    assert ["00002" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trainlist.mat", b"no list"),  # another kind of file
        ("trainlist.mat", write_variable("trainlist", np.array([[0.5, np.nan]]))),  # no ids
        ("trainlist.mat", write_variable("trainlist", np.array([[1 + 2j]]))),  # nor these
        ("testlist.mat", write_variable("trainlist", np.array([[1.0]]))),  # the other list's name
        ("crops.csv", b"a,b\n1,2\n"),  # other columns
        ("crops.csv", b"\xff\xfe"),  # no text
    ],
)
def test_a_bad_list_is_named_and_the_photos_come_in(tmp_path: Path, name: str, content: bytes) -> None:
    photos, problems = read("pfcn", fill(tmp_path, {**GOOD, name: content}))
    assert [(photo.name, photo.split) for photo in photos] == [("00001.jpg", None)]
    assert [problem.name for problem in problems] == [name]


def test_the_mark_that_editors_put_before_text_is_no_part_of_it(tmp_path: Path, written: Path) -> None:
    mark = "\ufeff".encode()
    photos, problems = read("pfcn", fill(tmp_path, {**GOOD, "EG1800_val.txt": mark + b"00001.jpg\n"}))
    assert [(photo.name, photo.split) for photo in photos] == [("00001.jpg", "val")]
    assert problems == []
    crops = (written / "crops.csv").read_bytes()
    assert read_crops(mark + crops) == read_crops(crops)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "one"),  # no number
        ("scale", "nan"),  # NaN
        ("crop_x", "1.5"),  # half a pixel
        ("split", None),  # a row that is cut short
    ],
)
def test_rows_of_crops_are_checked(written: Path, column: str, value: str | None) -> None:
    rows = list(csv.DictReader(io.StringIO((written / "crops.csv").read_text(), newline="")))
    assert len(read_crops((written / "crops.csv").read_bytes())) == len(rows) == 2
    file = io.StringIO()
    lines = csv.writer(file)
    lines.writerow(rows[0])
    changed = {**rows[0], column: value}
    lines.writerow([each for each in changed.values() if each is not None])
    with pytest.raises(LayoutError, match=r"crops\.csv"):
        read_crops(file.getvalue().encode())


@pytest.mark.parametrize(
    ("line", "stem"),
    [
        ("7", "00007"),  # an id
        ("00007", "00007"),  # with its zeros
        ("00007.jpg", "00007"),  # a file
        ("images/00007.png 1", "00007"),  # a path, and something behind it
        ("anna", "anna"),  # a name
    ],
)
def test_lists_of_names_are_read_as_people_write_them(line: str, stem: str) -> None:
    assert stems_of_text(f"{line}\r\n\n".encode()) == [stem]


@pytest.mark.parametrize(
    "files",
    [
        {"images_data_crop/00001.jpg": jpeg()},  # photos alone
        {"images_mask/00001_mask.mat": mat(MASK)},  # masks alone
        {"a.jpg": jpeg()},  # a plain folder
        {"images_data_crop/notes.txt": b"", "GT_png/00001_mask.png": png(MASK)},  # no photo among it
    ],
)
def test_another_layout_is_refused_at_once(tmp_path: Path, files: dict[str, bytes]) -> None:
    with pytest.raises(LayoutError, match="images_data_crop"):
        FORMATS.get("pfcn").read(fill(tmp_path, files))


def test_one_photo_is_read_at_a_time(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {**GOOD, "images_data_crop/00002.jpg": jpeg(), "GT_png/00002_mask.png": png(255 * MASK)},
    )
    reading = FORMATS.get("pfcn").read(tmp_path)
    assert isinstance(next(reading), IncomingPhoto)
    (tmp_path / "images_data_crop/00002.jpg").unlink()
    assert "missing" in next(reading).message  # type: ignore[union-attr]


def test_names_that_are_no_text_survive_the_table(tmp_path: Path) -> None:
    photo = outgoing(1, person_alpha(*PORTRAIT), size=PORTRAIT)
    name = "a;,\"\r\n\t=1'é\U0001f600.jpg"
    write(
        tmp_path, [dataclasses.replace(photo, photo=dataclasses.replace(photo.photo, name=name))], "x"
    )
    assert [each.name for each in read("pfcn", tmp_path)[0]] == [name]


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not there")
def test_real_portraits_come_in_and_go_out_with_their_own_bytes() -> None:
    photos, problems = read("pfcn", REAL)
    assert (len(photos), problems) == (51, [])
    for photo in photos:
        stem = photo.name.removesuffix(".jpg")
        truth = np.asarray(PIL.Image.open(REAL / f"masks/{stem}.png").convert("L")) > 127
        assert (photo.subjects[0].mask == truth).all()


def test_who_is_called_by_a_number_keeps_it_whoever_comes_first(tmp_path: Path) -> None:
    stems = ("extra", "00001", "another", "00003", "3")
    photos = []
    for id, stem in enumerate(stems, start=1):
        plain = outgoing(id, disk(40, 30, 20, 15, 4 + id), name=f"{stem}.jpg")
        photos.append(dataclasses.replace(plain, photo=dataclasses.replace(plain.photo, stem=stem)))
    write(tmp_path, iter(photos), "test")
    rows = read_crops((tmp_path / "crops.csv").read_bytes())
    numbers = {row.stem: row.id for row in rows.values()}
    assert numbers == {"extra": 2, "00001": 1, "another": 4, "00003": 3, "3": 5}
    assert scipy.io.loadmat(tmp_path / "testlist.mat")["testlist"].tolist() == [[2, 1, 4, 3, 5]]
    # Each disc is larger than the one before it, so the files tell whose they are.
    by_size = []
    for stem in stems:
        name = f"{numbers[stem]:05d}"
        mask = scipy.io.loadmat(tmp_path / f"images_mask/{name}_mask.mat")["mask"]
        picture = np.asarray(PIL.Image.open(tmp_path / f"GT_png/{name}_mask.png"))
        assert (picture == 255 * mask).all()
        by_size.append(int(mask.sum()))
    assert by_size == sorted(set(by_size))
    assert all(len(list((tmp_path / kind).iterdir())) == 5 for kind in ("alphas", "images_data_crop"))
