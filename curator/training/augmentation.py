"""Photos changed at random, so that a network meets more of them than there are.

Source
------
Shen et al., "Automatic Portrait Segmentation for Image Stylization", 2016, and Zhu et al. 2017, section
4.1: mirror, scale from 0.75 to 1.5, rotation by up to 30 degrees, gamma, Gaussian blur. Where a photo
made smaller or turned leaves room, its border pixels go on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.types import Alpha, FloatImage, Image


@dataclass(frozen=True)
class Augmentation:
    """How far photos are changed; the recipe's table `[augmentation]` has these.

    `mirror` and `blur` are probabilities. `rotation` is in degrees to either side, `shift` in parts of
    the photo's side, `blur_sigma` the most, in pixels at training size. `gamma` and `scale` are ranges,
    drawn from evenly in the logarithm. By `stretch` width and height may be squeezed against each
    other, and by `colour` each channel brightened, as a part; `grey` is the probability that there
    are no colours at all.
    """

    mirror: float
    scale: tuple[float, float]
    rotation: float
    shift: float
    gamma: tuple[float, float]
    blur: float
    blur_sigma: float
    stretch: float = 0.0
    colour: float = 0.0
    grey: float = 0.0


def augmented(
    photo: Image,
    layers: Sequence[NDArray[np.uint8]],
    size: tuple[int, int],
    how: Augmentation,
    rng: np.random.Generator,
) -> tuple[FloatImage, list[Alpha]]:
    """A photo and its layers changed alike, squeezed to a size, all float32 in [0, 1].

    Parameters
    ----------
    photo
        uint8, H x W x 3.
    layers
        Alphas of it, uint8, H x W, 255 is subject.
    size
        Width and height to come out with, pixels.
    """
    height, width = photo.shape[:2]
    matrix = _matrix((width, height), size, how, rng)
    levels = (np.linspace(0, 1, 256) ** _between(how.gamma, rng)).astype(np.float32)
    picture: FloatImage = levels[_warped(photo, matrix, size)]
    if rng.random() < how.blur:
        sigma = rng.uniform(0.1, how.blur_sigma)
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
    if how.colour > 0:
        gains = np.exp(rng.uniform(-how.colour, how.colour, 3)).astype(np.float32)
        picture = np.minimum(picture * gains, np.float32(1))
    if how.grey > 0 and rng.random() < how.grey:
        picture = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    changed = [_warped(layer, matrix, size).astype(np.float32) / np.float32(255) for layer in layers]
    return picture, changed


def squeezed(photo: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.float32]:
    """A photo or alpha at training size, in [0, 1], unchanged otherwise: what a network is used on."""
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / np.float32(255)


def _matrix(
    old: tuple[int, int], new: tuple[int, int], how: Augmentation, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Where the pixels of a photo go, 2 x 3."""
    scale = _between(how.scale, rng)
    turn = math.radians(rng.uniform(-how.rotation, how.rotation))
    flip = -1.0 if rng.random() < how.mirror else 1.0
    shift = rng.uniform(-how.shift, how.shift, 2) * new
    wider = math.exp(rng.uniform(-how.stretch, how.stretch)) if how.stretch > 0 else 1.0
    # Turned in the photo's own proportions, squeezed afterwards.
    turned = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    squeeze = np.diag([flip * wider * new[0] / old[0], new[1] / old[1] / wider])
    linear = squeeze @ turned
    middle = np.array(new) / 2 + shift - linear @ (np.array(old) / 2)
    # OpenCV counts from the first pixel's centre.
    offset = linear @ np.array([0.5, 0.5]) + middle - 0.5
    return np.column_stack([linear, offset])


def _warped(
    array: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int]
) -> NDArray[np.uint8]:
    warped = cv2.warpAffine(
        array, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def _between(span: tuple[float, float], rng: np.random.Generator) -> float:
    return math.exp(rng.uniform(math.log(span[0]), math.log(span[1])))
