"""DensePose: the body of each person and its parts, by detectron2's project of that name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.proposal import checkpoints, detectron
from curator.proposal.checkpoints import Checkpoint
from curator.proposal.detections import DetectionParameters, in_photo, strongest
from curator.proposal.packages import Package, bring, lacking
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image

_NAME = "densepose_rcnn_R_50_FPN_s1x"
_DETECTRON = detectron.package("DensePose")
PACKAGE = Package(
    name="densepose",
    needed_by="DensePose, which is a project of detectron2,",
    command=(
        "pip install --no-deps --no-build-isolation git+https://github.com/facebookresearch/"
        "detectron2.git#subdirectory=projects/DensePose && pip install av"
    ),
)
CHECKPOINT = Checkpoint(
    source="densepose",
    title="DensePose (detectron2, R50-FPN s1x)",
    file=f"{_NAME}_162be9.pkl",
    address=f"https://dl.fbaipublicfiles.com/densepose/{_NAME}/165712039/model_final_162be9.pkl",
    hash="md5",
    prefix="162be9",
    licence="CC BY-SA 3.0",
)


def densepose(photo: Image, prompt: Prompt, parameters: DetectionParameters) -> Sequence[SubjectMask]:
    """Propose the body of each person, with its parts.

    A pixel is as much person as the surer of being background says: the smaller of the probability
    of "person" in the coarse planes, and that of the likeliest part against background in the fine
    ones. At 0.5 the mask is DensePose's own, and the parts are its labels: 1 and 2 torso, 3 and 4
    hands, 5 and 6 feet, 7 to 14 legs, 15 to 22 arms, 23 and 24 head. Planes are enlarged one by one.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `DetectionParameters`.

    Returns
    -------
    sequence of SubjectMask
        One a person, of the photo's size, with parts, the surest first.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If the packages are not there or cannot be imported, or the weights are not there or are
        others.
    NoPersonError
        If nobody reaches the score.

    References
    ----------
    Guler, Neverova and Kokkinos, "DensePose", CVPR 2018; detectron2's model 165712039.
    """
    check_image(photo)
    reason = _problem(parameters.weights)
    if reason is not None:
        raise UnavailableError(reason)
    file = checkpoints.place(CHECKPOINT, parameters.weights)
    with detectron.turn:
        found = detectron.look(_network(file, parameters), photo)
    subjects = _subjects(found, parameters, photo.shape[:2])
    if not subjects:
        raise NoPersonError(
            f"DensePose is not {parameters.score:.0%} sure of anybody in this photo: drag a rectangle "
            "around the person, or start from a blank trimap and draw."
        )
    return subjects


def _subjects(found: Any, parameters: DetectionParameters, shape: tuple[int, int]) -> list[SubjectMask]:
    # With no detection DensePose leaves its field out.
    if len(found) == 0 or not found.has("pred_densepose"):
        return []
    boxes = in_photo(found.pred_boxes.tensor.numpy(), found.image_size, shape)
    scores = np.clip(found.scores.numpy(), 0.0, 1.0)
    coarse, fine = found.pred_densepose.coarse_segm, found.pred_densepose.fine_segm
    subjects = []
    for index in strongest(boxes, scores, parameters.score, parameters.people, shape):
        subject = _subject(coarse[index].numpy(), fine[index].numpy(), boxes[index], shape)
        if (subject[0] >= 0.5).any():
            subjects.append(SubjectMask(subject[0], float(scores[index]), subject[1]))
    return subjects


def _subject(
    coarse: NDArray[np.float32],
    fine: NDArray[np.float32],
    box: NDArray[np.float32],
    shape: tuple[int, int],
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Mask and parts of one person; planes are K x side x side of which plane 0 is background."""
    # As DensePose itself rounds boxes: whole pixels, at least one.
    left, top = int(box[0]), int(box[1])
    width, height = max(int(box[2] - box[0]), 1), max(int(box[3] - box[1]), 1)
    place = slice(top, top + height), slice(left, left + width)
    body, _ = _against_background(coarse, (width, height))
    part, label = _against_background(fine, (width, height))
    mask = np.zeros(shape, dtype=np.float32)
    mask[place] = np.minimum(body, part)
    parts = np.zeros(shape, dtype=np.uint8)
    parts[place] = np.where(mask[place] >= 0.5, label, 0)
    return mask, parts


def _against_background(
    planes: NDArray[np.float32], size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """How likely the likeliest plane but the first is against the first, and which it is."""
    best = _enlarged(planes[1], size)
    label = np.ones(best.shape, dtype=np.uint8)
    for number in range(2, len(planes)):
        other = _enlarged(planes[number], size)
        better = other > best
        best[better] = other[better]
        label[better] = number
    best -= _enlarged(planes[0], size)
    # The sigmoid of a difference is the softmax of the two; exp of 80 is still a float32.
    probability = 1 / (1 + np.exp(-np.clip(best, -80, 80)))
    return probability.astype(np.float32), label


def _enlarged(plane: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    resized = cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, dtype=np.float32).reshape(size[::-1])


@lru_cache(maxsize=1)
def _network(file: Path, parameters: DetectionParameters) -> Any:
    network = detectron.build(
        _DETECTRON,
        {
            **detectron.R50_FPN,
            "MODEL.DENSEPOSE_ON": True,
            "MODEL.ROI_HEADS.NAME": "DensePoseROIHeads",
            "MODEL.ROI_HEADS.NUM_CLASSES": 1,
            "MODEL.ROI_HEADS.SCORE_THRESH_TEST": parameters.score,
            "MODEL.ROI_BOX_HEAD.POOLER_SAMPLING_RATIO": 2,
            "MODEL.ROI_BOX_HEAD.POOLER_TYPE": "ROIAlign",
            "MODEL.ROI_DENSEPOSE_HEAD.NAME": "DensePoseV1ConvXHead",
            "MODEL.ROI_DENSEPOSE_HEAD.POOLER_TYPE": "ROIAlign",
            "MODEL.ROI_DENSEPOSE_HEAD.NUM_COARSE_SEGM_CHANNELS": 2,
            "TEST.DETECTIONS_PER_IMAGE": parameters.people,
        },
        bring(PACKAGE).add_densepose_config,
    )
    checkpoints.fill(network, CHECKPOINT, parameters.weights)
    return network


def _problem(chosen: str = "") -> str | None:
    return lacking(_DETECTRON) or lacking(PACKAGE) or checkpoints.problem(CHECKPOINT, chosen)


def _unavailable() -> str | None:
    return _problem()


SOURCES.register(
    Source(
        name="densepose",
        title="DensePose",
        paper="Guler, Neverova and Kokkinos 2018, DensePose",
        version="1, detectron2 165712039",
        trust=2.0,
        parameters=DetectionParameters,
        function=densepose,
        unavailable=_unavailable,
    )
)
