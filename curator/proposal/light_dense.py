"""The shipped source: Zhu's light dense network and feathering block, trained by curator.

It needs no download. Its mask is an alpha already: soft where hair is, as far as 128 x 128 pixels can
show it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from curator.errors import NoPersonError, PhotoError, UnavailableError
from curator.imaging.checks import check_image
from curator.parameters import NoParameters
from curator.records import Prompt, Rectangle, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, PersonMask
from curator.weights import shipped

_NAME = "light-dense"
_PERSON = 0.5
#: Less than this on a side shows no portrait that anybody could tell.
_SMALLEST = 16


def light_dense(photo: Image, prompt: Prompt, parameters: NoParameters) -> Sequence[SubjectMask]:
    """Propose one mask of everybody in front of the camera.

    The photo is averaged down to the 128 x 128 pixels that the network was trained on, as its training
    photos were: squeezed from 3 : 4. Of a photo of other proportions the border pixels go on to either
    side. The alpha is enlarged bilinearly to the photo's size. (The mean with the mirror image's
    answer, which `selfie` takes, would take twice the time, and time is what this network is for.)

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        None to set.

    Returns
    -------
    sequence of SubjectMask
        One, of the photo's size; its score is the mean alpha where that is at least 0.5.

    Raises
    ------
    PhotoError
        If the photo is no image, or has less than 16 pixels on a side.
    UnavailableError
        If the weights are not what their card says.
    NoPersonError
        If no pixel reaches 0.5, or the photo is of one colour.
    """
    check_image(photo)
    height, width = photo.shape[:2]
    if min(height, width) < _SMALLEST:
        raise PhotoError(
            f"A photo of {width} x {height} pixels is too small to find a person in: the light dense "
            f"network needs {_SMALLEST} on each side."
        )
    reason = _unavailable()
    if reason is not None:
        raise UnavailableError(reason)
    mask = _asked(photo)
    person = mask >= _PERSON
    if photo.min() == photo.max() or not person.any():
        raise NoPersonError(
            "The light dense network found nobody in this photo: drag a rectangle around the person, "
            "or start from a blank trimap and draw."
        )
    return (SubjectMask(mask=mask, score=float(mask[person].mean())),)


def _asked(photo: Image) -> PersonMask:
    # torch takes a second to load: who asks no network does without.
    from curator.networks.loaded import light_portrait

    network = light_portrait()
    box = _inside(photo, network.side)
    small = cv2.resize(photo, (box.width, box.height), interpolation=cv2.INTER_AREA)
    right, below = network.side - box.x - box.width, network.side - box.y - box.height
    square = cv2.copyMakeBorder(small, box.y, below, box.x, right, cv2.BORDER_REPLICATE)
    seen = np.asarray(square, np.float32) / np.float32(255)
    _, alpha = network.both(seen)
    held = alpha[box.y : box.y + box.height, box.x : box.x + box.width]
    height, width = photo.shape[:2]
    enlarged = cv2.resize(held, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(enlarged, np.float32).clip(0, 1)


def _inside(photo: Image, side: int) -> Rectangle:
    """Where a photo lies in the network's square, which shows 3 : 4."""
    height, width = photo.shape[:2]
    longest = max(width / 3, height / 4)
    across = max(1, round(side * width / 3 / longest))
    down = max(1, round(side * height / 4 / longest))
    return Rectangle((side - across) // 2, (side - down) // 2, across, down)


@lru_cache(maxsize=1)
def _unavailable() -> str | None:
    if importlib.util.find_spec("torch") is None:
        return "The light-dense source needs the package torch: run `pip install torch==2.13.0`."
    try:
        shipped.tensors(_NAME)
    except UnavailableError as error:
        return str(error)
    return None


def _version() -> str:
    try:
        return shipped.card(_NAME).version
    except UnavailableError:
        return "without weights"


SOURCES.register(
    Source(
        name=_NAME,
        title="Light dense network",
        paper="Zhu et al. 2017, Fast Deep Matting for Portrait Animation on Mobile Phone",
        version=_version(),
        trust=1.0,
        parameters=NoParameters,
        function=light_dense,
        unavailable=_unavailable,
    )
)
