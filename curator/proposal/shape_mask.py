"""The shape mask: the mean of portraits' masks, brought to where a face is (Shen et al. 2016, eq. 2).

`shape_mask.png` is that mean in the frame of a template of facial points, which lie in
`shape_mask.toml` with the origin of both; `benchmarks/shape_mask.py` computes them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.encode import decode_mask
from curator.types import PersonMask

#: From pixels' indices, whose centres OpenCV takes for whole numbers, to points.
_HALF = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)


@dataclass(frozen=True)
class Template:
    """The mean mask, float32 in [0, 1], the facial points in it (x, y), float64, and their origin."""

    mask: PersonMask
    points: NDArray[np.float64]
    origin: str


@lru_cache(maxsize=1)
def template() -> Template:
    """The template that comes with curator."""
    folder = files("curator.proposal")
    facts = tomllib.loads((folder / "shape_mask.toml").read_text("utf-8"))
    mask = decode_mask((folder / "shape_mask.png").read_bytes(), "shape_mask.png")
    return Template(mask, np.array(facts["points"], np.float64), facts["origin"])


def homography(points: NDArray[np.float64], onto: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The 3 x 3 homography that brings points (x, y) nearest to others; None where there is none.

    Nearest in the sum of squared distances, as in the paper of all facial points.
    """
    found, _ = cv2.findHomography(points, onto, 0)
    return None if found is None else np.asarray(found, np.float64)


def shape_mask(points: NDArray[np.float64], shape: tuple[int, int]) -> PersonMask | None:
    """The shape mask of a face in a photo.

    Parameters
    ----------
    points
        The 468 points (x, y) of the face, in photo pixels.
    shape
        Height and width of the photo.

    Returns
    -------
    PersonMask or None
        The mean mask transformed so that its facial points lie on those of the photo; its border goes
        on beyond it. None where the points do not lie like a face's.

    References
    ----------
    Shen et al., "Deep Automatic Portrait Matting", ECCV 2016, section 4.1.
    """
    known = template()
    to_template = homography(points, known.points)
    if to_template is None:
        return None
    matrix = np.linalg.inv(_HALF) @ to_template @ _HALF
    height, width = shape
    mask = cv2.warpPerspective(
        known.mask, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    # Behind its horizon a homography shows the plane a second time, upside down.
    down, across = matrix[2, 1] * np.arange(height), matrix[2, 0] * np.arange(width)
    depth = np.add.outer(down, across) + matrix[2, 2]
    at_face = matrix[2] @ (*(points.mean(axis=0) - 0.5), 1.0)
    seen = depth * np.sign(at_face) > 0
    return np.where(seen, np.clip(mask, 0.0, 1.0), 0.0).astype(np.float32)
