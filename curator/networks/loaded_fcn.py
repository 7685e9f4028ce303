"""The shipped refining network with its weights, loaded once, asked with an array."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from curator.errors import PhotoError
from curator.networks.maps import as_maps
from curator.networks.vgg_fcn import CHANNELS, VggFcn
from curator.networks.weights import with_weights
from curator.types import FloatImage, PersonMask

NAME = "vgg-fcn"


class RefiningFcn:
    """Orrite's refining network, ready to be asked.

    Parameters
    ----------
    network
        With its weights.
    pixels
        How many pixels the pictures had that it was trained on.
    """

    def __init__(self, network: VggFcn, pixels: int) -> None:
        self.pixels = pixels
        network.eval()
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def foreground(self, maps: FloatImage) -> PersonMask:
        """The foreground's probability, float32 in [0, 1], H x W.

        `maps` is float32 in [0, 1], H x W x 5: red, green, blue, boundary mask, leftover mask. It is
        taken at the size that it has.

        Raises
        ------
        PhotoError
            If it has other channels, or holds what is no number.
        """
        if maps.ndim != 3 or maps.shape[2] != CHANNELS:
            raise PhotoError(f"The network takes {CHANNELS} maps of a photo, not {maps.shape}.")
        if not np.isfinite(maps).all():
            raise PhotoError("The photo or its masks hold values that are no numbers.")
        given = as_maps(np.ascontiguousarray(maps)[np.newaxis])
        with torch.inference_mode():
            scores: torch.Tensor = self.network(given)
            said: PersonMask = scores.softmax(dim=1)[0, 1].numpy()
        return said


@lru_cache(maxsize=1)
def refining_fcn(name: str = NAME) -> RefiningFcn:
    """The shipped network.

    Raises
    ------
    UnavailableError
        If its weights are not there, or not what their card says.
    """

    def build(said: Mapping[str, Any]) -> VggFcn:
        return VggFcn(said["deep"], said["widths"])

    def ask(network: VggFcn, said: Mapping[str, Any]) -> RefiningFcn:
        return RefiningFcn(network, int(said["width"]) * int(said["height"]))

    return with_weights(name, build, ask)
