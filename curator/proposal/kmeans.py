"""K-means: two clusters of colours, the classic baseline of Zhang et al. 2017."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import NoPersonError
from curator.imaging.checks import check_image
from curator.parameters import parameter
from curator.proposal.reduced import enlarged, reduced, reduction
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, Region

_SEED = 20170701
_MOST_ROUNDS = 100
#: Points that the means are learned from; all are assigned then.
_LEARNED_FROM = 20_000
#: Part of the photo's width and height that is its margin, where a portrait shows background.
_MARGIN = 0.08


@dataclass(frozen=True)
class KMeansParameters:
    """The weights of the features, how often it starts, and the neighbourhood that corrects it."""

    lightness: float = parameter(
        1.0, help="Weight of the lightness in the distance.", minimum=0.0, maximum=100.0
    )
    colour: float = parameter(
        1.0, help="Weight of the two colour axes in the distance.", minimum=0.0, maximum=100.0
    )
    position: float = parameter(
        1.0, help="Weight of the place in the photo in the distance.", minimum=0.0, maximum=100.0
    )
    starts: int = parameter(
        8, help="How often it starts from other pixels; the tightest answer counts.",
        minimum=1, maximum=100,
    )  # fmt: skip
    neighbourhood: int = parameter(
        7, help="Side of the square of neighbours that outvote a pixel; 1 for none.",
        minimum=1, maximum=51,
    )  # fmt: skip
    megapixels: float = parameter(
        0.24,
        help="Larger photos are clustered at this size, and the mask is enlarged.",
        minimum=0.01,
        maximum=100.0,
    )


def kmeans(photo: Image, prompt: Prompt, parameters: KMeansParameters) -> Sequence[SubjectMask]:
    """Propose one of two clusters of pixels that are alike, corrected by their neighbours.

    A pixel's features are lightness and the two colour axes of CIELAB (in units of 100) and its place
    (in units of the photo's longer side); d^2(v, u) = sum of w_i^2 (v_i - u_i)^2. The two means start
    at random pixels and take turns with the assignment until that rests. Then a pixel joins the
    cluster of most of its neighbours.

    The paper says not which of the two is the person; here it is the one that holds less of the
    left, right and upper margin of the photo than of the rest. It says that the start is random: here
    the seed is fixed, so that the same photo gives the same mask, and of several starts the one with
    the smallest sum of distances is kept.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `KMeansParameters`.

    Returns
    -------
    sequence of SubjectMask
        One, of the photo's size.

    Raises
    ------
    PhotoError
        If the photo is no image.
    NoPersonError
        If the photo does not fall into two clusters.

    References
    ----------
    Zhang, Zeng, Wang and Yin, "Portrait Segmentation and Background Stylization", 2017, section 2.1.
    """
    check_image(photo)
    height, width = photo.shape[:2]
    small = reduced(photo, reduction(photo, parameters.megapixels))
    if (small == small[0, 0]).all():
        raise _nobody()
    features = _features(small, parameters)
    first = _clustered(features, parameters.starts).reshape(small.shape[:2])
    first = _corrected(first, parameters.neighbourhood)
    person = _person(first)
    if person is None:
        raise _nobody()
    return (SubjectMask(mask=enlarged(person, (height, width))),)


def _features(photo: Image, parameters: KMeansParameters) -> NDArray[np.float32]:
    """The weighted features of each pixel, N x 5, so that distances are plain ones."""
    height, width = photo.shape[:2]
    lab = cv2.cvtColor(photo.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB) / 100
    rows, columns = np.mgrid[:height, :width] / max(height, width)
    weights = parameters.lightness, parameters.colour, parameters.colour
    planes = [lab[..., index] * weight for index, weight in enumerate(weights)]
    planes += [rows * parameters.position, columns * parameters.position]
    return np.stack(planes, axis=-1).reshape(-1, len(planes)).astype(np.float32)


def _clustered(features: NDArray[np.float32], starts: int) -> Region:
    """Which points are in the first cluster, by the best means of several starts."""
    generator = np.random.default_rng(_SEED)
    learned = features[generator.permutation(len(features))[:_LEARNED_FROM]]
    best, least = np.repeat(learned[:1], 2, axis=0).astype(np.float64), math.inf
    for _ in range(starts):
        means = learned[generator.integers(0, len(learned), 2)].astype(np.float64)
        means, spread = _settled(learned, means)
        if spread < least:
            best, least = means, spread
    return _nearer(features, best)


def _nearer(points: NDArray[np.float32], means: NDArray[np.float64]) -> Region:
    """Which points are nearer to the first of two means: a side of the plane between them."""
    across = means[0] - means[1]
    side: Region = points @ across.astype(np.float32) > float(across @ means.sum(axis=0) / 2)
    return side


def _settled(
    points: NDArray[np.float32], means: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Means and assignment in turns until nothing changes, and the sum of squared distances."""
    first = np.zeros(len(points), dtype=np.bool_)
    for _ in range(_MOST_ROUNDS):
        nearer = _nearer(points, means)
        if not nearer.any() or nearer.all():
            return means, math.inf
        means = np.stack([points[side].mean(axis=0, dtype=np.float64) for side in (nearer, ~nearer)])
        if (nearer == first).all():
            break
        first = nearer
    spread = (points - means[np.where(first, 0, 1)]) ** 2
    return means, float(spread.sum())


def _corrected(first: Region, side: int) -> Region:
    """Each pixel in the cluster of most pixels of the square around it, itself one of them."""
    if side == 1:
        return first
    share = cv2.blur(first.astype(np.float32), (side, side), borderType=cv2.BORDER_REPLICATE)
    majority: Region = np.asarray(share).reshape(first.shape) > 0.5
    return majority


def _person(first: Region) -> Region | None:
    height, width = first.shape
    down, across = math.ceil(height * _MARGIN), math.ceil(width * _MARGIN)
    margin = np.zeros(first.shape, dtype=np.bool_)
    margin[:down] = margin[:, :across] = margin[:, -across:] = True
    if margin.all() or first.all() or not first.any():
        return None
    return first if first[~margin].mean() >= first[margin].mean() else ~first


def _nobody() -> NoPersonError:
    return NoPersonError(
        "The photo does not fall into two clusters of colours: drag a rectangle around the person, "
        "or draw with the brushes."
    )


def _unavailable() -> str | None:
    return None


SOURCES.register(
    Source(
        name="kmeans",
        title="K-means",
        paper="Zhang, Zeng, Wang and Yin 2017, section 2.1",
        version="1",
        trust=1.0,
        parameters=KMeansParameters,
        function=kmeans,
        unavailable=_unavailable,
    )
)
