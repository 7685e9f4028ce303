"""The feathering block's equations, by hand."""

from __future__ import annotations

import torch

from curator.networks.feathering import Feathering, feathered


def test_equation_five_by_hand():
    """A row of three pixels, windows of three: each mean is over the windows that hold the pixel."""
    a = torch.tensor([1.0, 4.0, 1.0])
    b = torch.tensor([0.0, 0.6, 0.0])
    c = torch.tensor([0.1, 0.1, 0.4])
    foreground = torch.tensor([1.0, 0.5, 0.0])
    scores = torch.stack([1 - foreground, foreground]).reshape(1, 2, 1, 3)
    alpha = feathered(torch.stack([a, b, c]).reshape(1, 3, 1, 3), scores, radius=1)
    # Means: a 2.5, 2, 2.5; b 0.3, 0.2, 0.3; c 0.1, 0.2, 0.25.
    by_hand = [2.5 * 1 + 0.3 * 0 + 0.1, 2 * 0.5 + 0.2 * 0.5 + 0.2, 2.5 * 0 + 0.3 * 1 + 0.25]
    torch.testing.assert_close(alpha.flatten(), torch.tensor(by_hand))


def test_a_new_block_lets_the_foreground_score_through():
    torch.manual_seed(0)
    block = Feathering().eval()
    foreground = torch.rand(2, 1, 13, 9)
    scores = torch.cat([1 - foreground, foreground], dim=1)
    alpha = block(torch.rand(2, 3, 13, 9), scores)
    assert alpha.shape == (2, 13, 9)
    assert (alpha - foreground[:, 0]).abs().max() < 0.3
    assert (alpha - foreground[:, 0]).abs().mean() < 0.1


def test_what_it_sees_is_photo_scores_photo_squared_and_photo_times_foreground():
    """One convolution that copies each input map in turn to the bias c."""
    block = Feathering(width=11, radius=0).eval()
    photo, foreground = torch.rand(1, 3, 4, 5), torch.rand(1, 1, 4, 5)
    scores = torch.cat([1 - foreground, foreground], dim=1)
    expected = [*photo[0], *scores[0], *(photo**2)[0], *(photo * foreground)[0]]
    with torch.no_grad():
        block.first = torch.nn.Identity()
        block.second.bias.zero_()
        for number, wanted in enumerate(expected):
            block.second.weight.zero_()
            block.second.weight[2, number, 1, 1] = 1
            torch.testing.assert_close(block(photo, scores)[0], wanted)
