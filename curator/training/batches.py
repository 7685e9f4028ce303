"""Which photos each step sees, and how they are changed: a function of seed, stage and step alone.

Nothing random has a state that would have to be kept: a training that goes on where it was stopped
sees what it would have seen.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from curator.training.augmentation import Augmentation, augmented
from curator.training.packing import Pack


def batch(
    pack: Pack, how: Augmentation, side: int, size: int, *, seed: int, stage: int, step: int
) -> tuple[Tensor, Tensor]:
    """The photos (N x 3 x H x W) and alphas (N x H x W) of one step, float32 in [0, 1].

    Each epoch goes through all photos in an order of its own, and a batch may reach into the next.
    """
    photos, alphas = [], []
    for place in range(step * size, (step + 1) * size):
        epoch, position = divmod(place, len(pack))
        order = np.random.default_rng((seed, stage, epoch)).permutation(len(pack))
        rng = np.random.default_rng((seed, stage, epoch, position))
        number = order[position]
        photo, alpha = augmented(pack.photos[number], pack.alphas[number], side, how, rng)
        photos.append(photo)
        alphas.append(alpha)
    return as_maps(np.stack(photos)), torch.from_numpy(np.stack(alphas))


def as_maps(photos: NDArray[np.float32]) -> Tensor:
    """Photos N x H x W x 3 as a network wants them: N x 3 x H x W, channels last in memory."""
    return torch.from_numpy(photos).permute(0, 3, 1, 2)
