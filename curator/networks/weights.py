"""A network given the weights that curator ships for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import torch
from torch import nn

from curator.errors import UnavailableError
from curator.weights import shipped

N = TypeVar("N", bound=nn.Module)
A = TypeVar("A")


def with_weights(
    name: str,
    build: Callable[[Mapping[str, Any]], N],
    ask: Callable[[N, Mapping[str, Any]], A],
) -> A:
    """A shipped network in the form that it is asked in.

    Parameters
    ----------
    name
        Of the weights and their card.
    build
        The network without weights, from what its card says of it.
    ask
        What answers by the network with its weights, from both.

    Raises
    ------
    UnavailableError
        If the weights are not there, or not what their card says.
    """
    said = shipped.card(name).network
    try:
        network = build(said)
        weights = shipped.tensors(name)
        network.load_state_dict({key: torch.from_numpy(each) for key, each in weights.items()})
        return ask(network, said)
    except (KeyError, TypeError, RuntimeError) as error:
        raise UnavailableError(
            f"The {name} weights do not fit the network of their card ({error}): install curator anew."
        ) from error
