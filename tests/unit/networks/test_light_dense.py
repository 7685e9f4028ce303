"""The light dense network's shapes, its field of view, and what it refuses."""

from __future__ import annotations

import pytest
import torch

from curator.errors import PhotoError
from curator.networks.light_dense import LightDense
from curator.networks.light_matting import LightMatting, folded

SMALL = {"initial": 8, "growth": 4, "dilations": (2, 4)}


@pytest.mark.parametrize("size", [(2, 2), (3, 2), (17, 33), (128, 128), (75, 50)])
def test_scores_are_of_the_photos_size(size):
    scores = LightDense(**SMALL)(torch.rand(2, 3, *size))
    assert scores.shape == (2, 2, *size)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1)])
def test_a_photo_of_one_pixel_a_side_is_refused_in_words(size):
    with pytest.raises(PhotoError, match=f"{size[1]} x {size[0]} pixels is too small"):
        LightDense(**SMALL)(torch.rand(1, 3, *size))


def test_the_middle_sees_the_whole_picture():
    """What the pixel in the middle depends on is read off its gradient: 127 pixels, as documented."""
    torch.manual_seed(0)
    network = LightDense().eval()
    photo = torch.rand(1, 3, 160, 160, requires_grad=True)
    # Bilinear enlargement by two looks at one score where it is told to take the nearest one.
    half = network.final(_maps(network, photo))
    half[0, 1, 40, 40].backward()
    seen = (photo.grad.abs().sum(dim=(0, 1)) > 0).any(dim=0).nonzero()
    assert int(seen.max() - seen.min()) + 1 == 127


def _maps(network: LightDense, photo: torch.Tensor) -> torch.Tensor:
    maps = torch.cat([network.initial(2 * photo - 1), network.pool(2 * photo - 1)], dim=1)
    for layer in network.layers:
        maps = torch.cat([maps, layer(maps)], dim=1)
    return maps


def test_there_are_six_convolutions_and_one_pooling_in_it():
    """Zhu et al. 2017, section 3.1, last sentence of the second paragraph."""
    modules = list(LightDense().modules())
    assert sum(isinstance(each, torch.nn.Conv2d) for each in modules) == 6
    assert sum(isinstance(each, torch.nn.MaxPool2d) for each in modules) == 1


def test_folding_changes_nothing_but_the_last_digits():
    torch.manual_seed(1)
    network = LightMatting(8, 4, (2, 4), 4, 1)
    for _ in range(5):
        network(torch.rand(4, 3, 20, 20))
    network.eval()
    photo = torch.rand(1, 3, 20, 20)
    scores, alpha = network(photo)
    after = folded(network)
    assert not any(isinstance(each, torch.nn.BatchNorm2d) for each in after.modules())
    torch.testing.assert_close(after(photo)[0], scores, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(after(photo)[1], alpha, rtol=1e-4, atol=1e-5)
