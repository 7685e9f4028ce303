"""Files of weights hold numbers and nothing that runs; the published ones are told from others."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from curator.errors import UnavailableError
from curator.proposal.checkpoints import Checkpoint, fill, place, problem, read

ARRAYS = {"weight": np.arange(6, dtype=np.float32).reshape(2, 3), "bias": np.ones(2, np.float32)}
ZOO = pickle.dumps({"model": ARRAYS, "__author__": "Detectron2 Model Zoo"}, protocol=2)


def published(content: bytes, kind: str = "md5") -> Checkpoint:
    return Checkpoint(
        source="maskrcnn",
        title="Toy",
        file="toy.pkl" if kind == "md5" else "toy.pth",
        address="https://example.org/toy.pkl",
        hash=kind,
        prefix=hashlib.new(kind, content).hexdigest()[:6],
        licence="CC0",
    )


TOY = published(ZOO)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path))
    monkeypatch.delenv("CURATOR_MASKRCNN", raising=False)
    return tmp_path


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_arrays_of_any_pickle_are_read(folder, protocol):
    held = {"model": {**ARRAYS, "count": np.int64(3)}}
    (folder / "own.pkl").write_bytes(pickle.dumps(held, protocol=protocol))
    state = read(TOY, str(folder / "own.pkl"))
    np.testing.assert_array_equal(state["weight"], ARRAYS["weight"])
    assert state["count"] == 3


def test_arrays_as_numpy_1_wrote_them_are_read(folder):
    """NumPy 2 renamed `numpy.core`, which is in the published files."""
    old = pickle.dumps({"model": ARRAYS}, protocol=2).replace(b"numpy._core.", b"numpy.core.")
    assert b"numpy.core.multiarray" in old
    (folder / "own.pkl").write_bytes(old)
    np.testing.assert_array_equal(read(TOY, str(folder / "own.pkl"))["bias"], [1, 1])


def test_tensors_that_torch_saved_are_read(folder):
    torch.save({"model": {"weight": torch.ones(2)}}, folder / "own.pth")
    assert read(TOY, str(folder / "own.pth"))["weight"].tolist() == [1, 1]


class Runs:
    """A pickle that makes a folder where it is loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("suffix", ["pkl", "pth"])
def test_a_file_that_wants_to_run_something_is_refused(folder, suffix):
    file, made = folder / f"own.{suffix}", folder / "made"
    held = {"model": {**ARRAYS, "extra": Runs(made)}}
    if suffix == "pkl":
        file.write_bytes(pickle.dumps(held))
    else:
        torch.save(held, file)
    with pytest.raises(UnavailableError, match="does not hold the weights of Toy"):
        read(TOY, str(file))
    assert not made.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>404</html>", ZOO[:-9], b"\x80\x04N.", pickle.dumps([1]), pickle.dumps({"model": {}}),
     pickle.dumps({"model": {3: ARRAYS["bias"]}}), b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f"],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:Detected pickle protocol:UserWarning")
@pytest.mark.parametrize("suffix", ["pkl", "pth"])
def test_no_weights_are_refused_in_words(folder, content, suffix):
    file = folder / f"own.{suffix}"
    file.write_bytes(content)
    with pytest.raises(UnavailableError, match="does not hold the weights of Toy") as caught:
        read(TOY, str(file))
    assert str(file) in str(caught.value)
    assert "CURATOR_MASKRCNN" in str(caught.value)


@pytest.mark.parametrize("kind", ["md5", "sha256"])
def test_a_file_in_the_published_place_is_the_published_one(folder, kind):
    if kind == "sha256":
        torch.save({"weight": torch.ones(2)}, folder / "toy.pth")
    else:
        (folder / "toy.pkl").write_bytes(ZOO)
    file = folder / ("toy.pkl" if kind == "md5" else "toy.pth")
    checkpoint = published(file.read_bytes(), kind)
    assert read(checkpoint)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnavailableError, match=f"half a download.*{kind.upper()}.*curl --location"):
        read(checkpoint)


def test_the_parameter_goes_before_the_setting_before_the_folder(folder, monkeypatch):
    assert place(TOY) == folder / "toy.pkl"
    assert f"curl --location --create-dirs --output {folder / 'toy.pkl'}" in str(problem(TOY))
    monkeypatch.setenv("CURATOR_MASKRCNN", str(folder / "mine.pkl"))
    assert place(TOY) == folder / "mine.pkl"
    assert "name the file in CURATOR_MASKRCNN" in str(problem(TOY))
    assert place(TOY, str(folder / "other.pkl")) == folder / "other.pkl"
    (folder / "other.pkl").write_bytes(ZOO)
    assert problem(TOY, str(folder / "other.pkl")) is None


def test_a_network_is_filled_whole_or_refused(folder):
    network = torch.nn.Linear(3, 2)
    (folder / "toy.pkl").write_bytes(ZOO)
    fill(network, TOY)
    np.testing.assert_array_equal(network.weight.detach().numpy(), ARRAYS["weight"])
    with pytest.raises(UnavailableError, match="of another network"):
        fill(torch.nn.Linear(4, 2), TOY)
    with pytest.raises(UnavailableError, match=r"1\.weight is not in it|0\.weight is not in it"):
        fill(torch.nn.Sequential(torch.nn.Linear(3, 2)), TOY)
