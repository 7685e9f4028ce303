"""Samples: what a file holds, colour and alpha apart, at the depth that the file has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Levels: TypeAlias = NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True)
class Samples:
    """Samples in the whole range of uint8 or uint16.

    `colour` is H x W for grey and H x W x 3 for RGB; `alpha` is H x W of the same type, or None.
    """

    colour: Levels
    alpha: Levels | None


def to_8_bits(levels: Levels) -> NDArray[np.uint8]:
    """`levels` as uint8; those of 16 bits become `round(level / 257)`."""
    if levels.dtype == np.uint8:
        return levels.astype(np.uint8, copy=False)
    return ((levels.astype(np.uint32) + 128) // 257).astype(np.uint8)
