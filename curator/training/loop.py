"""Training itself: stage after stage, from any of its steps on."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from curator.errors import ConvergenceError
from curator.training.packing import Pack
from curator.training.recipe import Recipe, Stage
from curator.training.task import Scores, Task
from curator.training.tasks import task_of

Row = dict[str, str | int | float]

#: The part of a stage's steps in which its rate rises.
_RISE = 0.05


@dataclass
class State:
    """Where a training is, and all that it needs to go on from there.

    `stage` and `step` count what is done. `network` is being trained, `mean` is the running mean of its
    weights, `best` the mean that scored highest in this stage (`score`). `rows` are the journal.
    """

    network: nn.Module
    mean: nn.Module
    optimizer: torch.optim.AdamW
    stage: int = 0
    step: int = 0
    best: dict[str, Tensor] = field(default_factory=dict)
    score: float = -1.0
    rows: list[Row] = field(default_factory=list)


def begun(recipe: Recipe, encoder: dict[str, Tensor] | None = None) -> State:
    """A training before its first step. The weights are drawn from the recipe's seed.

    `encoder` are weights that the part `encoder` begins with instead, by their names in it.
    """
    torch.manual_seed(recipe.seed)
    network: nn.Module = task_of(recipe).network()
    if encoder is not None:
        network.get_submodule("encoder").load_state_dict(encoder)
    # Convolutions are a third faster with a pixel's channels side by side.
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return State(network, copy.deepcopy(network), optimizer_of(network, recipe, 0))


def optimizer_of(network: nn.Module, recipe: Recipe, stage: int) -> torch.optim.AdamW:
    """The optimizer of a stage; the parts that it does not train are frozen.

    Behind the last stage it is that one's: a stage that is added to the recipe later goes on there.
    """
    said = recipe.stages[min(stage, len(recipe.stages) - 1)]
    for part in recipe.parts:
        network.get_submodule(part).requires_grad_(part in said.trains)
    trained = [weight for weight in network.parameters() if weight.requires_grad]
    return torch.optim.AdamW(trained, lr=said.rate, weight_decay=said.weight_decay)


def train(
    state: State,
    recipe: Recipe,
    training: Pack,
    validation: Pack,
    *,
    validated_then: Callable[[Scores, bool], None],
    step: Callable[[int, int, str], None],
) -> None:
    """Go through the rest of the recipe.

    Parameters
    ----------
    state
        Where to go on; changed as it goes.
    validated_then
        Called after every validation, when `state` is complete, with the scores of the running mean
        and whether they are the stage's best.
    step
        Called after each step with the steps done, those of the recipe, and what is being done.

    Raises
    ------
    ConvergenceError
        If a loss is not a finite number.
    """
    task = task_of(recipe)
    done = sum(stage.steps for stage in recipe.stages[: state.stage]) + state.step
    sums: dict[str, float] = {}
    since = state.step
    while state.stage < len(recipe.stages):
        stage = recipe.stages[state.stage]
        for name, loss in _step(state, task, recipe, stage, training).items():
            sums[name] = sums.get(name, 0.0) + loss
        done += 1
        step(done, recipe.steps, stage.name)
        ended = state.step == stage.steps
        if ended or state.step % stage.validate == 0:
            losses = {name: total / (state.step - since) for name, total in sums.items()}
            scores, best = _validate(state, task, stage, validation, losses)
            if ended:
                _next_stage(state, recipe)
            sums, since = {}, state.step
            validated_then(scores, best)


def _step(state: State, task: Task[Any], recipe: Recipe, stage: Stage, pack: Pack) -> dict[str, float]:
    for part in recipe.parts:
        state.network.get_submodule(part).train(part in stage.trains)
    wanted = task.losses(state.network, stage, task.batch(pack, state.stage, state.step))
    for group in state.optimizer.param_groups:
        group["lr"] = stage.rate * _rate(state.step, stage.steps)
    state.optimizer.zero_grad()
    torch.stack(list(wanted.values())).sum().backward()  # type: ignore[no-untyped-call]
    state.optimizer.step()
    state.step += 1
    _take_mean(state, recipe.decay)
    return {name: _finite(name, loss.item(), stage, state.step) for name, loss in wanted.items()}


def _rate(step: int, steps: int) -> float:
    """What the learning rate is multiplied with: a rise, then half a cosine down to nothing."""
    rise = max(1, round(_RISE * steps))
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))


def _take_mean(state: State, decay: float) -> None:
    # At the start of a stage the mean follows closely, or it would remember what was before.
    kept = min(decay, (1 + state.step) / (10 + state.step))
    weights = state.network.state_dict()
    with torch.no_grad():
        for name, mean in state.mean.state_dict().items():
            if mean.is_floating_point():
                mean.lerp_(weights[name], 1 - kept)
            else:
                mean.copy_(weights[name])


def _validate(
    state: State, task: Task[Any], stage: Stage, pack: Pack, losses: dict[str, float]
) -> tuple[Scores, bool]:
    scores = task.validated(state.mean, stage, pack)
    state.rows.append({"stage": stage.name, "step": state.step, **losses, **scores})
    best = scores["iou"] > state.score
    if best:
        state.score = scores["iou"]
        state.best = {name: each.clone() for name, each in state.mean.state_dict().items()}
    return scores, best


def _next_stage(state: State, recipe: Recipe) -> None:
    state.stage += 1
    state.step = 0
    state.score = -1.0
    state.network.load_state_dict(state.best)
    state.mean.load_state_dict(state.best)
    state.optimizer = optimizer_of(state.network, recipe, state.stage)


def _finite(name: str, loss: float, stage: Stage, step: int) -> float:
    if not math.isfinite(loss):
        raise ConvergenceError(
            f"The {name} loss is {loss} after {step} steps of the stage {stage.name!r}: lower its rate."
        )
    return loss
