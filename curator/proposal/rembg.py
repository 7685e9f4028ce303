"""The sessions of rembg, where it is installed: networks that take the background away."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from curator.errors import MaskError, NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.parameters import parameter
from curator.proposal.onnx_runtime import errors, first_line
from curator.proposal.packages import Package, bring, lacking
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, PersonMask

PACKAGE = Package("rembg", "The rembg source", 'pip install "rembg[cpu]"')
#: Sessions that answer with one mask of the photo, run on this machine, and are one file of their name.
SESSIONS = (
    "birefnet-portrait", "isnet-general-use", "silueta", "u2net", "u2net_human_seg", "u2netp",
)  # fmt: skip
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class RembgParameters:
    """Which of rembg's sessions."""

    session: str = parameter(
        "u2net_human_seg", help=f"The session's name, one of: {', '.join(SESSIONS)}."
    )


def rembg(photo: Image, prompt: Prompt, parameters: RembgParameters) -> Sequence[SubjectMask]:
    """Propose what a session of rembg leaves of the photo as one mask.

    Most sessions stretch what their network says to the whole of [0, 1], so they find something in any
    photo that is not of one colour; look at what they propose.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `RembgParameters`.

    Returns
    -------
    sequence of SubjectMask
        One, of the photo's size; its score is the mean of the mask where that is at least 0.5.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If rembg is not there or cannot be imported, or has no such session, or the session's weights
        were not fetched. They are never fetched here.
    MaskError
        If the session answers with no mask of the photo.
    NoPersonError
        If no pixel reaches 0.5, or the photo is of one colour.
    """
    check_image(photo)
    reason = _problem(parameters.session)
    if reason is not None:
        raise UnavailableError(reason)
    if (photo == photo[0, 0]).all():
        raise _nobody(parameters.session)
    with _one_at_a_time:
        masks = _session(parameters.session).predict(Pillow.fromarray(photo))
    shapes = [np.shape(mask)[:2] for mask in masks]
    if shapes != [photo.shape[:2]]:
        raise MaskError(
            f"The rembg session {parameters.session} answers with {len(masks)} masks of "
            f"{', '.join(map(str, shapes)) or 'no size'}, not with one of the photo: use another."
        )
    mask: PersonMask = np.asarray(masks[0].convert("L")).astype(np.float32) / np.float32(255)
    person = mask >= 0.5
    if not person.any():
        raise _nobody(parameters.session)
    return (SubjectMask(mask=mask, score=float(mask[person].mean())),)


@lru_cache(maxsize=1)
def _session(name: str) -> Any:
    try:
        return bring(PACKAGE).new_session(name)
    except errors() as error:
        file = next(place for place in _places(name) if place.is_file())
        raise UnavailableError(
            f"The weights of the rembg session {name} cannot be loaded ({first_line(error)}): remove "
            f"{file} and run `{_fetch(name)}`."
        ) from error


def _nobody(session: str) -> NoPersonError:
    return NoPersonError(
        f"The rembg session {session} found nobody in this photo: drag a rectangle around the person, "
        "or start from a blank trimap and draw."
    )


def _problem(session: str) -> str | None:
    missing = lacking(PACKAGE)
    if missing is not None:
        return missing
    if session not in SESSIONS:
        return (
            f"There is no rembg session {session!r} that can be used; there are: {', '.join(SESSIONS)}."
        )
    if not any(place.is_file() for place in _places(session)):
        return (
            f"The weights of the rembg session {session} are not here: run "
            f"`{_fetch(session)}`, which fetches them."
        )
    return None


def _fetch(session: str) -> str:
    return f"python -c \"import rembg; rembg.new_session('{session}')\""


def _places(session: str) -> tuple[Path, ...]:
    """Where rembg keeps a session's weights, as it is documented: now, and in older versions."""
    old = os.environ.get("U2NET_HOME") or Path(os.environ.get("XDG_DATA_HOME", "~"), ".u2net")
    data = os.environ.get("XDG_DATA_HOME")
    home = os.environ.get("REMBG_HOME") or (Path(data, "rembg") if data else "~/.rembg")
    new = os.environ.get("U2NET_HOME") or home
    file = f"{session}.onnx"
    return (Path(new, "models", session, file).expanduser(), Path(old, file).expanduser())


def _unavailable() -> str | None:
    return _problem(RembgParameters().session)


SOURCES.register(
    Source(
        name="rembg",
        title="rembg",
        paper="",
        version="1",
        trust=1.0,
        parameters=RembgParameters,
        function=rembg,
        unavailable=_unavailable,
    )
)
