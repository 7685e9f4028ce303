"""The embedded body source: the mask of MediaPipe's pose network, person by person.

It knows bodies, and leaves out what is held, where a silhouette source takes it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curator import weights
from curator.errors import NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.imaging.geometry import overlap
from curator.parameters import parameter
from curator.proposal import litert
from curator.proposal.pose_detection import detect
from curator.proposal.pose_region import SIDE, region_of
from curator.proposal.squares import cut_out, put_back
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image

_WEIGHTS = ("pose-detection", "pose-landmark")
_PERSON = 0.5
#: Two squares can come to hold the same person; masks that overlap by this much are of one.
_SAME_PERSON = 0.5


@dataclass(frozen=True)
class PoseParameters:
    """How sure the detector must be, and of how many people at most the masks are made."""

    detection: float = parameter(
        0.5, help="How sure the detector must be that there is a person.", minimum=0.05, maximum=1.0
    )
    people: int = parameter(
        10, help="Of how many people masks are made at most, surest first.", minimum=1, maximum=100
    )


def pose(photo: Image, prompt: Prompt, parameters: PoseParameters) -> Sequence[SubjectMask]:
    """Propose a mask for each person whose body is found.

    A detector finds faces and how the body lies; each body is cut out upright, and the landmark
    network masks it. The mask is laid back on the photo bilinearly.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `PoseParameters`.

    Returns
    -------
    sequence of SubjectMask
        One a person, of the photo's size, the largest first; the score is the network's own that a
        person is there.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If the interpreter or the weights are not there.
    NoPersonError
        If nobody is found.

    References
    ----------
    Bazarevsky et al., "BlazePose: On-device Real-time Body Pose tracking", 2020; MediaPipe's graph
    `modules/pose_landmark/pose_landmark_cpu.pbtxt`.
    """
    check_image(photo)
    reason = _unavailable()
    if reason is not None:
        raise UnavailableError(reason)
    found = detect(photo, weights.path(_WEIGHTS[0]), parameters.detection)[: parameters.people]
    subjects: list[SubjectMask] = []
    for detection in found:
        region = region_of(detection)
        _, presence, mask, *_ = litert.run(weights.path(_WEIGHTS[1]), cut_out(photo, region, SIDE))
        score = float(np.clip(presence[0], 0, 1))
        subject = SubjectMask(put_back(_probability(mask[:, :, 0]), region, photo.shape[:2]), score)
        if score >= _PERSON and (subject.mask >= _PERSON).any() and not _known(subject, subjects):
            subjects.append(subject)
    if not subjects:
        raise NoPersonError(
            "The pose network found nobody in this photo: drag a rectangle around the person, or "
            "start from a blank trimap and draw."
        )
    return sorted(subjects, key=lambda subject: -np.count_nonzero(subject.mask >= _PERSON))


def _probability(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), dtype=np.float32)


def _known(subject: SubjectMask, others: Sequence[SubjectMask]) -> bool:
    person = subject.mask >= _PERSON
    return any(overlap(person, other.mask >= _PERSON) > _SAME_PERSON for other in others)


def _unavailable() -> str | None:
    return litert.missing("pose", _WEIGHTS)


SOURCES.register(
    Source(
        name="pose",
        title="Pose network's body mask",
        paper="Bazarevsky et al. 2020, BlazePose",
        version="mediapipe 0.10.21",
        trust=2.0,
        parameters=PoseParameters,
        function=pose,
        unavailable=_unavailable,
    )
)
