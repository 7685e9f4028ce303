"""The training of the refining network (Orrite et al., section 3.4).

What it sees is what it will meet: photos with mattes that curator's automatic way made of them, drawn
into boundary and leftover masks at the network's size. What it learns is the true mask.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from curator.errors import LayoutError
from curator.networks.maps import as_maps
from curator.networks.vgg_fcn import VggFcn
from curator.refinement.fcn import network_input
from curator.training.augmentation import augmented, squeezed
from curator.training.batches import drawn
from curator.training.losses import cross_entropy
from curator.training.packing import Pack
from curator.training.recipe import Recipe, Stage, VggFcnWidths
from curator.training.scoring import mean_scores, scores_of
from curator.training.task import Batch, Scores
from curator.types import Alpha, FloatImage

_AT_ONCE = 17
#: A matte whose IoU fell by more than this was made worse: one point.
_POINT = 0.01


class VggFcnTask:
    """Photos and mattes to masks; a batch is maps (N x 5 x H x W) and masks (N x H x W)."""

    title = "VGG16 refining network"

    def __init__(self, recipe: Recipe, widths: VggFcnWidths) -> None:
        self._recipe = recipe
        self._widths = widths

    def network(self) -> VggFcn:
        """The network before its first step."""
        return VggFcn(self._widths.deep, self._widths.widths)

    def batch(self, pack: Pack, stage: int, step: int) -> Batch:
        """What one step sees."""
        maps, masks = [], []
        said = self._recipe.stages[stage]
        drafts = _drafts(pack)
        for number, rng in drawn(len(pack), said.batch, seed=self._recipe.seed, stage=stage, step=step):
            layers = [pack.alphas[number], drafts[number]]
            photo, (mask, draft) = augmented(
                pack.photos[number], layers, said.size, self._recipe.augmentation, rng
            )
            maps.append(_input(photo, draft))
            masks.append(mask)
        return as_maps(np.stack(maps)), torch.from_numpy(np.stack(masks))

    def losses(self, network: VggFcn, stage: Stage, batch: Batch) -> dict[str, Tensor]:
        """What a stage minimises the sum of, by name."""
        maps, truth = batch
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(maps)
        return {"cross entropy": cross_entropy(scores.float(), truth)}

    def validated(self, network: VggFcn, stage: Stage, pack: Pack) -> Scores:
        """The decision's scores; `draft_iou` is that of the mattes it refines.

        `worse` is the part of the photos that lost more than a point of IoU by it.
        """
        network.eval()
        found = []
        drafts = _drafts(pack)
        for first in range(0, len(pack), _AT_ONCE):
            numbers = range(first, min(first + _AT_ONCE, len(pack)))
            maps = [
                _input(squeezed(pack.photos[n], stage.size), squeezed(drafts[n], stage.size))
                for n in numbers
            ]
            with torch.inference_mode():
                decided = network(as_maps(np.stack(maps))).softmax(dim=1)[:, 1].numpy()
            found += [
                _scores(decision, drafts[n], pack.alphas[n])
                for n, decision in zip(numbers, decided, strict=True)
            ]
        return mean_scores(found)

    def shipped(self, network: VggFcn) -> VggFcn:
        """The network as it is used."""
        return network

    def described(self, stage: Stage) -> dict[str, Any]:
        """What it takes to build the network, and the size of the pictures that it is asked about."""
        return asdict(self._widths) | {"width": stage.width, "height": stage.height}


def _drafts(pack: Pack) -> NDArray[np.uint8]:
    if pack.drafts is None:
        raise LayoutError("The refining network needs mattes to refine: pack the photos with drafts.")
    return pack.drafts


def _input(photo: FloatImage, draft: Alpha) -> FloatImage:
    """As the network is asked; a draft that was turned out of the picture has no masks to draw."""
    if (draft >= 0.5).any():
        return network_input(photo, draft)
    return np.concatenate([photo, np.zeros((*draft.shape, 2), np.float32)], axis=2)


def _scores(decision: Alpha, draft: NDArray[np.uint8], truth: NDArray[np.uint8]) -> dict[str, float]:
    said = scores_of(decision, truth)
    before = scores_of(draft.astype(np.float32) / np.float32(255), truth)["iou"]
    worse = float(said["iou"] < before - _POINT)
    return {**said, "draft_iou": before, "worse": worse}
