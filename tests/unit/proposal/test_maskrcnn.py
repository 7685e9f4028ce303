"""Mask R-CNN on stand-ins of detectron2 and torchvision: what they are asked, and what it becomes."""

from __future__ import annotations

import pickle
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from curator.errors import NoPersonError, UnavailableError
from curator.proposal import maskrcnn as module
from curator.proposal import maskrcnn_torchvision, packages
from curator.proposal.detections import DetectionParameters
from curator.proposal.maskrcnn import maskrcnn
from curator.records import Prompt
from curator.registry import SOURCES
from tests.unit.proposal import stand_ins

PHOTO = np.random.default_rng(0).integers(0, 256, (600, 450, 3)).astype(np.uint8)
SOURCE = SOURCES.get("maskrcnn")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No network of another test, no weights of this machine, no failure remembered."""
    module._network.cache_clear()
    maskrcnn_torchvision._network.cache_clear()
    monkeypatch.setattr(packages, "_failures", {})
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.delenv("CURATOR_MASKRCNN", raising=False)


@pytest.fixture
def weights(tmp_path: Path) -> str:
    file = tmp_path / "own.pkl"
    held = {"weight": np.arange(3, dtype=np.float32), "pixel_mean": np.zeros(3, np.float32)}
    file.write_bytes(pickle.dumps({"model": held, "__author__": "Detectron2 Model Zoo"}))
    return str(file)


def several(height: int, width: int) -> stand_ins.Instances:
    """Three people and a dog; boxes are halves and quarters of what the network sees."""
    boxes = [
        (0, 0, width / 2, height), (width / 2, 0, width, height / 2),
        (width / 2, height / 2, width, height), (0, 0, width, height),
    ]  # fmt: skip
    masks = torch.from_numpy(stand_ins.disks(4, 28))[:, None]
    scores, classes = [0.6, 0.95, 0.2, 0.99], [0, 0, 0, 16]
    return stand_ins.people((height, width), boxes, scores, classes, pred_masks=masks)


def ask(photo: np.ndarray, weights: str, **values: Any) -> list[Any]:
    return list(maskrcnn(photo, Prompt(), DetectionParameters(weights=weights, **values)))


def test_people_of_enough_score_come_surest_first(monkeypatch, weights):
    stand_ins.install(monkeypatch, several)
    first, second = ask(PHOTO, weights)
    assert [first.score, second.score] == pytest.approx([0.95, 0.6])
    for subject, middle, outside in ((first, (150, 337), (450, 112)), (second, (300, 112), (150, 337))):
        assert subject.mask.shape == (600, 450)
        assert subject.mask.dtype == np.float32
        assert subject.mask[middle] == pytest.approx(0.9, abs=1e-3)
        assert subject.mask[outside] == 0
        assert subject.parts is None
    # A disk of 0.4 of a box has half of its area: pi 0.16.
    assert (first.mask[:300, 225:] >= 0.5).mean() == pytest.approx(np.pi * 0.16, rel=0.03)


def test_as_many_as_asked_for(monkeypatch, weights):
    stand_ins.install(monkeypatch, several)
    assert len(ask(PHOTO, weights, score=0.1)) == 3
    (one,) = ask(PHOTO, weights, score=0.1, people=1)
    assert one.score == pytest.approx(0.95)


def test_nobody_is_said(monkeypatch, weights):
    stand_ins.install(monkeypatch, several)
    with pytest.raises(NoPersonError, match="is not 97% sure of anybody"):
        ask(PHOTO, weights, score=0.97)
    empty = torch.zeros(0, 1, 28, 28)
    stand_ins.install(monkeypatch, lambda *size: stand_ins.people(size, [], [], [], pred_masks=empty))
    module._network.cache_clear()
    with pytest.raises(NoPersonError):
        ask(PHOTO, weights)


@pytest.mark.parametrize(
    ("shape", "seen"),
    [
        ((600, 450), (1067, 800)),
        ((450, 600), (800, 1067)),
        ((300, 1200), (333, 1333)),
        ((1, 64), (21, 1333)),
    ],
)
def test_the_network_sees_bgr_at_its_own_size(monkeypatch, weights, shape, seen):
    """The sizes are detectron2's: the shorter side at 800, or the longer at 1333."""
    made = stand_ins.install(monkeypatch, several)
    photo = np.zeros((*shape, 3), np.uint8)
    photo[...] = (250, 100, 7)
    ask(photo, weights)
    (picture,) = made.network.seen
    assert tuple(picture.shape) == (3, *seen)
    assert picture[:, 0, 0].tolist() == [7, 100, 250]


def test_the_weights_and_the_score_are_those_of_the_parameters(monkeypatch, weights):
    made = stand_ins.install(monkeypatch, several)
    ask(PHOTO, weights, score=0.3)
    ask(PHOTO, weights, score=0.3)
    assert made.network.weight.tolist() == [0, 1, 2]
    (config,) = made.configs
    assert config.values["MODEL.ROI_HEADS.SCORE_THRESH_TEST"] == 0.3
    assert config.values["MODEL.MASK_ON"] is True


def test_a_hundred_people_at_twelve_megapixels_stay_below_a_gibibyte(monkeypatch, weights):
    def crowd(height: int, width: int) -> stand_ins.Instances:
        boxes = [(0, 0, width * (0.5 + number / 200), height) for number in range(100)]
        masks = torch.from_numpy(stand_ins.disks(100, 28))[:, None]
        return stand_ins.people((height, width), boxes, [0.9] * 100, pred_masks=masks)

    stand_ins.install(monkeypatch, crowd)
    photo = np.zeros((3000, 4000, 3), np.uint8)
    tracemalloc.start()
    subjects = ask(photo, weights, people=100)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(subjects) == 2**28 // 12_000_000
    assert peak < 1.3 * 2**30


def test_torchvision_is_asked_where_detectron2_is_not_installed(monkeypatch, tmp_path):
    def answer(height: int, width: int) -> dict[str, torch.Tensor]:
        boxes = torch.tensor([[0, 0, width / 2, height], [0, 0, width, height]], dtype=torch.float32)
        masks = torch.from_numpy(stand_ins.disks(2, 28))[:, None]
        scores, labels = torch.tensor([0.8, 0.9]), torch.tensor([1, 18])
        return {"boxes": boxes, "scores": scores, "labels": labels, "masks": masks}

    stand_ins.uninstall(monkeypatch, "detectron2")
    monkeypatch.setattr(module, "is_installed", packages.is_installed)
    built = stand_ins.torchvision(monkeypatch, answer)
    file = tmp_path / "own.pth"
    torch.save({"weight": torch.ones(3)}, file)
    (subject,) = ask(PHOTO, str(file))
    assert subject.score == pytest.approx(0.8)
    assert subject.mask[300, 112] == pytest.approx(0.9, abs=1e-3)
    assert subject.mask[300, 350] == 0
    assert built == [
        {"weights": None, "weights_backbone": None, "num_classes": 91, "box_score_thresh": 0.5}
    ]
    assert "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth" in str(SOURCE.unavailable())


def test_neither_package_is_said_with_the_command(monkeypatch, weights):
    stand_ins.uninstall(monkeypatch, "detectron2", "torchvision")
    monkeypatch.setattr(module, "is_installed", packages.is_installed)
    for said in (str(SOURCE.unavailable()), _refusal(weights)):
        assert "needs the package detectron2 or torchvision, and neither is installed" in said
        assert "run `pip install torchvision`, or `" in said
        assert "pip install --no-build-isolation git+https://github.com/facebookresearch/" in said


def test_absent_weights_are_said_with_the_command(monkeypatch, tmp_path):
    stand_ins.install(monkeypatch, several)
    place = tmp_path / "weights" / "mask_rcnn_R_50_FPN_3x_f10217.pkl"
    for said in (str(SOURCE.unavailable()), _refusal("")):
        assert f"curl --location --create-dirs --output {place} https://dl.fbaipublicfiles" in said
        assert "CURATOR_MASKRCNN" in said
    monkeypatch.setenv("CURATOR_MASKRCNN", str(tmp_path / "mine.pkl"))
    assert f"are not at {tmp_path / 'mine.pkl'}" in str(SOURCE.unavailable())


def test_a_package_that_cannot_be_imported_is_said_from_then_on(monkeypatch, weights):
    """As torchvision's wheel does beside a torch that it was not built for."""
    stand_ins.install(monkeypatch, several)
    monkeypatch.setenv("CURATOR_MASKRCNN", weights)
    tried = []

    def fails(name: str) -> Any:
        tried.append(name)
        raise RuntimeError("operator torchvision::nms does not exist\nand more")

    monkeypatch.setattr(packages.importlib, "import_module", fails)
    assert SOURCE.unavailable() is None
    for said in (_refusal(""), _refusal(""), str(SOURCE.unavailable())):
        assert "cannot be imported here (operator torchvision::nms does not exist)" in said
        assert "the torchvision that was built for this torch" in said
    assert len(tried) == 1


def _refusal(weights: str) -> str:
    with pytest.raises(UnavailableError) as caught:
        ask(PHOTO, weights)
    return str(caught.value)
