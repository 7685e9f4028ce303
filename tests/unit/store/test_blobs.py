"""Blobs: whole or absent, whatever happens while one is written."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from curator.errors import CorruptError, DiskFullError, NotFoundError, StoreError
from curator.store.blobs import Blobs

# SHA-256 of b"abc", from FIPS 180-2, appendix B.1.
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_blob_is_named_by_its_sha256(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.add(b"abc") == ABC
    assert blobs.read(ABC) == b"abc"
    assert list(blobs.all()) == [ABC]


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.add(b"abc")
    before = (tmp_path / "ba" / ABC).stat().st_mtime_ns
    blobs.add(b"abc")
    assert (tmp_path / "ba" / ABC).stat().st_mtime_ns == before


def test_changed_bytes_are_found_out(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    blobs.add(b"abc")
    (tmp_path / "ba" / ABC).write_bytes(b"abd")
    with pytest.raises(CorruptError, match=ABC):
        blobs.read(ABC)


def test_a_missing_blob_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=ABC):
        Blobs(tmp_path).read(ABC)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", ABC.upper(), ABC + "0", ABC[:-1] + "/"])
def test_a_name_that_is_no_hash_never_reaches_the_disk(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFoundError):
        Blobs(tmp_path).read(name)


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    blobs = Blobs(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(DiskFullError, match="full"):
            blobs.add(b"abc")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert blobs.add(b"abc") == ABC


def test_a_file_that_lies_beside_is_no_blob(tmp_path: Path) -> None:
    (tmp_path / "ba").mkdir()
    (tmp_path / "ba" / f".{ABC}.1234").write_bytes(b"half")
    assert list(Blobs(tmp_path).all()) == []


def test_a_broken_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ba").write_text("a file where a folder belongs")
    with pytest.raises(StoreError, match="cannot be used"):
        Blobs(tmp_path).add(b"abc")
    assert hashlib.sha256(b"abc").hexdigest() == ABC
