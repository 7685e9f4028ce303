"""What training wants of a network: how it begins, what it sees and minimises, how it is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Protocol, TypeVar

from torch import Tensor, nn

from curator.training.packing import Pack
from curator.training.recipe import Stage

N = TypeVar("N", bound=nn.Module)

#: Means over photos at the pack's size. `iou`, that of the alpha at 0.5, is what weights are chosen by.
Scores = Mapping[str, float]
Batch = tuple[Tensor, ...]


class Task(Protocol, Generic[N]):
    """The training of one kind of network by one recipe."""

    @property
    def title(self) -> str:
        """What the network is, for its card."""

    def network(self) -> N:
        """The network before its first step; what is random in it comes from torch's generator."""

    def batch(self, pack: Pack, stage: int, step: int) -> Batch:
        """What one step sees: a function of the recipe's seed, the stage and the step alone."""

    def losses(self, network: N, stage: Stage, batch: Batch) -> dict[str, Tensor]:
        """What a stage minimises the sum of, by its name."""

    def validated(self, network: N, stage: Stage, pack: Pack) -> Scores:
        """Score a network, shipped or not, at the size of a stage; it is left in evaluation."""

    def shipped(self, network: N) -> N:
        """The network as it is used; the one that is given may be changed."""

    def described(self, stage: Stage) -> dict[str, Any]:
        """What it takes to build the network and to ask it as in a stage, for its card."""
