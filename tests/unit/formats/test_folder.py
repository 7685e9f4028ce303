"""A folder of photos as people have them: deep, mixed, linked, damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from curator.errors import LayoutError
from curator.exchange import IncomingPhoto
from curator.formats import files
from curator.registry import FORMATS
from tests.pictures import png_bomb, portrait, saved
from tests.unit.formats.datasets import fill, jpeg, read

IMAGE = portrait(20, 15).image


def test_photos_of_every_depth_in_the_order_of_their_names(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {
            "b.JPG": saved(IMAGE, "JPEG"),
            "a/deep/c.webp": saved(IMAGE, "WEBP"),
            "a/d.png": saved(IMAGE, "PNG"),
            "zoë's <b>.jpeg": saved(IMAGE, "JPEG"),
        },
    )
    photos, problems = read("folder", tmp_path)
    assert [photo.name for photo in photos] == ["a/d.png", "a/deep/c.webp", "b.JPG", "zoë's <b>.jpeg"]
    assert all(photo.content == (tmp_path / photo.name).read_bytes() for photo in photos)
    assert not problems


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (["images/a.jpg", "masks/a.png"], "--format pfcn"),
        (["images/a.jpg", "alphas/a.png"], "--format pfcn"),
        (["images_data_crop/00001.jpg", "GT_png/00001_mask.png"], "--format pfcn"),
        (["images/a.jpg", "alphas/a_1.png", "annotations/instances_all.json"], "--format coco-plus"),
        (["image/a.jpg", "alpha/a.png", "trimap/a.png"], "import .*image alone"),
        (["original/a.jpg", "mask/a.png"], "import .*original alone"),
    ],
)
def test_masks_of_a_dataset_do_not_come_in_as_photos(
    tmp_path: Path, names: list[str], advice: str
) -> None:
    """`folder` is the format where none is named, and photos stay once they are in."""
    fill(tmp_path, dict.fromkeys(names, jpeg()))
    with pytest.raises(LayoutError, match=advice):
        read("folder", tmp_path)
    photos, problems = read("folder", tmp_path / names[0].partition("/")[0])
    assert (len(photos), problems) == (1, [])


def test_folders_that_are_called_so_by_chance_come_in(tmp_path: Path) -> None:
    fill(tmp_path, {"masks/venice.jpg": jpeg(), "carnival/a.jpg": jpeg(), "images/notes.txt": b"-"})
    assert len(read("folder", tmp_path)[0]) == 2


def test_what_is_no_picture_or_hidden_is_passed_over(tmp_path: Path) -> None:
    names = ["notes.txt", ".DS_Store", "list.csv", ".hidden.jpg", ".git/a.jpg", "jpg"]
    fill(tmp_path, {"a.jpg": jpeg(), **dict.fromkeys(names, jpeg())})
    photos, problems = read("folder", tmp_path)
    assert [photo.name for photo in photos] == ["a.jpg"]
    assert not problems


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.jpg", b""),  # no bytes
        ("text.jpg", b"not a photo at all"),  # another kind of file under the name
        ("bomb.png", png_bomb(20_000, 20_000)),  # small on disk, 400 million pixels
        ("phone.HEIC", b"\0\0\0\x18ftypheic"),  # a picture of a kind we do not read
        ("scan.tif", b"II*\0"),  # another such kind
    ],
)
def test_bad_files_are_named_and_the_others_come_in(tmp_path: Path, name: str, content: bytes) -> None:
    fill(tmp_path, {name: content, "good.jpg": jpeg()})
    photos, problems = read("folder", tmp_path)
    assert [photo.name for photo in photos] == ["good.jpg"]
    assert [problem.name for problem in problems] == [name]
    assert name in problems[0].message


def test_links_may_stay_inside_and_may_not_lead_outside(tmp_path: Path) -> None:
    outside = fill(tmp_path / "outside", {"secret.jpg": jpeg(seed=1), "more/x.jpg": jpeg(seed=2)})
    inside = fill(tmp_path / "inside", {"real/a.jpg": jpeg()})
    (inside / "same.jpg").symlink_to(inside / "real/a.jpg")
    (inside / "stolen.jpg").symlink_to(outside / "secret.jpg")
    (inside / "gone.jpg").symlink_to(inside / "nothing.jpg")
    (inside / "round.jpg").symlink_to(inside / "round.jpg")
    (inside / "folder").symlink_to(outside / "more")
    (inside / "again").symlink_to(inside / "real")
    photos, problems = read("folder", inside)
    assert [photo.name for photo in photos] == ["real/a.jpg", "same.jpg"]
    assert sorted(problem.name for problem in problems) == [
        "folder",
        "gone.jpg",
        "round.jpg",
        "stolen.jpg",
    ]


def test_a_pipe_is_named_and_not_waited_for(tmp_path: Path) -> None:
    fill(tmp_path, {"good.jpg": jpeg()})
    os.mkfifo(tmp_path / "pipe.jpg")
    photos, problems = read("folder", tmp_path)
    assert ([photo.name for photo in photos], [problem.name for problem in problems]) == (
        ["good.jpg"],
        ["pipe.jpg"],
    )


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert files.MAX_FILE_BYTES == 500_000_000
    with (fill(tmp_path, {"good.jpg": jpeg()}) / "huge.jpg").open("wb") as file:
        # A hole: it takes no room on the disk, and would take 600 MB in memory.
        file.truncate(600_000_000)
    photos, problems = read("folder", tmp_path)
    assert [photo.name for photo in photos] == ["good.jpg"]
    assert "600 MB" in problems[0].message


def test_a_name_that_is_no_text_can_be_stored(tmp_path: Path) -> None:
    fill(tmp_path, {os.fsdecode(b"caf\xe9.jpg"): jpeg()})
    photos, _ = read("folder", tmp_path)
    assert photos[0].name.encode("utf-8").decode("utf-8") == "caf\\udce9.jpg"


def test_one_photo_can_be_given_by_its_path(tmp_path: Path) -> None:
    path = fill(tmp_path, {"sub/a.jpg": jpeg(), "sub/b.jpg": jpeg()}) / "sub/a.jpg"
    photos, problems = read("folder", path)
    assert photos == [IncomingPhoto(name="a.jpg", content=path.read_bytes())]
    assert not problems


@pytest.mark.parametrize("names", [[], ["notes.txt"]])
def test_a_folder_without_photos_is_refused_at_once(tmp_path: Path, names: list[str]) -> None:
    fill(tmp_path, dict.fromkeys(names, b"words"))
    with pytest.raises(LayoutError, match="holds no photo"):
        FORMATS.get("folder").read(tmp_path)


def test_a_path_that_cannot_be_looked_at_is_said(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="cannot be opened: File name too long"):
        read("folder", tmp_path / ("x" * 300))
