"""What every registered format must do, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from curator.errors import LayoutError
from curator.exchange import IncomingPhoto, OutgoingPhoto, WriteSummary
from curator.records import Problem
from curator.registry import FORMATS, Format
from tests.pictures import person_alpha
from tests.unit.formats.datasets import outgoing, read, tree

NAMES = ("coco", "coco-plus", "folder", "pfcn")
ALL = pytest.mark.parametrize("format", FORMATS.all(), ids=lambda format: format.name)
WRITING = pytest.mark.parametrize(
    "format", [each for each in FORMATS.all() if each.write], ids=lambda format: format.name
)

# What every layout can hold: portraits of 600 x 800, each with one person.
SIZE = (800, 600)
PHOTOS = (
    outgoing(1, person_alpha(*SIZE), size=SIZE, name="a b.jpg"),
    outgoing(2, np.flipud(person_alpha(*SIZE)), size=SIZE, name="../<i>\n'\"é.jpg", state="rejected"),
)


def write(format: Format, folder: Path, photos: Iterator[OutgoingPhoto] | None = None) -> WriteSummary:
    assert format.write is not None
    folder.mkdir()
    return format.write(folder, iter(PHOTOS) if photos is None else photos, "val")


def test_the_names_on_the_command_line_are_there() -> None:
    assert set(NAMES) <= set(FORMATS.names())


@ALL
def test_it_says_what_it_is(format: Format) -> None:
    assert all((format.title, format.reference, format.version))


@ALL
@pytest.mark.parametrize("what", ["missing", "empty", "words"])
def test_what_is_not_of_the_layout_is_refused(format: Format, what: str, tmp_path: Path) -> None:
    path = tmp_path / "data"
    if what != "missing":
        path.mkdir()
    if what == "words":
        (path / "notes.txt").write_text("no dataset")
        (path / "sub").mkdir()
    with pytest.raises(LayoutError, match=r"data.*\.$"):
        list(format.read(path))


@WRITING
def test_what_is_written_comes_back(format: Format, tmp_path: Path) -> None:
    summary = write(format, tmp_path / "out")
    assert summary == WriteSummary(photos=2, annotations=2)
    photos, problems = read(format.name, tmp_path / "out")
    assert not problems
    for photo, given in zip(photos, PHOTOS, strict=True):
        assert isinstance(photo, IncomingPhoto)
        assert (photo.name, photo.split) == (given.photo.name, "val")
        assert photo.content == given.content
        (subject,), (truth,) = photo.subjects, given.subjects
        assert subject.alpha is not None
        assert (np.round(subject.alpha * 65535.0) == np.round(truth.alpha * 65535.0)).all()
        assert (subject.mask == (truth.alpha >= 0.5)).all()
        assert (subject.mask.dtype, subject.alpha.dtype) == (np.float32, np.float32)
        assert subject.provenance is not None
        assert subject.provenance["state"] == truth.state


@WRITING
def test_the_same_input_gives_the_same_bytes(format: Format, tmp_path: Path) -> None:
    write(format, tmp_path / "one")
    write(format, tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@WRITING
def test_reading_leaves_the_files_alone(format: Format, tmp_path: Path) -> None:
    write(format, tmp_path / "out")
    before = tree(tmp_path / "out")
    read(format.name, tmp_path / "out")
    assert tree(tmp_path / "out") == before


@WRITING
def test_nothing_is_written_beside_the_folder(format: Format, tmp_path: Path) -> None:
    write(format, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@WRITING
def test_an_export_of_nothing_is_a_folder_of_nothing(format: Format, tmp_path: Path) -> None:
    assert write(format, tmp_path / "out", iter(())) == WriteSummary(photos=0, annotations=0)


@WRITING
def test_damage_to_any_file_never_stops_the_reading_of_the_others(
    format: Format, tmp_path: Path
) -> None:
    write(format, tmp_path / "out")
    for name, content in tree(tmp_path / "out").items():
        path = tmp_path / "out" / name
        for damaged in (b"", content[: len(content) // 2], b"\xff" * 200):
            path.write_bytes(damaged)
            # A single list of everything is the only file that stands for all the others.
            if name.startswith("annotations/"):
                with pytest.raises(LayoutError, match=r"\.json"):
                    list(format.read(tmp_path / "out"))
                continue
            found = list(format.read(tmp_path / "out"))
            whole = [each for each in found if isinstance(each, IncomingPhoto) and each.subjects]
            assert whole, name
            assert all(isinstance(each, IncomingPhoto | Problem) for each in found)
        path.write_bytes(content)
