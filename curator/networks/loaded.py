"""Shipped networks with their weights, each loaded once, asked with arrays instead of tensors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from curator.errors import PhotoError
from curator.networks.light_matting import LightMatting, folded
from curator.networks.maps import as_maps
from curator.networks.weights import with_weights
from curator.types import Alpha, FloatImage, PersonMask


class LightPortrait:
    """The light dense network with its feathering block, ready to be asked.

    Parameters
    ----------
    network
        In evaluation, its batch normalisations folded.
    side
        The side of the square that it was trained on, in pixels.
    """

    def __init__(self, network: LightMatting, side: int) -> None:
        self.side = side
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def coarse(self, photo: FloatImage) -> PersonMask:
        """The segmentation's foreground score alone: float32 in [0, 1], H x W.

        Raises
        ------
        PhotoError
            As `both`.
        """
        with torch.inference_mode():
            scores: torch.Tensor = self.network.segmentation(_maps(photo))
            said: PersonMask = scores.softmax(dim=1)[0, 1].numpy()
        return said

    def both(self, photo: FloatImage) -> tuple[PersonMask, Alpha]:
        """The segmentation's foreground score and the alpha: float32 in [0, 1], H x W.

        `photo` is float32 in [0, 1], H x W x 3, RGB. It is taken at the size that it has; the network
        was trained at `side` x `side`.

        Raises
        ------
        PhotoError
            If the photo holds what is no number, or has less than 2 pixels on a side.
        """
        with torch.inference_mode():
            scores, alpha = self.network(_maps(photo))
            foreground: PersonMask = scores.softmax(dim=1)[0, 1].numpy()
            matte: Alpha = alpha[0].clamp(0, 1).numpy()
        return foreground, matte


@lru_cache(maxsize=1)
def light_portrait(name: str = "light-dense") -> LightPortrait:
    """The shipped network.

    Raises
    ------
    UnavailableError
        If its weights are not there, or not what their card says.
    """

    def build(said: Mapping[str, Any]) -> LightMatting:
        widths = ("initial", "growths", "dilations", "feathering", "radius")
        return folded(LightMatting(**{width: said[width] for width in widths}))

    return with_weights(name, build, lambda network, said: LightPortrait(network, int(said["side"])))


def _maps(photo: FloatImage) -> torch.Tensor:
    if not np.isfinite(photo).all():
        raise PhotoError("The photo holds values that are no numbers: decode it anew.")
    return as_maps(np.ascontiguousarray(photo)[np.newaxis])
