"""Array types and the values that have one meaning everywhere.

Conventions
-----------
image
    uint8, H x W x 3, RGB, upright.
float image
    float32 in [0, 1], H x W x 3, RGB: what matting methods work on.
alpha
    float32 in [0, 1], H x W: opacity of the subject.
trimap
    uint8, H x W, of exactly the values 0 (background), 128 (unknown), 255 (foreground).
person mask
    float32 in [0, 1], H x W: what one source says, the probability of "person".
points
    (x, y) in photo pixels, origin at the top left corner: the first pixel is centred on (0.5, 0.5).
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
FloatImage: TypeAlias = NDArray[np.float32]
Alpha: TypeAlias = NDArray[np.float32]
Trimap: TypeAlias = NDArray[np.uint8]
PersonMask: TypeAlias = NDArray[np.float32]
Region: TypeAlias = NDArray[np.bool_]

BACKGROUND: Final = 0
UNKNOWN: Final = 128
FOREGROUND: Final = 255
