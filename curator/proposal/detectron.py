"""detectron2, which runs Mask R-CNN and DensePose: its configuration, a network, what it sees."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from curator.proposal.packages import Package, bring
from curator.types import Image

NAME = "detectron2"
_COMMAND = (
    "pip install torchvision && pip install --no-build-isolation "
    "git+https://github.com/facebookresearch/detectron2.git"
)
_REPAIR = (
    "give it the torchvision that was built for this torch, and build it anew where torch was replaced"
)

#: What `Base-RCNN-FPN.yaml` of detectron2 and of DensePose say alike, and the depth of R50.
R50_FPN: Mapping[str, Any] = {
    "MODEL.META_ARCHITECTURE": "GeneralizedRCNN",
    "MODEL.BACKBONE.NAME": "build_resnet_fpn_backbone",
    "MODEL.RESNETS.DEPTH": 50,
    "MODEL.RESNETS.OUT_FEATURES": ["res2", "res3", "res4", "res5"],
    "MODEL.FPN.IN_FEATURES": ["res2", "res3", "res4", "res5"],
    "MODEL.ANCHOR_GENERATOR.SIZES": [[32], [64], [128], [256], [512]],
    "MODEL.ANCHOR_GENERATOR.ASPECT_RATIOS": [[0.5, 1.0, 2.0]],
    "MODEL.RPN.IN_FEATURES": ["p2", "p3", "p4", "p5", "p6"],
    "MODEL.RPN.PRE_NMS_TOPK_TRAIN": 2000,
    "MODEL.RPN.PRE_NMS_TOPK_TEST": 1000,
    "MODEL.RPN.POST_NMS_TOPK_TRAIN": 1000,
    "MODEL.RPN.POST_NMS_TOPK_TEST": 1000,
    "MODEL.ROI_HEADS.IN_FEATURES": ["p2", "p3", "p4", "p5"],
    "MODEL.ROI_BOX_HEAD.NAME": "FastRCNNConvFCHead",
    "MODEL.ROI_BOX_HEAD.NUM_FC": 2,
    "MODEL.ROI_BOX_HEAD.POOLER_RESOLUTION": 7,
}
#: `INPUT.MIN_SIZE_TEST` and `INPUT.MAX_SIZE_TEST`: the sides at which these networks see a photo.
SIDES = (800, 1333)
#: One photo at a time: the networks take gigabytes while they look.
turn = threading.Lock()


def package(needed_by: str) -> Package:
    """detectron2 as what needs it speaks of it."""
    return Package(NAME, needed_by, _COMMAND, _REPAIR)


def build(
    needed: Package, values: Mapping[str, Any], extend: Callable[[Any], None] | None = None
) -> Any:
    """An untrained network for a configuration, ready to look (a torch module).

    The configuration is written out here because detectron2's own reader of its files needs a
    package that setuptools has dropped, and DensePose's files are not in its package.

    Parameters
    ----------
    needed
        As `package` makes it.
    values
        What differs from detectron2's defaults, by dotted names.
    extend
        Adds further fields to the configuration first.

    Raises
    ------
    UnavailableError
        If detectron2 cannot be imported.
    """
    import torch

    config = bring(needed, "detectron2.config").get_cfg()
    if extend is not None:
        extend(config)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    given = {**values, "MODEL.DEVICE": device}
    config.merge_from_list([each for pair in given.items() for each in pair])
    return bring(needed, "detectron2.modeling").build_model(config).eval()


def look(network: Any, photo: Image) -> Any:
    """The raw `Instances` of a photo (uint8, H x W x 3, RGB), on the CPU.

    Boxes are in pixels of `Instances.image_size`; masks are as small as the network makes them: the
    network's own step to the photo's size would hold a mask of every detection at once.
    """
    import torch

    seen = _resized(photo)[..., ::-1].astype(np.float32).transpose(2, 0, 1)
    with torch.inference_mode():
        (found,) = network.inference(
            [{"image": torch.from_numpy(np.ascontiguousarray(seen))}], do_postprocess=False
        )
    return found.to("cpu")


def _resized(photo: Image) -> NDArray[np.uint8]:
    """The photo with its shorter side at 800 pixels, or its longer one at 1333."""
    height, width = photo.shape[:2]
    scale = min(SIDES[0] / min(height, width), SIDES[1] / max(height, width))
    size = max(1, int(width * scale + 0.5)), max(1, int(height * scale + 0.5))
    return np.asarray(Pillow.fromarray(photo).resize(size, Pillow.Resampling.BILINEAR))
