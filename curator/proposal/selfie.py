"""The embedded source: MediaPipe's selfie segmentation, which needs no network once fetched."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from curator import weights
from curator.errors import NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.imaging.convert import to_float
from curator.imaging.geometry import resize_within
from curator.parameters import NoParameters
from curator.proposal import litert
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, PersonMask

_SIDE = 256
#: Larger photos are averaged down to this first, or sampling would skip over most of their pixels.
_LONGEST = 800
_PERSON = 0.5


def selfie(photo: Image, prompt: Prompt, parameters: NoParameters) -> Sequence[SubjectMask]:
    """Propose one mask of everybody in front of the camera.

    The photo is squeezed to the network's 256 x 256 pixels without keeping its proportions, values in
    [0, 1], as the network was made for; the answer is enlarged bilinearly to the photo's size.
    (On 51 portraits this gave a better foreground IoU than padding to a square.) The network is asked
    about the photo and about its mirror image, and the mean is taken: that is right more often, and
    unsure where the network is.

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
        One, of the photo's size; its score is the mean probability where that is at least 0.5.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If the interpreter or the weights are not there.
    NoPersonError
        If no pixel reaches 0.5.
    """
    check_image(photo)
    reason = _unavailable()
    if reason is not None:
        raise UnavailableError(reason)
    height, width = photo.shape[:2]
    small = _resize(to_float(resize_within(photo, _LONGEST)), _SIDE, _SIDE)
    mask: PersonMask = np.clip(_resize(_both_ways(small), width, height), 0.0, 1.0)
    person = mask >= _PERSON
    if not person.any():
        raise NoPersonError(
            "Selfie segmentation found nobody in this photo: drag a rectangle around the person, or "
            "start from a blank trimap and draw."
        )
    return (SubjectMask(mask=mask, score=float(mask[person].mean())),)


def _both_ways(small: NDArray[np.float32]) -> NDArray[np.float32]:
    file = weights.path("selfie")
    (straight,) = litert.run(file, small)
    (mirrored,) = litert.run(file, np.ascontiguousarray(small[:, ::-1]))
    return (straight[:, :, 0] + mirrored[:, ::-1, 0]) / np.float32(2)


def _resize(array: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    resized = cv2.resize(array, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.float32)


def _unavailable() -> str | None:
    return litert.missing("selfie", ("selfie",))


SOURCES.register(
    Source(
        name="selfie",
        title="Selfie segmentation",
        paper="MediaPipe Selfie Segmentation, model card 2021",
        version="mediapipe 0.10.21, both ways",
        trust=1.0,
        parameters=NoParameters,
        function=selfie,
        unavailable=_unavailable,
    )
)
