"""What a detector says of people: boxes, scores and small planes, brought to the photo's size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator.parameters import parameter
from curator.types import PersonMask

#: Pixels that all masks of a photo hold together: 1 GiB of them, 21 people at 12 megapixels.
_MOST_PIXELS = 2**28


@dataclass(frozen=True)
class DetectionParameters:
    """Which detections are believed, and whose weights."""

    score: float = parameter(
        0.5, help="How sure the network must be that this is a person.", minimum=0.0, maximum=1.0
    )
    people: int = parameter(
        20,
        help="The most people, the surest first; fewer of a photo of more than 13 megapixels.",
        minimum=1,
        maximum=100,
    )
    weights: str = parameter("", help="A file of weights of your own; empty for the published ones.")


@dataclass(frozen=True)
class Detections:
    """People as a detector found them.

    Attributes
    ----------
    boxes
        float32, N x 4: left, top, right, bottom in photo pixels, within the photo.
    scores
        float32, N, in [0, 1].
    planes
        float32, N x side x side: the probability of "person" over each box.
    """

    boxes: NDArray[np.float32]
    scores: NDArray[np.float32]
    planes: NDArray[np.float32]


def in_photo(
    boxes: NDArray[np.float32], seen: tuple[int, int], shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Boxes in a photo of `shape` whose network saw it at the size `seen` (both height, width)."""
    scaled = boxes.astype(np.float32)
    for start, size, out in ((0, seen[1], shape[1]), (1, seen[0], shape[0])):
        scaled[:, start::2] = np.clip(scaled[:, start::2] * (out / size), 0, out)
    return scaled


def strongest(
    boxes: NDArray[np.float32],
    scores: NDArray[np.float32],
    least: float,
    people: int,
    shape: tuple[int, int],
) -> NDArray[np.intp]:
    """Which detections to keep: those of at least the score `least`, the best `people` of them.

    Boxes without area are left out, and so are the weakest of so many that their masks would
    not fit into 1 GiB. The order is that of the scores, the best first.
    """
    is_box = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    usable = np.flatnonzero(is_box & (scores >= least))
    order = usable[np.argsort(-scores[usable], kind="stable")]
    return order[: min(people, max(1, _MOST_PIXELS // (shape[0] * shape[1])))]


def paste(plane: NDArray[np.float32], box: NDArray[np.float32], shape: tuple[int, int]) -> PersonMask:
    """A square plane over a box, enlarged bilinearly into a mask of `shape` (height, width).

    Beyond the plane there is nobody: its border fades within half of one of its pixels, and nothing
    lies further than a pixel outside of the box.
    """
    left, top, right, bottom = (float(edge) for edge in box)
    rows = slice(max(0, math.floor(top) - 1), min(shape[0], math.ceil(bottom) + 1))
    columns = slice(max(0, math.floor(left) - 1), min(shape[1], math.ceil(right) + 1))
    down = _interpolation(plane.shape[0], rows, top, bottom)
    across = _interpolation(plane.shape[1], columns, left, right)
    mask: PersonMask = np.zeros(shape, dtype=np.float32)
    mask[rows, columns] = np.clip(down @ plane @ across.T, 0.0, 1.0)
    return mask


def _interpolation(side: int, pixels: slice, start: float, stop: float) -> NDArray[np.float32]:
    """The weights that turn `side` values over [start, stop] into values of photo pixels."""
    centres = np.arange(pixels.start, pixels.stop) + 0.5
    places = (centres - start) / (stop - start) * side - 0.5
    distances = np.abs(places[:, np.newaxis] - np.arange(side))
    return np.maximum(0.0, 1.0 - distances).astype(np.float32)
