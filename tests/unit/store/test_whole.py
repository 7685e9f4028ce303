"""Files and folders that appear whole, wherever they are to appear, whenever the power goes."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from curator.errors import InputError, StoreError
from curator.store.whole import whole_folder, write_file


def test_a_folder_appears_where_a_link_points(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "there").symlink_to("disk")
    (tmp_path / "not yet").symlink_to("new")
    for link in ("there", "not yet"):
        with whole_folder(tmp_path / link) as folder:
            (folder / "a").write_text("b")
        assert (tmp_path / link / "a").read_text() == "b"
    assert sorted(os.listdir(tmp_path)) == ["disk", "new", "not yet", "there"]


def test_the_folder_that_one_is_in_can_be_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with whole_folder(Path(".")) as folder:
        (folder / "a").write_text("b")
    assert (tmp_path / "here" / "a").read_text() == "b"


def test_a_mounted_disk_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path)
    with pytest.raises(InputError, match="a folder in it"), whole_folder(tmp_path):
        raise AssertionError
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_no_disk_takes_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="too long"), whole_folder(tmp_path / ("x" * 300)):
        raise AssertionError


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> list[int | str]:
    """What the disk is told in turn: the inodes that are to be there now, and "renamed"."""
    told: list[int | str] = []
    fsync: Callable[[int], None] = os.fsync
    rename = os.replace

    def fsynced(handle: int) -> None:
        told.append(os.fstat(handle).st_ino)
        fsync(handle)

    def renamed(old: Path, new: Path) -> None:
        told.append("renamed")
        rename(old, new)

    monkeypatch.setattr(os, "fsync", fsynced)
    monkeypatch.setattr(os, "replace", renamed)
    return told


def test_all_of_a_folder_is_on_the_disk_before_its_name_is(
    tmp_path: Path, disk: list[int | str]
) -> None:
    target = tmp_path / "export"
    with whole_folder(target) as folder:
        (folder / "alphas").mkdir()
        (folder / "alphas" / "a.png").write_bytes(b"a")
        (folder / "README.md").write_bytes(b"b")
    parts = (target, *target.rglob("*"))
    before = disk.index("renamed")
    assert set(disk[:before]) == {path.stat().st_ino for path in parts}
    assert disk[before + 1 :] == [tmp_path.stat().st_ino]


def test_a_file_is_on_the_disk_before_it_takes_the_place_of_another(
    tmp_path: Path, disk: list[int | str]
) -> None:
    place = tmp_path / "matte.png"
    place.write_bytes(b"before")
    write_file(place, b"after")
    assert place.read_bytes() == b"after"
    assert disk == [place.stat().st_ino, "renamed", tmp_path.stat().st_ino]


def test_a_disk_that_cannot_be_waited_for_takes_files_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(handle: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", fsync)
    write_file(tmp_path / "matte.png", b"after")
    assert (tmp_path / "matte.png").read_bytes() == b"after"


def test_a_disk_that_fails_is_said_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "matte.png").write_bytes(b"before")

    def fsync(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StoreError, match="Input/output error"):
        write_file(tmp_path / "matte.png", b"after")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("matte.png", b"before")]
