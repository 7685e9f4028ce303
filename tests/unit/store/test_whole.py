"""Folders that appear whole, wherever they are to appear."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from curator.errors import InputError, StoreError
from curator.store.whole import whole_folder


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
