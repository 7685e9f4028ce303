"""Which training a recipe is of."""

from __future__ import annotations

from typing import Any

from curator.training.light_dense import LightDenseTask
from curator.training.recipe import LightDenseWidths, Recipe
from curator.training.task import Task
from curator.training.vgg_fcn import VggFcnTask


def task_of(recipe: Recipe) -> Task[Any]:
    """The training of the network that a recipe is of."""
    if isinstance(recipe.network, LightDenseWidths):
        return LightDenseTask(recipe, recipe.network)
    return VggFcnTask(recipe, recipe.network)
