"""rembg on a stand-in: its sessions' masks, and what is missing."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from curator.errors import MaskError, NoPersonError, UnavailableError
from curator.proposal import packages
from curator.proposal import rembg as module
from curator.proposal.rembg import SESSIONS, RembgParameters, rembg
from curator.records import Prompt
from curator.registry import SOURCES

PHOTO = np.zeros((40, 30, 3), np.uint8)
PHOTO[5:35, 10:20] = 200


class Session:
    """Answers with the photo's brightness as the mask, as many times as it is told."""

    def __init__(self, count: int = 1) -> None:
        self.count = count

    def predict(self, photo: Pillow.Image) -> list[Pillow.Image]:
        assert photo.mode == "RGB"
        return [photo.convert("L")] * self.count


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """rembg is here, and the weights of its session for people."""
    module._session.cache_clear()
    monkeypatch.setattr(packages, "_failures", {})
    for name in ("U2NET_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REMBG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    stand_in = ModuleType("rembg")
    stand_in.new_session = lambda name: Session()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rembg", stand_in)
    _fetched(tmp_path / "models" / "u2net_human_seg" / "u2net_human_seg.onnx")
    return tmp_path


def _fetched(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"weights")


def ask(photo: np.ndarray = PHOTO, **values: Any) -> list[Any]:
    return list(rembg(photo, Prompt(), RembgParameters(**values)))


def test_the_mask_is_the_sessions():
    assert SOURCES.get("rembg").unavailable() is None
    (subject,) = ask()
    assert subject.mask.dtype == np.float32
    np.testing.assert_allclose(subject.mask, PHOTO[..., 0] / 255, atol=1e-6)
    assert subject.score == pytest.approx(200 / 255)


def test_nobody_is_said():
    for photo in (np.full_like(PHOTO, 255), PHOTO // 4):
        with pytest.raises(NoPersonError, match="u2net_human_seg found nobody"):
            ask(photo)


def test_a_session_of_several_masks_is_refused(monkeypatch):
    monkeypatch.setattr(sys.modules["rembg"], "new_session", lambda name: Session(2))
    with pytest.raises(MaskError, match="answers with 2 masks"):
        ask()


def test_broken_weights_are_said_and_how_to_fetch_them_anew(home, monkeypatch):
    """onnxruntime's own words for half a download."""
    import onnxruntime

    file = home / "models" / "u2net_human_seg" / "u2net_human_seg.onnx"
    monkeypatch.setattr(
        sys.modules["rembg"], "new_session", lambda name: onnxruntime.InferenceSession(str(file))
    )
    with pytest.raises(UnavailableError, match=r"cannot be loaded .*: remove .* and run") as caught:
        ask()
    assert str(file) in str(caught.value)


def test_weights_are_never_fetched_and_it_is_said_how_to(home):
    (home / "models" / "u2net_human_seg" / "u2net_human_seg.onnx").unlink()
    with pytest.raises(UnavailableError, match=r"python -c .*new_session\('u2net_human_seg'\)"):
        ask()
    assert "new_session('u2net_human_seg')" in str(SOURCES.get("rembg").unavailable())


@pytest.mark.parametrize(
    "kept", ["home/.u2net/silueta.onnx", "home/.rembg/models/silueta/silueta.onnx"]
)
def test_weights_are_found_where_older_and_newer_versions_keep_them(home, monkeypatch, kept):
    monkeypatch.delenv("REMBG_HOME")
    with pytest.raises(UnavailableError, match="session silueta are not here"):
        ask(session="silueta")
    _fetched(home / kept)
    assert ask(session="silueta")


def test_another_session_is_refused():
    with pytest.raises(UnavailableError, match=f"there are: {', '.join(SESSIONS)}"):
        ask(session="bria-rmbg-api")


def test_without_rembg_it_is_said_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "rembg")
    monkeypatch.setattr(packages, "is_installed", lambda name: False)
    with pytest.raises(UnavailableError, match=r'pip install "rembg\[cpu\]"'):
        ask()
