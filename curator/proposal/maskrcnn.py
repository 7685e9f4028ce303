"""Mask R-CNN: one silhouette a person, by detectron2, or by torchvision where that is not here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from curator.errors import NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.proposal import checkpoints, detectron, maskrcnn_torchvision
from curator.proposal.checkpoints import Checkpoint
from curator.proposal.detections import DetectionParameters, Detections, in_photo, paste, strongest
from curator.proposal.packages import is_installed, lacking
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image

#: The class of persons among COCO's 80 as detectron2 numbers them.
_PERSON = 0
_DETECTRON = detectron.package("Mask R-CNN")
_CONFIG = "COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_3x"
CHECKPOINT = Checkpoint(
    source="maskrcnn",
    title="Mask R-CNN (detectron2, R50-FPN 3x)",
    file="mask_rcnn_R_50_FPN_3x_f10217.pkl",
    address=f"https://dl.fbaipublicfiles.com/detectron2/{_CONFIG}/137849600/model_final_f10217.pkl",
    hash="md5",
    prefix="f10217",
    licence="CC BY-SA 3.0",
)
#: What `mask_rcnn_R_50_FPN_3x.yaml` says of the network.
CONFIG = {
    **detectron.R50_FPN,
    "MODEL.MASK_ON": True,
    "MODEL.ROI_HEADS.NAME": "StandardROIHeads",
    "MODEL.ROI_MASK_HEAD.NAME": "MaskRCNNConvUpsampleHead",
    "MODEL.ROI_MASK_HEAD.NUM_CONV": 4,
    "MODEL.ROI_MASK_HEAD.POOLER_RESOLUTION": 14,
}


def maskrcnn(photo: Image, prompt: Prompt, parameters: DetectionParameters) -> Sequence[SubjectMask]:
    """Propose a silhouette of each person.

    A mask is the network's own probability, 28 x 28 over the person's box, enlarged bilinearly; at
    0.5 it is what detectron2 makes of it. Masks are made one by one: of 100 people in a photo of 12
    megapixels detectron2 itself would hold 1.2 GB.

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
        One a person, of the photo's size, the surest first.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If neither package is there or can be imported, or the weights are not there or are others.
    NoPersonError
        If nobody reaches the score.

    References
    ----------
    He, Gkioxari, Dollar and Girshick, "Mask R-CNN", ICCV 2017; detectron2's model 137849600.
    """
    check_image(photo)
    reason = _problem(parameters.weights)
    if reason is not None:
        raise UnavailableError(reason)
    with detectron.turn:
        if _is_detectron():
            found = _look(photo, parameters)
        else:
            found = maskrcnn_torchvision.look(
                photo, parameters.weights, parameters.score, parameters.people
            )
    subjects = []
    for box, score, plane in zip(found.boxes, found.scores, found.planes, strict=True):
        mask = paste(plane, box, photo.shape[:2])
        if (mask >= 0.5).any():
            subjects.append(SubjectMask(mask=mask, score=float(score)))
    if not subjects:
        raise NoPersonError(
            f"Mask R-CNN is not {parameters.score:.0%} sure of anybody in this photo: drag a rectangle "
            "around the person, or start from a blank trimap and draw."
        )
    return subjects


def _look(photo: Image, parameters: DetectionParameters) -> Detections:
    file = checkpoints.place(CHECKPOINT, parameters.weights)
    found = detectron.look(_network(file, parameters.weights, parameters.score), photo)
    shape = photo.shape[:2]
    boxes = in_photo(found.pred_boxes.tensor.numpy(), found.image_size, shape)
    scores = np.clip(found.scores.numpy(), 0.0, 1.0)
    people = np.flatnonzero(found.pred_classes.numpy() == _PERSON)
    kept = people[strongest(boxes[people], scores[people], parameters.score, parameters.people, shape)]
    return Detections(boxes[kept], scores[kept], found.pred_masks.numpy()[kept, 0])


@lru_cache(maxsize=1)
def _network(file: Path, chosen: str, score: float) -> Any:
    values = {**CONFIG, "MODEL.ROI_HEADS.SCORE_THRESH_TEST": score}
    network = detectron.build(_DETECTRON, values)
    checkpoints.fill(network, CHECKPOINT, chosen)
    return network


def _is_detectron() -> bool:
    """Whether detectron2 is asked; also where neither is there, so that its name is in the record."""
    return is_installed(detectron.NAME) or not is_installed(maskrcnn_torchvision.PACKAGE.name)


def _problem(chosen: str = "") -> str | None:
    torchvision = maskrcnn_torchvision.PACKAGE
    if not is_installed(detectron.NAME) and not is_installed(torchvision.name):
        return (
            "Mask R-CNN needs the package detectron2 or torchvision, and neither is installed: run "
            f"`{torchvision.command}`, or `{_DETECTRON.command}`."
        )
    if _is_detectron():
        return lacking(_DETECTRON) or checkpoints.problem(CHECKPOINT, chosen)
    return maskrcnn_torchvision.problem(chosen)


def _unavailable() -> str | None:
    return _problem()


SOURCES.register(
    Source(
        name="maskrcnn",
        title="Mask R-CNN",
        paper="He, Gkioxari, Dollar and Girshick 2017, Mask R-CNN",
        version="1, detectron2 137849600" if _is_detectron() else maskrcnn_torchvision.VERSION,
        trust=1.0,
        parameters=DetectionParameters,
        function=maskrcnn,
        unavailable=_unavailable,
    )
)
