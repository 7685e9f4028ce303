"""The training of the light dense network and its feathering block (Zhu et al. 2017, section 4.1)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import Tensor

from curator.networks.light_matting import LightMatting, folded
from curator.networks.maps import as_maps
from curator.training.augmentation import augmented, squeezed
from curator.training.batches import drawn
from curator.training.losses import alpha_loss, colour_loss, cross_entropy
from curator.training.packing import Pack
from curator.training.recipe import LightDenseWidths, Recipe, Stage
from curator.training.scoring import mean_scores, scores_of
from curator.training.task import Batch, Scores

_AT_ONCE = 16


class LightDenseTask:
    """Photos to soft alphas; a batch is photos (N x 3 x H x W) and alphas (N x H x W)."""

    title = "Light dense network with feathering block"

    def __init__(self, recipe: Recipe, widths: LightDenseWidths) -> None:
        self._recipe = recipe
        self._widths = widths

    def network(self) -> LightMatting:
        """The network before its first step."""
        said = self._widths
        return LightMatting(said.initial, said.growths, said.dilations, said.feathering, said.radius)

    def batch(self, pack: Pack, stage: int, step: int) -> Batch:
        """What one step sees."""
        photos, alphas = [], []
        said = self._recipe.stages[stage]
        for number, rng in drawn(len(pack), said.batch, seed=self._recipe.seed, stage=stage, step=step):
            photo, (alpha,) = augmented(
                pack.photos[number], [pack.alphas[number]], said.size, self._recipe.augmentation, rng
            )
            photos.append(photo)
            alphas.append(alpha)
        return as_maps(np.stack(photos)), torch.from_numpy(np.stack(alphas))

    def losses(self, network: LightMatting, stage: Stage, batch: Batch) -> dict[str, Tensor]:
        """What a stage minimises the sum of, by name."""
        photos, truth = batch
        with torch.autocast("cpu", torch.bfloat16):
            scores = network.segmentation(photos)
        found = {}
        if "cross entropy" in stage.losses:
            found["cross entropy"] = cross_entropy(scores.float(), truth)
        if {"alpha", "colour"} & set(stage.losses):
            with torch.autocast("cpu", torch.bfloat16):
                said = network.feathering(photos, scores.softmax(dim=1))
            alpha = said.float()
            if "alpha" in stage.losses:
                found["alpha"] = alpha_loss(alpha, truth, stage.epsilon)
            if "colour" in stage.losses:
                found["colour"] = colour_loss(alpha, truth, photos, stage.epsilon)
        return found

    def validated(self, network: LightMatting, stage: Stage, pack: Pack) -> Scores:
        """`iou` and `mse` are of the alpha; `coarse_iou` and `coarse_mse` of the foreground's score."""
        network.eval()
        fine, coarse = [], []
        for first in range(0, len(pack), _AT_ONCE):
            chosen = slice(first, first + _AT_ONCE)
            photos = np.stack([squeezed(photo, stage.size) for photo in pack.photos[chosen]])
            with torch.inference_mode():
                scores, alpha = network(as_maps(photos))
                foreground = scores.softmax(dim=1)[:, 1]
            truths = pack.alphas[chosen]
            fine += [scores_of(a, t) for a, t in zip(alpha.clamp(0, 1).numpy(), truths, strict=True)]
            coarse += [scores_of(a, t) for a, t in zip(foreground.numpy(), truths, strict=True)]
        rough = {f"coarse_{name}": value for name, value in mean_scores(coarse).items()}
        return {**mean_scores(fine), **rough}

    def shipped(self, network: LightMatting) -> LightMatting:
        """The network as it is used, its batch normalisations folded."""
        return folded(network)

    def described(self, stage: Stage) -> dict[str, Any]:
        """What it takes to build the network, and the side of the pictures that it is asked about."""
        return asdict(self._widths) | {"side": stage.width}
