"""Photos changed at random, so that a network meets more of them than there are.

Source
------
Shen et al., "Automatic Portrait Segmentation for Image Stylization", 2016, and Zhu et al. 2017, section
4.1: mirror, scale from 0.75 to 1.5, rotation by up to 30 degrees, gamma, Gaussian blur. Where a photo
made smaller or turned leaves room, its border pixels go on.
"""

from __future__ import annotations

import math
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
    drawn from evenly in the logarithm.
    """

    mirror: float
    scale: tuple[float, float]
    rotation: float
    shift: float
    gamma: tuple[float, float]
    blur: float
    blur_sigma: float


def augmented(
    photo: Image,
    alpha: NDArray[np.uint8],
    side: int,
    how: Augmentation,
    rng: np.random.Generator,
) -> tuple[FloatImage, Alpha]:
    """A photo and its alpha changed alike, squeezed to `side` x `side`, both float32 in [0, 1]."""
    height, width = alpha.shape
    scale = _between(how.scale, rng)
    turn = math.radians(rng.uniform(-how.rotation, how.rotation))
    flip = -1.0 if rng.random() < how.mirror else 1.0
    shift = rng.uniform(-how.shift, how.shift, 2) * side
    # Turned in the photo's own proportions, squeezed to the square afterwards.
    turned = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    squeeze = np.diag([flip * side / width, side / height])
    linear = squeeze @ turned
    middle = np.array([side / 2, side / 2]) + shift - linear @ np.array([width / 2, height / 2])
    # OpenCV counts from the first pixel's centre.
    offset = linear @ np.array([0.5, 0.5]) + middle - 0.5
    matrix = np.column_stack([linear, offset])
    levels = (np.linspace(0, 1, 256) ** _between(how.gamma, rng)).astype(np.float32)
    picture: FloatImage = levels[_warped(photo, matrix, side)]
    if rng.random() < how.blur:
        sigma = rng.uniform(0.1, how.blur_sigma)
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.float32)
    truth: Alpha = _warped(alpha, matrix, side).astype(np.float32) / np.float32(255)
    return picture, truth


def squeezed(photo: Image, side: int) -> FloatImage:
    """A photo at training size, unchanged otherwise: what a network is validated and used on."""
    small = cv2.resize(photo, (side, side), interpolation=cv2.INTER_AREA)
    answer: FloatImage = np.asarray(small, np.float32) / np.float32(255)
    return answer


def _warped(array: NDArray[np.uint8], matrix: NDArray[np.float64], side: int) -> NDArray[np.uint8]:
    warped = cv2.warpAffine(
        array, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def _between(span: tuple[float, float], rng: np.random.Generator) -> float:
    return math.exp(rng.uniform(math.log(span[0]), math.log(span[1])))
