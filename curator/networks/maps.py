"""Photos as a network wants them: one layout in memory for training and for asking."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def as_maps(photos: NDArray[np.float32]) -> Tensor:
    """Photos N x H x W x C as N x C x H x W, a pixel's channels side by side in memory.

    Of a single photo make a row of one first: a dimension that is added behind this leaves strides by
    which torch takes the maps for laid out otherwise, which can double a network's time.
    """
    return torch.from_numpy(photos).permute(0, 3, 1, 2)
