"""The losses, by hand."""

from __future__ import annotations

import math

import pytest
import torch

from curator.training.losses import alpha_loss, colour_loss, cross_entropy


def test_cross_entropy_of_a_soft_truth():
    scores = torch.tensor([0.0, math.log(3.0)]).reshape(1, 2, 1, 1)
    loss = cross_entropy(scores, torch.tensor([[[0.25]]]))
    assert loss.item() == pytest.approx(-(0.25 * math.log(0.75) + 0.75 * math.log(0.25)))


def test_alpha_loss_is_equation_six():
    loss = alpha_loss(torch.tensor([[[0.2, 1.0]]]), torch.tensor([[[0.5, 1.0]]]), epsilon=0.4)
    assert loss.item() == pytest.approx((0.5 + 0.4) / 2)


def test_colour_loss_sums_channels_and_weighs_by_the_photo():
    photo = torch.tensor([1.0, 0.5, 0.0]).reshape(1, 3, 1, 1)
    loss = colour_loss(torch.tensor([[[0.0]]]), torch.tensor([[[0.6]]]), photo, epsilon=0.4)
    by_hand = math.hypot(0.6, 0.4) + math.hypot(0.3, 0.4) + 0.4
    assert loss.item() == pytest.approx(by_hand)


def test_a_perfect_alpha_has_a_gradient():
    """Without epsilon the root's slope at 0 would be infinite."""
    alpha = torch.full((1, 2, 2), 0.5, requires_grad=True)
    loss = alpha_loss(alpha, alpha.detach(), 1e-3)
    loss = loss + colour_loss(alpha, alpha.detach(), torch.rand(1, 3, 2, 2), 1e-3)
    loss.backward()
    assert torch.isfinite(alpha.grad).all()
