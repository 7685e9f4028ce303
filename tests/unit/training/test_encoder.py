"""VGG16's weights come from a file that somebody brings, or are refused with what is wrong."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save_file

from curator.errors import LayoutError
from curator.networks.vgg_fcn import VggEncoder
from curator.training.encoder import read_encoder

#: Where torchvision's VGG16 has its convolutions, and their channels: its published layout.
LAYERS = {
    0: (3, 64), 2: (64, 64), 5: (64, 128), 7: (128, 128), 10: (128, 256), 12: (256, 256),
    14: (256, 256), 17: (256, 512), 19: (512, 512), 21: (512, 512), 24: (512, 512), 26: (512, 512),
    28: (512, 512),
}  # fmt: skip


@pytest.fixture(scope="module")
def weights() -> dict[str, torch.Tensor]:
    """Each tensor filled with its layer's number, biases with a half more."""
    found = {}
    for layer, (before, after) in LAYERS.items():
        found[f"features.{layer}.weight"] = torch.full((after, before, 3, 3), float(layer))
        found[f"features.{layer}.bias"] = torch.full((after,), layer + 0.5)
    return found


def test_each_convolution_gets_its_own_weights(weights, tmp_path):
    weights = weights | {"classifier.0.weight": torch.zeros(3)}
    save_file(weights, tmp_path / "vgg16.safetensors")
    read = read_encoder(tmp_path / "vgg16.safetensors", seed=1)
    encoder = VggEncoder()
    encoder.load_state_dict(read.weights)
    convolutions = [m for m in encoder.modules() if isinstance(m, torch.nn.Conv2d)]
    for layer, convolution in zip(LAYERS, convolutions, strict=True):
        assert (convolution.weight[:, :3] == layer).all()
        assert (convolution.bias == layer + 0.5).all()
    assert read.name == "vgg16.safetensors"


def test_the_masks_weights_are_a_tenth_as_wide_and_drawn_by_the_seed(weights, tmp_path):
    colours = torch.randn(64, 3, 3, 3, generator=torch.Generator().manual_seed(5))
    save_file(weights | {"features.0.weight": colours}, tmp_path / "vgg16.safetensors")
    first, again, other = (
        read_encoder(tmp_path / "vgg16.safetensors", seed).weights["blocks.0.0.weight"][:, 3:]
        for seed in (1, 1, 2)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert float(first.std()) == pytest.approx(0.1 * float(colours.std()), rel=0.05)


def test_what_is_not_vgg16_is_refused(weights, tmp_path):
    place = tmp_path / "some.safetensors"
    with pytest.raises(LayoutError, match="cannot be read as safetensors"):
        read_encoder(place, 1)
    place.write_bytes(b"no tensors")
    with pytest.raises(LayoutError, match="cannot be read as safetensors"):
        read_encoder(place, 1)
    save_file({name: each for name, each in weights.items() if "17" not in name}, place)
    with pytest.raises(LayoutError, match=r"lacks features\.17\.weight"):
        read_encoder(place, 1)
    save_file(weights | {"features.0.weight": torch.zeros(64, 4, 3, 3)}, place)
    with pytest.raises(LayoutError, match=r"has \[64, 4, 3, 3\] for features\.0\.weight"):
        read_encoder(place, 1)
