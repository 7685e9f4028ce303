"""The refining network is VGG16 behind five channels, and answers at any size."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from curator.errors import PhotoError
from curator.networks.loaded_fcn import RefiningFcn
from curator.networks.vgg_fcn import VggFcn


@pytest.fixture(scope="module")
def network() -> VggFcn:
    torch.manual_seed(0)
    return VggFcn(8, (4, 4, 4, 4, 8)).eval()


def test_the_encoder_has_the_weights_of_vgg16s_convolutions(network):
    # Simonyan and Zisserman's column D: 14,714,688 weights and biases in its 13 convolutions of three
    # input channels; two channels more are 64 kernels of 3 x 3 each.
    count = sum(weight.numel() for weight in network.encoder.parameters())
    assert count == 14_714_688 + 2 * 64 * 9


@pytest.mark.parametrize("size", [(32, 32), (31, 45), (8, 70), (97, 33)])
def test_scores_have_the_photos_size(network, size):
    with torch.inference_mode():
        assert network(torch.rand(2, 5, *size)).shape == (2, 2, *size)


def test_what_is_beyond_the_photo_is_its_border_going_on(network):
    """A photo of 40 rows is asked as one of 64 whose last row goes on."""
    small = torch.rand(1, 5, 40, 32)
    large = torch.cat([small, small[:, :, -1:].expand(1, 5, 24, 32)], dim=2)
    with torch.inference_mode():
        torch.testing.assert_close(network(small), network(large)[:, :, :40], rtol=1e-4, atol=1e-5)


def test_colours_are_normalised_by_imagenets_mean_and_masks_are_not(network):
    """Photos of the mean colour give what the first convolution gives of nothing but the masks."""
    seen = []
    first = network.encoder.blocks[0][0]
    hook = first.register_forward_hook(lambda module, given, answer: seen.append(given[0]))
    maps = torch.zeros(1, 5, 32, 32)
    maps[0, :3] = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    maps[0, 3], maps[0, 4] = 0.25, 0.75
    with torch.inference_mode():
        network(maps)
    hook.remove()
    expected = torch.tensor([0, 0, 0, 0.25, 0.75]).view(1, 5, 1, 1).expand(1, 5, 32, 32)
    torch.testing.assert_close(seen[0], expected)


def test_what_is_no_number_is_refused(network):
    asked = RefiningFcn(network, 32 * 32)
    with pytest.raises(PhotoError, match="no numbers"):
        asked.foreground(np.full((32, 32, 5), np.nan, np.float32))
    with pytest.raises(PhotoError, match="5 maps"):
        asked.foreground(np.zeros((32, 32, 3), np.float32))
