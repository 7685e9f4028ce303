"""What training minimises: cross entropy of the score maps, and both losses of the alpha.

Source
------
Zhu et al. 2017, section 4.1 (cross entropy) and equation (6), with I the photo and alpha I in the place
of q, as below their equation (3); the paper leaves epsilon open. Cross entropy is against the truth as
it is, soft where it is soft.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def cross_entropy(scores: Tensor, truth: Tensor) -> Tensor:
    """Mean over pixels. `scores` is N x 2 x H x W before the softmax, `truth` N x H x W in [0, 1]."""
    return functional.cross_entropy(scores, torch.stack([1 - truth, truth], dim=1))


def alpha_loss(alpha: Tensor, truth: Tensor, epsilon: float) -> Tensor:
    """The mean over pixels of sqrt((truth - alpha)^2 + epsilon^2); both N x H x W."""
    return ((truth - alpha).square() + epsilon**2).sqrt().mean()


def colour_loss(alpha: Tensor, truth: Tensor, photo: Tensor, epsilon: float) -> Tensor:
    """The mean over pixels of the sum over channels of sqrt((truth I - alpha I)^2 + epsilon^2).

    `alpha` and `truth` are N x H x W, `photo` N x 3 x H x W in [0, 1].
    """
    difference = (truth - alpha).unsqueeze(1) * photo
    return (difference.square() + epsilon**2).sqrt().sum(dim=1).mean()
