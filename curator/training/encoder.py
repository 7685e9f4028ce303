"""VGG16's weights from a file that somebody brings, as the refining network's encoder has them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn

from curator.errors import LayoutError
from curator.networks.vgg_fcn import VggEncoder

_COLOURS = 3


@dataclass(frozen=True)
class Encoder:
    """Weights to begin with, and the file they came from: its name and SHA-256."""

    weights: dict[str, Tensor]
    name: str
    sha256: str


def read_encoder(place: Path, seed: int) -> Encoder:
    """The weights of VGG16's convolutions for `VggEncoder`.

    Parameters
    ----------
    place
        A safetensors file with the tensors `features.N.weight` and `features.N.bias`, named as
        torchvision's VGG16 names them (N counts layers: 0, 2, 5, 7, 10 ... 28), trained on photos
        normalised by ImageNet's mean and deviation.
    seed
        The first convolution has two channels more than VGG16's, for the two masks: their weights are
        drawn by this seed, a tenth as wide as those of the colours.

    Raises
    ------
    LayoutError
        If the file is none, lacks a tensor, or has one of another shape.
    """
    try:
        content = place.read_bytes()
        given = load(content)
    except (OSError, SafetensorError) as error:
        raise LayoutError(
            f"{place} cannot be read as safetensors ({error}): name a file with VGG16's weights, its "
            "tensors named features.0.weight and so on."
        ) from error
    weights: dict[str, Tensor] = {}
    layer = 0
    for number, block in enumerate(VggEncoder().blocks):
        for inner, module in enumerate(block.children()):
            if isinstance(module, nn.Conv2d):
                for kind, wanted in module.named_parameters():
                    name = f"features.{layer}.{kind}"
                    weights[f"blocks.{number}.{inner}.{kind}"] = _fitting(given, name, wanted, place)
            layer += 1
        layer += 1  # the max-pooling behind each block
    weights["blocks.0.0.weight"] = _with_masks(weights["blocks.0.0.weight"], seed)
    return Encoder(weights, place.name, hashlib.sha256(content).hexdigest())


def _fitting(given: dict[str, Tensor], name: str, wanted: Tensor, place: Path) -> Tensor:
    shape = list(wanted.shape)
    if name == "features.0.weight":
        shape[1] = _COLOURS
    found = given.get(name)
    if found is None or list(found.shape) != shape:
        what = "lacks" if found is None else f"has {list(found.shape)} for"
        raise LayoutError(f"{place} {what} {name}, which VGG16 has as {shape}.")
    return found.float()


def _with_masks(colours: Tensor, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    shape = (colours.shape[0], 2, *colours.shape[2:])
    masks = torch.randn(shape, generator=generator) * (0.1 * colours.std())
    return torch.cat([colours, masks], dim=1)
