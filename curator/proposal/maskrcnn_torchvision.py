"""Mask R-CNN as torchvision has it, for where detectron2 is not installed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from curator.imaging.convert import to_float
from curator.proposal import checkpoints
from curator.proposal.checkpoints import Checkpoint
from curator.proposal.detections import Detections, in_photo, strongest
from curator.proposal.packages import Package, bring, lacking
from curator.types import Image

VERSION = "1, torchvision maskrcnn_resnet50_fpn bf2d0c1e"
#: The class of persons among COCO's 91, of which 0 is nothing.
_PERSON = 1
_CLASSES = 91
PACKAGE = Package(
    name="torchvision",
    needed_by="Mask R-CNN",
    command="pip install torchvision",
    repair=(
        "install the build that belongs to this torch, as with `pip install --force-reinstall "
        "--no-deps torchvision --index-url https://download.pytorch.org/whl/cpu`, or install detectron2"
    ),
)
CHECKPOINT = Checkpoint(
    source="maskrcnn",
    title="Mask R-CNN (torchvision, R50-FPN; detectron2 is not installed)",
    file="maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
    address="https://download.pytorch.org/models/maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
    hash="sha256",
    prefix="bf2d0c1e",
    licence="BSD-3-Clause",
)


def problem(chosen: str = "") -> str | None:
    """None, or the sentence that says what to install or fetch."""
    return lacking(PACKAGE) or checkpoints.problem(CHECKPOINT, chosen)


def look(photo: Image, chosen: str, least: float, people: int) -> Detections:
    """The people of a photo: uint8, H x W x 3, RGB.

    The network's parts are called one by one, because its own last step would hold a mask of every
    detection at the photo's size.

    Raises
    ------
    UnavailableError
        If torchvision cannot be imported, or the weights are not there or are others.
    """
    import torch

    network = _network(checkpoints.place(CHECKPOINT, chosen), chosen, least)
    pixels = torch.from_numpy(np.ascontiguousarray(to_float(photo).transpose(2, 0, 1)))
    with torch.inference_mode():
        images, _ = network.transform([pixels])
        features = network.backbone(images.tensors)
        proposals, _ = network.rpn(images, features)
        (found,), _ = network.roi_heads(features, proposals, images.image_sizes)
    shape = photo.shape[:2]
    boxes = in_photo(found["boxes"].numpy(), images.image_sizes[0], shape)
    scores = np.clip(found["scores"].numpy(), 0.0, 1.0)
    persons = np.flatnonzero(found["labels"].numpy() == _PERSON)
    kept = persons[strongest(boxes[persons], scores[persons], least, people, shape)]
    return Detections(boxes[kept], scores[kept], found["masks"].numpy()[kept, 0])


@lru_cache(maxsize=1)
def _network(file: Path, chosen: str, least: float) -> Any:
    models = bring(PACKAGE, "torchvision.models.detection")
    network = models.maskrcnn_resnet50_fpn(
        weights=None, weights_backbone=None, num_classes=_CLASSES, box_score_thresh=least
    ).eval()
    checkpoints.fill(network, CHECKPOINT, chosen)
    return network
