"""The shape mask as a source: where a portrait's subject usually is, given the face alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curator.errors import NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.parameters import parameter
from curator.proposal import litert
from curator.proposal.face_landmarks import WEIGHTS, find_faces
from curator.proposal.shape_mask import shape_mask
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image


@dataclass(frozen=True)
class FaceParameters:
    """How sure the detector must be, and of how many faces at most the masks are made."""

    detection: float = parameter(
        0.5, help="How sure the detector must be that there is a face.", minimum=0.05, maximum=1.0
    )
    people: int = parameter(
        10, help="Of how many faces masks are made at most, largest first.", minimum=1, maximum=100
    )


def face(photo: Image, prompt: Prompt, parameters: FaceParameters) -> Sequence[SubjectMask]:
    """Propose, for each face, the mean mask of portraits where it lies by its facial points.

    It looks at nothing but the face: a prior on which the paper builds, and a baseline here. Where this
    differs from the paper: the facial points are MediaPipe's 468 and not a face tracker's 49, and the
    mean is of binary masks, because the paper's mattes are not to be had.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `FaceParameters`.

    Returns
    -------
    sequence of SubjectMask
        One a face, of the photo's size, the largest face first; the score is the network's own that a
        face is there.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If the interpreter or the weights are not there.
    NoPersonError
        If no face is found.

    References
    ----------
    Shen et al., "Deep Automatic Portrait Matting", ECCV 2016, section 4.1, eq. 2.
    """
    check_image(photo)
    reason = _unavailable()
    if reason is not None:
        raise UnavailableError(reason)
    subjects = []
    for found in find_faces(photo, parameters.detection)[: parameters.people]:
        mask = shape_mask(found.points, photo.shape[:2])
        if mask is not None and (mask >= 0.5).any():
            subjects.append(SubjectMask(mask, found.score))
    if not subjects:
        raise NoPersonError(
            "No face is found in this photo: drag a rectangle around the person, or start from a blank "
            "trimap and draw."
        )
    return subjects


def _unavailable() -> str | None:
    return litert.missing("face", WEIGHTS)


SOURCES.register(
    Source(
        name="face",
        title="Shape mask from the face",
        paper="Shen et al. 2016, section 4.1",
        version="mediapipe 0.10.21, EG1800",
        trust=1.0,
        parameters=FaceParameters,
        function=face,
        unavailable=_unavailable,
    )
)
