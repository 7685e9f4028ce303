"""Downloads that break off, servers that misbehave, proxies: from a server of this machine alone."""

from __future__ import annotations

import errno
import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from curator.errors import CancelledError, DownloadError, UnavailableError
from curator.weights import download as module
from curator.weights.download import download
from tests.unit.weights.conftest import CONTENT, TOY, Server

HALF = len(CONTENT) // 2


@pytest.fixture
def place(folder: Path) -> Path:
    return folder / "toy.tflite"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that it would have made."""
    pauses: list[float] = []
    monkeypatch.setattr(module.time, "sleep", pauses.append)
    return pauses


def bring(server: Server, place: Path, name: str = "toy.tflite") -> tuple[list[str], list[int]]:
    """Download; what was reported, and the bytes after each piece."""
    said: list[str] = []
    seen: list[int] = []
    toy = replace(TOY, address=f"{server.root}/{name}")
    download(toy, place, said.append, lambda done, total: seen.append(done))
    return said, seen


def part_of(place: Path) -> Path:
    return place.with_name(f"toy.tflite.{TOY.sha256[:12]}.part")


def begun(place: Path, content: bytes, tag: str = "") -> None:
    """What a download that broke off has left."""
    place.parent.mkdir(parents=True)
    part_of(place).write_bytes(content)
    if tag:
        part_of(place).with_suffix(".tag").write_text(tag)


def alone(place: Path) -> bool:
    return [each.name for each in place.parent.iterdir()] == ["toy.tflite"]


def test_a_file_comes_whole_with_its_progress(server, place):
    said, seen = bring(server, place)
    assert place.read_bytes() == CONTENT
    assert place.stat().st_mode & 0o777 == 0o644
    assert alone(place)
    assert said == []
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)
    ((_, headers),) = server.asked
    assert "range" not in headers


def test_a_connection_that_ends_midway_is_taken_up_where_it_ended(server, place, no_pauses):
    server.ends_after = [HALF, 1000]
    _, seen = bring(server, place)
    assert place.read_bytes() == CONTENT
    assert [headers.get("range") for _, headers in server.asked] == [
        None,
        f"bytes={HALF}-",
        f"bytes={HALF + 1000}-",
    ]
    assert server.asked[1][1]["if-range"] == '"first"'
    assert seen == sorted(set(seen))
    assert no_pauses == []


def test_the_next_try_goes_on_with_what_the_last_one_left(server, place):
    """What a person stopped is not lost."""

    def stop(done: int, total: int) -> None:
        if done >= HALF:
            raise CancelledError("Stopped.")

    toy = replace(TOY, address=f"{server.root}/toy.tflite")
    with pytest.raises(CancelledError):
        download(toy, place, print, stop)
    assert not place.exists()
    left = part_of(place).read_bytes()
    assert left == CONTENT[: len(left)]
    assert len(left) >= HALF
    said, _ = bring(server, place)
    assert place.read_bytes() == CONTENT
    assert f"{len(left):,} bytes" in said[0]
    assert server.asked[1][1]["range"] == f"bytes={len(left)}-"
    assert alone(place)


def test_a_server_without_ranges_is_asked_for_the_whole_again(server, place):
    server.ranges = False
    server.ends_after = [HALF]
    bring(server, place)
    assert place.read_bytes() == CONTENT
    assert len(server.asked) == 2


def test_a_file_that_changed_in_between_is_not_mixed_with_the_old_one(server, place):
    """If-Range: the server answers with all of its new file, and that is what is kept."""
    begun(place, bytes(HALF), '"old"')
    bring(server, place)
    assert place.read_bytes() == CONTENT
    assert len(server.asked) == 1


@pytest.mark.parametrize("length", [HALF, len(CONTENT), len(CONTENT) + 5])
def test_what_does_not_add_up_is_thrown_away_and_brought_anew(server, place, length):
    """Without an ETag only the SHA-256 tells that what was left is of another file."""
    server.etag = ""
    begun(place, bytes(length))
    bring(server, place)
    assert place.read_bytes() == CONTENT
    assert alone(place)


def test_a_part_that_was_whole_is_not_asked_for_again(server, place):
    begun(place, CONTENT)
    bring(server, place)
    assert place.read_bytes() == CONTENT
    assert server.asked == []


@pytest.mark.parametrize("lies", [-7, 7, len(CONTENT)], ids=["before", "behind", "beyond the end"])
def test_a_server_that_sends_another_part_is_asked_for_the_whole(server, place, lies):
    begun(place, CONTENT[:HALF], '"first"')
    server.lies = lies
    bring(server, place)
    assert place.read_bytes() == CONTENT
    assert "range" not in server.asked[-1][1]


@pytest.mark.parametrize(
    ("content", "said"),
    [(CONTENT[::-1], "SHA-256"), (CONTENT + b"!", "is larger"), (CONTENT[:-1], "broke off again")],
    ids=["other bytes", "longer", "shorter"],
)
def test_another_file_is_never_kept(server, place, content, said):
    server.content = content
    with pytest.raises(DownloadError, match=said):
        bring(server, place)
    assert not place.exists()


def test_a_server_that_gives_nothing_is_left_after_a_few_tries(server, place, no_pauses):
    server.ends_after = [0] * 10
    with pytest.raises(DownloadError, match=r"broke off again and again .*: check the network"):
        bring(server, place)
    assert len(server.asked) == len(no_pauses) == 3


@pytest.mark.parametrize(
    ("status", "said"), [(404, "use a newer curator"), (503, r"refuses it \(503 .*try again later")]
)
def test_a_refusal_is_said(server, place, status, said):
    server.status = status
    with pytest.raises(DownloadError, match=f"could not be downloaded from 127.0.0.1.*{said}"):
        bring(server, place)


def test_nobody_listening_is_said(folder, place):
    with pytest.raises(DownloadError, match=r"Connection refused: check the network"):
        download(TOY, place, print, lambda done, total: None)


def test_an_unknown_name_is_said(folder, place, monkeypatch):
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    elsewhere = replace(TOY, address="https://weights.example/toy.tflite")
    with pytest.raises(DownloadError, match=r"weights\.example, because its name is not known here"):
        download(elsewhere, place, print, lambda done, total: None)


def test_a_proxy_that_the_environment_names_is_asked(server, place, monkeypatch):
    """The test's server stands in for the proxy: it sees the whole address, and its login."""
    monkeypatch.setenv("http_proxy", server.root.replace("//", "//me:secret@"))
    elsewhere = replace(TOY, address="http://weights.example/toy.tflite")
    download(elsewhere, place, print, lambda done, total: None)
    assert place.read_bytes() == CONTENT
    ((path, headers),) = server.asked
    assert path == "http://weights.example/toy.tflite"
    assert headers["proxy-authorization"] == "Basic bWU6c2VjcmV0"


def test_no_proxy_is_kept_to(server, place, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    bring(server, place)
    assert place.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("scheme", "status", "said"),
    [
        ("http", 407, r"refuses it \(407"),
        ("https", 407, r"refuses it \(Tunnel connection failed: (407|501)"),
        ("http", None, r"cannot be reached \(Connection refused"),
    ],
)
def test_a_proxy_that_refuses_is_named_without_its_login(
    server, place, monkeypatch, scheme, status, said
):
    server.status = status or 200
    proxy = server.root if status else "http://127.0.0.1:9"
    monkeypatch.setenv(f"{scheme}_proxy", proxy.replace("//", "//me:secret@"))
    elsewhere = replace(TOY, address=f"{scheme}://weights.example/toy.tflite")
    with pytest.raises(DownloadError, match=rf"the proxy 127\.0\.0\.1:\d+ {said}") as caught:
        download(elsewhere, place, print, lambda done, total: None)
    assert "secret" not in str(caught.value)


def test_a_full_disk_is_said_and_leaves_nothing(server, place, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(UnavailableError, match=r"No space left on device\): make room"):
        bring(server, place)
    assert list(place.parent.iterdir()) == []


def test_who_comes_second_waits_and_finds_it_there(server, place):
    """The first is held in the middle of its download until the second has said that it waits."""
    second_waits = threading.Event()
    in_the_middle = threading.Event()
    toy = replace(TOY, address=f"{server.root}/toy.tflite")
    ends: list[str] = []

    def hold(done: int, total: int) -> None:
        in_the_middle.set()
        assert second_waits.wait(60)

    def first() -> None:
        download(toy, place, print, hold)
        ends.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    assert in_the_middle.wait(60)

    def said(line: str) -> None:
        assert "Somebody else is downloading" in line
        second_waits.set()

    download(toy, place, said, lambda done, total: None)
    thread.join()
    assert ends == ["first"]
    assert place.read_bytes() == CONTENT
    assert len(server.asked) == 1
    assert alone(place)
