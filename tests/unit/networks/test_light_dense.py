"""The light dense network's shapes, its field of view, and what it refuses."""

from __future__ import annotations

import pytest
import torch

from curator.errors import PhotoError
from curator.networks.light_dense import LightDense
from curator.networks.light_matting import LightMatting, folded
from curator.training import tasks
from curator.training.recipe import recipe

SMALL = {"initial": 8, "growths": (4, 6), "dilations": ((1, 2), (1,))}


@pytest.mark.parametrize("size", [(2, 2), (3, 2), (17, 33), (128, 128), (75, 50)])
def test_scores_are_of_the_photos_size(size):
    scores = LightDense(**SMALL)(torch.rand(2, 3, *size))
    assert scores.shape == (2, 2, *size)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1)])
def test_a_photo_of_one_pixel_a_side_is_refused_in_words(size):
    with pytest.raises(PhotoError, match=f"{size[1]} x {size[0]} pixels is too small"):
        LightDense(**SMALL)(torch.rand(1, 3, *size))


def test_the_middle_sees_the_whole_picture():
    """What the score in the middle depends on is read off its gradient."""
    torch.manual_seed(0)
    network = tasks.task_of(recipe("light-dense")).network().segmentation.eval()
    photo = torch.rand(1, 3, 128, 128, requires_grad=True)
    network(photo)[0, 1, 64, 64].backward()
    seen = photo.grad.abs().sum(dim=(0, 1)) > 0
    for edge in (seen[0], seen[-1], seen[:, 0], seen[:, -1]):
        assert edge.any()


def test_its_convolutions_are_those_of_three_sizes_each_with_its_share_of_the_final_one():
    """Widths by hand: 3 pooled + 5, then 8 and 12 to 4 each, then 16 to 6; final ones of 8, 8, 6."""
    network = LightDense(**SMALL)
    found = [
        (each.in_channels, each.out_channels, each.dilation[0], each.stride[0])
        for each in network.modules()
        if isinstance(each, torch.nn.Conv2d)
    ]
    layers = [(3, 5, 1, 2), (8, 4, 1, 1), (12, 4, 2, 1), (16, 6, 1, 1)]
    assert found == [*layers, (8, 2, 1, 1), (8, 2, 1, 1), (6, 2, 1, 1)]


def test_scores_of_all_sizes_are_added():
    """With zeros for weights and ones for biases each of the three final convolutions says one."""
    network = LightDense(**SMALL).eval()
    with torch.no_grad():
        for final in network.finals:
            final.weight.zero_()
            final.bias.fill_(1.0)
    scores = network(torch.rand(1, 3, 21, 13))
    torch.testing.assert_close(scores, torch.full_like(scores, 3.0))


def test_folding_changes_nothing_but_the_last_digits():
    torch.manual_seed(1)
    network = LightMatting(8, (4,), ((2, 4),), 4, 1)
    for _ in range(5):
        network(torch.rand(4, 3, 20, 20))
    network.eval()
    photo = torch.rand(1, 3, 20, 20)
    scores, alpha = network(photo)
    after = folded(network)
    assert not any(isinstance(each, torch.nn.BatchNorm2d) for each in after.modules())
    torch.testing.assert_close(after(photo)[0], scores, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(after(photo)[1], alpha, rtol=1e-4, atol=1e-5)
