"""A training's state on disk, whole or not at all, in a form that runs no code when it is read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from curator.errors import CorruptError, LayoutError
from curator.training.loop import State, begun, optimizer_of
from curator.training.recipe import Recipe

_HEAD = "curator"


def digest(recipe: Recipe, stage: int, step: int) -> str:
    """The SHA-256 of what a recipe says of the stages begun: the others may still change."""
    begun = stage + (step > 0)
    so_far = replace(recipe, stages=recipe.stages[:begun])
    return hashlib.sha256(json.dumps(asdict(so_far), sort_keys=True).encode()).hexdigest()


def save(state: State, recipe: Recipe, data: str, place: Path) -> None:
    """Write a state beside its place, then move it there. `data` names what it was trained on."""
    tensors: dict[str, Tensor] = {}
    for kind, weights in (
        ("network", state.network.state_dict()),
        ("mean", state.mean.state_dict()),
        ("best", state.best),
    ):
        tensors |= {f"{kind}/{name}": each for name, each in weights.items()}
    for number, moments in state.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{number}/{name}": each for name, each in moments.items()}
    head = {
        "recipe": digest(recipe, state.stage, state.step),
        "data": data,
        "stage": state.stage,
        "step": state.step,
        "score": state.score,
        "rows": state.rows,
    }
    beside = place.with_suffix(".part")
    whole = {name: each.detach().clone().contiguous() for name, each in tensors.items()}
    save_file(whole, beside, {_HEAD: json.dumps(head)})
    beside.replace(place)


def load(recipe: Recipe, data: str, place: Path) -> State:
    """The state that was saved.

    Raises
    ------
    LayoutError
        If there is none, or it is of another recipe or of other photos.
    CorruptError
        If the file is no checkpoint.
    """
    try:
        with safe_open(place, "pt") as file:
            head = json.loads(file.metadata()[_HEAD])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except FileNotFoundError:
        raise LayoutError(
            f"There is no training in {place.parent} to go on with: start one without --resume."
        ) from None
    except (OSError, SafetensorError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise CorruptError(f"{place} is no checkpoint of a training ({error}): remove it.") from error
    now_said = digest(recipe, head["stage"], head["step"])
    for key, now, what in (("recipe", now_said, "recipe"), ("data", data, "photos")):
        if head[key] != now:
            raise LayoutError(
                f"The training in {place.parent} was begun with another state of its {what}: bring "
                "that back, or train anew in another folder."
            )
    return _restored(recipe, head, tensors)


def _restored(recipe: Recipe, head: dict[str, object], tensors: dict[str, Tensor]) -> State:
    state = begun(recipe)
    state.stage, state.step = int(str(head["stage"])), int(str(head["step"]))
    state.score, rows = float(str(head["score"])), head["rows"]
    state.rows = list(rows) if isinstance(rows, list) else []
    state.network.load_state_dict(_under(tensors, "network/"))
    state.mean.load_state_dict(_under(tensors, "mean/"))
    state.best = _under(tensors, "best/")
    state.optimizer = optimizer_of(state.network, recipe, state.stage)
    moments: dict[int, dict[str, Tensor]] = {}
    for name, each in _under(tensors, "optimizer/").items():
        number, _, key = name.partition("/")
        moments.setdefault(int(number), {})[key] = each
    said = state.optimizer.state_dict()
    state.optimizer.load_state_dict({"state": moments, "param_groups": said["param_groups"]})
    return state


def _under(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): each.to(memory_format=torch.contiguous_format)
        for name, each in tensors.items()
        if name.startswith(prefix)
    }
