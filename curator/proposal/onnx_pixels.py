"""Between a photo and what an ONNX network takes and answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import UnavailableError
from curator.proposal.onnx_description import Description
from curator.types import Image, PersonMask

Place = tuple[slice, slice]


def to_input(photo: Image, description: Description) -> tuple[NDArray[np.float32], Place]:
    """The photo as the network takes it, float32 of four dimensions, and where in it the photo lies."""
    width, height = _fitted(photo, description)
    # Averaged where it shrinks, or most pixels of a large photo would not be seen.
    shrinks = width * height < photo.shape[0] * photo.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    seen = np.asarray(cv2.resize(photo, (width, height), interpolation=how), dtype=np.float32)
    if description.colours == "bgr":
        seen = seen[..., ::-1]
    mean = np.asarray(description.mean, dtype=np.float32)
    deviation = np.asarray(description.deviation, dtype=np.float32)
    pixels = np.zeros((description.height, description.width, 3), dtype=np.float32)
    pixels[:height, :width] = (seen * np.float32(description.scale) - mean) / deviation
    if description.layout == "nchw":
        pixels = pixels.transpose(2, 0, 1)
    return np.ascontiguousarray(pixels[np.newaxis]), (slice(0, height), slice(0, width))


def from_answer(answer: NDArray[Any], description: Description, place: Place, file: Path) -> PersonMask:
    """The plane of "person", float32, of what lies in the photo; not yet of its size, nor checked.

    An answer of H x W, of 1 x H x W, or of 1 x C x H x W (1 x H x W x C in the layout nhwc) is read.

    Raises
    ------
    UnavailableError
        If the answer is none of these, or has no such channel.
    """
    planes = _planes(answer, description, file)
    count = len(planes)
    if not -count <= description.channel < count:
        raise UnavailableError(
            f"The network {file} answers with {count} channels, and its TOML asks for channel "
            f"{description.channel}: say one from 0 to {count - 1}."
        )
    if description.activation == "softmax":
        if count == 1:
            raise UnavailableError(
                f"The network {file} answers with one channel, over which there is no softmax: say "
                'activation = "sigmoid" or "none" in its TOML.'
            )
        powers = np.exp(planes - planes.max(axis=0))
        plane = powers[description.channel] / powers.sum(axis=0)
    else:
        plane = planes[description.channel]
        if description.activation == "sigmoid":
            plane = 1 / (1 + np.exp(-np.clip(plane, -80, 80)))
    height, width = plane.shape
    # The answer may be smaller than what went in: the photo's part of it is the same part.
    rows = max(1, round(place[0].stop * height / description.height))
    columns = max(1, round(place[1].stop * width / description.width))
    return np.ascontiguousarray(plane[:rows, :columns], dtype=np.float32)


def _fitted(photo: Image, description: Description) -> tuple[int, int]:
    if description.fit == "squeeze":
        return description.width, description.height
    height, width = photo.shape[:2]
    scale = min(description.width / width, description.height / height)
    return (
        min(description.width, max(1, round(width * scale))),
        min(description.height, max(1, round(height * scale))),
    )


def _planes(answer: NDArray[Any], description: Description, file: Path) -> NDArray[np.float32]:
    shape = " x ".join(str(size) for size in answer.shape)
    if not np.issubdtype(answer.dtype, np.number) or np.iscomplexobj(answer) or answer.size == 0:
        raise UnavailableError(
            f"The network {file} answers with {answer.dtype} of {shape or 'no dimension'}, which is no "
            "mask: name another output in its TOML."
        )
    planes = answer.astype(np.float32)
    if planes.ndim == 4 and len(planes) == 1:
        planes = planes[0].transpose(2, 0, 1) if description.layout == "nhwc" else planes[0]
    elif planes.ndim == 2:
        planes = planes[np.newaxis]
    if planes.ndim != 3 or (answer.ndim == 3 and len(planes) != 1):
        raise UnavailableError(
            f"The network {file} answers with {shape or 'no dimension'}, and one plane or 1 x channels "
            "x height x width is needed: name another output in its TOML, or export it for one photo."
        )
    return planes
