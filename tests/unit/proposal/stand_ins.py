"""Stand-ins for detectron2 and torchvision: the same calls, the same shapes, and answers to choose."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch


class Instances:
    """detectron2's `Instances`, as far as the sources read it."""

    def __init__(self, size: tuple[int, int], **fields: Any) -> None:
        self.image_size = size
        self._fields = fields

    def __len__(self) -> int:
        return len(self._fields["scores"])

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._fields:
            raise AttributeError(f"Cannot find field '{name}' in the given Instances!")
        return self._fields[name]

    def has(self, name: str) -> bool:
        return name in self._fields

    def to(self, device: str) -> Instances:
        assert device == "cpu"
        return self


class Network(torch.nn.Module):
    """A network of one weight that answers what `answer(height, width)` says, and keeps what it saw."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(3))
        self.answer = answer
        self.seen: list[torch.Tensor] = []

    def inference(self, given: list[dict[str, Any]], do_postprocess: bool) -> list[Instances]:
        assert not do_postprocess
        assert not self.training
        (photo,) = (each["image"] for each in given)
        assert photo.dtype == torch.float32
        self.seen.append(photo)
        return [self.answer(*photo.shape[1:])]


class Config:
    """detectron2's configuration: it keeps what it was told."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.extended = False

    def merge_from_list(self, pairs: list[Any]) -> None:
        self.values |= dict(zip(pairs[::2], pairs[1::2], strict=True))


class Detectron:
    """What the stand-in was asked to build, and the network that it built."""

    def __init__(self, answer: Any) -> None:
        self.network = Network(answer)
        self.configs: list[Config] = []

    def build_model(self, config: Config) -> Network:
        self.configs.append(config)
        return self.network


def install(monkeypatch: pytest.MonkeyPatch, answer: Any) -> Detectron:
    """Put the stand-ins of detectron2 and DensePose where Python imports them from."""
    made = Detectron(answer)
    _module(monkeypatch, "detectron2")
    _module(monkeypatch, "detectron2.config", get_cfg=Config)
    _module(monkeypatch, "detectron2.modeling", build_model=made.build_model)
    _module(
        monkeypatch, "densepose", add_densepose_config=lambda config: setattr(config, "extended", True)
    )
    return made


def uninstall(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let Python find none of these packages, even where they are installed."""
    from curator.proposal import packages

    found = packages.is_installed
    monkeypatch.setattr(packages, "is_installed", lambda name: name not in names and found(name))


def people(
    size: tuple[int, int],
    boxes: list[tuple[float, ...]],
    scores: list[float],
    classes: list[int] | None = None,
    **fields: Any,
) -> Instances:
    """Detections as a network answers them: boxes in pixels of `size` (height, width)."""
    return Instances(
        size,
        pred_boxes=SimpleNamespace(tensor=torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)),
        scores=torch.tensor(scores, dtype=torch.float32),
        pred_classes=torch.tensor(classes or [0] * len(scores)),
        **fields,
    )


def disks(count: int, side: int) -> np.ndarray:
    """Planes with a probability of 0.9 in a disk and 0.1 around it."""
    rows, columns = np.mgrid[:side, :side] + 0.5
    disk = np.hypot(rows - side / 2, columns - side / 2) < 0.4 * side
    return np.repeat(np.where(disk, 0.9, 0.1).astype(np.float32)[None], count, axis=0)


def torchvision(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[dict[str, Any]]:
    """Put a stand-in of torchvision's Mask R-CNN in its place; returns what it was built with."""
    built: list[dict[str, Any]] = []

    class Parts(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(3))

        def transform(self, photos: list[torch.Tensor]) -> Any:
            (photo,) = photos
            assert photo.dtype == torch.float32
            assert 0 <= float(photo.min()) <= float(photo.max()) <= 1
            half = photo[None, :, ::2, ::2]
            return SimpleNamespace(tensors=half, image_sizes=[tuple(half.shape[2:])]), None

        def backbone(self, tensors: torch.Tensor) -> torch.Tensor:
            return tensors

        def rpn(self, images: Any, features: Any) -> Any:
            return ["proposals"], {}

        def roi_heads(self, features: Any, proposals: Any, sizes: Any) -> Any:
            assert proposals == ["proposals"]
            return [answer(*sizes[0])], {}

    def build(**given: Any) -> Parts:
        built.append(given)
        return Parts()

    _module(monkeypatch, "torchvision")
    _module(monkeypatch, "torchvision.models")
    _module(monkeypatch, "torchvision.models.detection", maskrcnn_resnet50_fpn=build)
    return built


def _module(monkeypatch: pytest.MonkeyPatch, name: str, **held: Any) -> None:
    module = ModuleType(name)
    for key, value in held.items():
        setattr(module, key, value)
    monkeypatch.setitem(sys.modules, name, module)
