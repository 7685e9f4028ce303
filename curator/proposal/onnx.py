"""Any network that the person brings as an ONNX file, with a small TOML beside it that says how."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from curator import settings
from curator.errors import CuratorError, MaskError, NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.parameters import parameter
from curator.proposal.onnx_description import Description, read_description
from curator.proposal.onnx_pixels import from_answer, to_input
from curator.proposal.onnx_runtime import PACKAGE, errors, first_line, runtime
from curator.proposal.packages import lacking
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, PersonMask

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class OnnxParameters:
    """Which network."""

    network: str = parameter(
        "", help="The network's .onnx file; empty for the one that CURATOR_ONNX names."
    )


def onnx(photo: Image, prompt: Prompt, parameters: OnnxParameters) -> Sequence[SubjectMask]:
    """Propose the mask that a network of the person's own makes of the whole photo.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `OnnxParameters`; how the network is asked is in `onnx_description.Description`.

    Returns
    -------
    sequence of SubjectMask
        One, of the photo's size; its score is the mean of the mask where that is at least 0.5.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If onnxruntime, the network or its TOML is not there, is damaged, or does not say what can be
        used as a mask.
    MaskError
        If the network's answer for this photo holds NaN or is no mask.
    NoPersonError
        If no pixel reaches 0.5.
    """
    check_image(photo)
    file, description = _brought(parameters.network)
    session = _session(file, file.stat().st_mtime_ns)
    pixels, place = to_input(photo, description)
    mask = _mask(_run(session, pixels, description, file), description, place, photo, file)
    person = mask >= 0.5
    if not person.any():
        raise NoPersonError(
            f"The network {description.title} found nobody in this photo: drag a rectangle around the "
            "person, or start from a blank trimap and draw."
        )
    return (SubjectMask(mask=mask, score=float(mask[person].mean())),)


def _brought(chosen: str) -> tuple[Path, Description]:
    reason = lacking(PACKAGE)
    if reason is not None:
        raise UnavailableError(reason)
    file = Path(chosen) if chosen else settings.own_file("onnx")
    if file is None:
        raise UnavailableError(
            "The onnx source has no network: set CURATOR_ONNX to an .onnx file that has a .toml of the "
            "same name beside it."
        )
    if not file.is_file():
        raise UnavailableError(f"There is no network at {file}: set CURATOR_ONNX to an .onnx file.")
    return file, read_description(file.with_suffix(".toml"))


@lru_cache(maxsize=1)
def _session(file: Path, changed_ns: int) -> Any:
    """A session of a file as it was changed last."""
    options = runtime().SessionOptions()
    # Warnings of the library are nothing that a person could act upon.
    options.log_severity_level = 4
    try:
        return runtime().InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except errors() as error:
        raise UnavailableError(
            f"The network {file} cannot be loaded ({first_line(error)}): export it to ONNX again, or "
            "copy it again where the copy broke off."
        ) from error


def _run(
    session: Any, pixels: NDArray[np.float32], description: Description, file: Path
) -> NDArray[Any]:
    inputs = [each.name for each in session.get_inputs()]
    outputs = [each.name for each in session.get_outputs()]
    wanted = description.input or inputs[0]
    answer = description.output or outputs[0]
    for name, known, kind in ((wanted, inputs, "input"), (answer, outputs, "output")):
        if name not in known:
            raise UnavailableError(
                f"The network {file} has no {kind} {name!r}; it has: {', '.join(known)}. Name one of "
                "them in its TOML."
            )
    if len(inputs) > 1:
        raise UnavailableError(
            f"The network {file} wants {len(inputs)} inputs ({', '.join(inputs)}), and there is the "
            "photo alone: export it with one input."
        )
    try:
        with _one_at_a_time:
            (said,) = session.run([answer], {wanted: pixels})
    except errors() as error:
        shape = " x ".join(str(size) for size in pixels.shape)
        raise UnavailableError(
            f"The network {file} does not take a photo as {shape} of float32 "
            f"({first_line(error)}): say its size and layout in its TOML."
        ) from error
    return np.asarray(said)


def _mask(
    answer: NDArray[Any], description: Description, place: tuple[slice, slice], photo: Image, file: Path
) -> PersonMask:
    plane = from_answer(answer, description, place, file)
    if np.isnan(plane).any():
        raise MaskError(
            f"The network {file} answers NaN for this photo, which is no mask: check the mean, the "
            "scale and the size in its TOML, or export it in float32."
        )
    low, high = float(plane.min()), float(plane.max())
    if low < -0.01 or high > 1.01:
        raise MaskError(
            f"The network {file} answers from {low:g} to {high:g}, and a mask is from 0 to 1: say in "
            'its TOML whether activation = "sigmoid" or "softmax" is missing.'
        )
    height, width = photo.shape[:2]
    resized = cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(np.asarray(resized, dtype=np.float32).reshape(height, width), 0.0, 1.0)


def _unavailable() -> str | None:
    try:
        _brought("")
    except CuratorError as error:
        return str(error)
    return None


SOURCES.register(
    Source(
        name="onnx",
        title="A network of your own (ONNX)",
        paper="",
        version="1",
        trust=1.0,
        parameters=OnnxParameters,
        function=onnx,
        unavailable=_unavailable,
    )
)
