"""A trained network as curator ships it: batch normalisation folded, half precision, with its card."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor, nn

import curator
from curator.training.packing import Pack
from curator.training.recipe import Recipe, Stage
from curator.training.tasks import task_of
from curator.weights.shipped import Card


def ship(
    mean: nn.Module,
    recipe: Recipe,
    stage: Stage,
    step: int,
    *,
    data: Mapping[str, Any],
    validation: Pack,
    chosen_by: Mapping[str, Any],
    commit: str,
    folder: Path,
) -> Card:
    """Write `NAME.safetensors` and `NAME.json`; the scores are of the rounded weights themselves.

    Parameters
    ----------
    mean
        The network, with its batch normalisations; it stays as it is.
    recipe
        How it was trained.
    stage, step
        What it is of: its scores are at the stage's size.
    data, chosen_by
        What it was trained on and chosen by, for the card.
    validation
        The photos it is scored on.
    commit
        The source's commit.
    folder
        Where both files go.
    """
    task = task_of(recipe)
    network = task.shipped(copy.deepcopy(mean))
    half: dict[str, Tensor] = {
        name: each.to(torch.float16).contiguous() for name, each in network.state_dict().items()
    }
    network.load_state_dict({name: each.float() for name, each in half.items()})
    content = save(half)
    scores = task.validated(network, stage, validation)
    card = Card(
        name=recipe.name,
        title=task.title,
        network=task.described(stage),
        data=data,
        validation=chosen_by,
        recipe=asdict(recipe),
        commit=commit,
        seed=recipe.seed,
        step=f"{stage.name}, {step}",
        scores={name: round(value, 6) for name, value in scores.items()},
        made_with={"curator": curator.__version__, "torch": torch.__version__},
        sha256=hashlib.sha256(content).hexdigest(),
        note="",
    )
    for name, each in (
        (f"{card.name}.safetensors", content),
        (f"{card.name}.json", (json.dumps(asdict(card), indent=1) + "\n").encode()),
    ):
        beside = folder / f"{name}.part"
        beside.write_bytes(each)
        beside.replace(folder / name)
    return card
