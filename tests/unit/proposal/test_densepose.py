"""DensePose on a stand-in of detectron2: bodies, their parts, and nobody."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from curator.errors import NoPersonError, UnavailableError
from curator.proposal import densepose as module
from curator.proposal import packages
from curator.proposal.densepose import densepose
from curator.proposal.detections import DetectionParameters
from curator.records import Prompt
from curator.registry import SOURCES
from tests.unit.proposal import stand_ins

PHOTO = np.zeros((600, 450, 3), np.uint8)
SOURCE = SOURCES.get("densepose")


class Charts:
    """DensePose's predictor output: planes of 112 x 112 for each person."""

    def __init__(self, count: int) -> None:
        disk = torch.from_numpy(stand_ins.disks(count, 112)).logit()
        self.coarse_segm = torch.stack([-disk, disk], dim=1)
        self.fine_segm = torch.full((count, 25, 112, 112), -5.0)
        self.fine_segm[:, 23, :40] = 4
        self.fine_segm[:, 2, 40:] = 4
        # A hand that the coarse planes take for a body, and a hole in it.
        self.fine_segm[:, 0, 100:] = 9
        self.fine_segm[:, 0, 50:60, 50:60] = 9


def two(height: int, width: int) -> stand_ins.Instances:
    boxes = [(0, 0, width / 2, height), (width / 2, 0, width, height)]
    return stand_ins.people((height, width), boxes, [0.7, 0.9], pred_densepose=Charts(2))


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No network of another test, no weights of this machine, no failure remembered."""
    module._network.cache_clear()
    monkeypatch.setattr(packages, "_failures", {})
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.delenv("CURATOR_DENSEPOSE", raising=False)


@pytest.fixture
def weights(tmp_path: Path) -> str:
    file = tmp_path / "own.pkl"
    file.write_bytes(pickle.dumps({"model": {"weight": np.ones(3, np.float32)}}))
    return str(file)


def ask(weights: str, photo: np.ndarray = PHOTO, **values: Any) -> list[Any]:
    return list(densepose(photo, Prompt(), DetectionParameters(weights=weights, **values)))


def test_bodies_come_with_their_parts(monkeypatch, weights):
    made = stand_ins.install(monkeypatch, two)
    right, left = ask(weights)
    assert [right.score, left.score] == pytest.approx([0.9, 0.7])
    for subject, start in ((right, 225), (left, 0)):
        assert subject.mask.shape == subject.parts.shape == (600, 450)
        assert subject.parts.dtype == np.uint8
        assert subject.mask[150, start + 112] > 0.85
        assert subject.parts[150, start + 112] == 23
        assert subject.parts[450, start + 112] == 2
        # The hole, which lies in the body of the coarse planes.
        assert subject.mask[294, start + 110] < 0.5
        assert subject.parts[294, start + 110] == 0
        np.testing.assert_array_equal(subject.parts > 0, subject.mask >= 0.5)
        other = slice(0, 225) if start else slice(225, 450)
        assert not subject.mask[:, other].any()
    (config,) = made.configs
    assert config.extended
    assert config.values["TEST.DETECTIONS_PER_IMAGE"] == 20
    assert made.network.weight.tolist() == [1, 1, 1]


def test_one_person_is_asked_for(monkeypatch, weights):
    stand_ins.install(monkeypatch, two)
    (only,) = ask(weights, people=1)
    assert only.score == pytest.approx(0.9)


@pytest.mark.parametrize("shape", [(2, 64), (64, 2), (37, 501), (2000, 1500)])
def test_photos_of_any_size(monkeypatch, weights, shape):
    stand_ins.install(monkeypatch, two)
    subjects = ask(weights, np.zeros((*shape, 3), np.uint8))
    assert [subject.mask.shape for subject in subjects] == [shape] * 2


@pytest.mark.parametrize("field", [{}, {"pred_densepose": Charts(0)}])
def test_nobody_is_said_whether_the_field_is_there_or_not(monkeypatch, weights, field):
    """With no detection DensePose leaves its field out."""
    stand_ins.install(monkeypatch, lambda *size: stand_ins.people(size, [], [], **field))
    with pytest.raises(NoPersonError, match="DensePose is not 50% sure of anybody"):
        ask(weights)


def test_what_is_missing_is_said_with_the_command(monkeypatch, weights, tmp_path):
    stand_ins.install(monkeypatch, two)
    place = tmp_path / "weights" / "densepose_rcnn_R_50_FPN_s1x_162be9.pkl"
    assert f"--output {place} https://dl.fbaipublicfiles.com/densepose/" in str(SOURCE.unavailable())
    monkeypatch.setenv("CURATOR_DENSEPOSE", weights)
    assert SOURCE.unavailable() is None
    stand_ins.uninstall(monkeypatch, "densepose")
    said = str(SOURCE.unavailable())
    assert "detectron2.git#subdirectory=projects/DensePose" in said
    with pytest.raises(UnavailableError, match="subdirectory=projects/DensePose"):
        ask(weights)
    stand_ins.uninstall(monkeypatch, "detectron2")
    assert "needs the package detectron2" in str(SOURCE.unavailable())
