"""Recipes: all that decides how a network is trained, one TOML file a network."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from curator.errors import ParameterError, UnknownNameError
from curator.training.augmentation import Augmentation
from curator.training.packing import Packing

_FOLDER = Path(__file__).with_name("recipes")
PARTS = ("segmentation", "feathering")
LOSSES = ("cross entropy", "alpha", "colour")


@dataclass(frozen=True)
class Widths:
    """The network's own numbers: see `LightDense` and `Feathering`."""

    initial: int
    growth: int
    dilations: tuple[int, ...]
    feathering: int
    radius: int


@dataclass(frozen=True)
class Stage:
    """One stage of the training.

    `trains` are the parts whose weights change, `losses` what is minimised (their sum), `rate` the
    learning rate at its highest: it rises over the first twentieth of the steps and falls as a cosine.
    `validate` is after how many steps the network is validated and a checkpoint written. `epsilon` is
    that of Zhu et al.'s equation (6).
    """

    name: str
    trains: tuple[str, ...]
    losses: tuple[str, ...]
    steps: int
    batch: int
    rate: float
    weight_decay: float
    validate: int
    epsilon: float


@dataclass(frozen=True)
class Recipe:
    """How a network is trained: see the comments in its file."""

    name: str
    seed: int
    side: int
    hold_out: int
    decay: float
    network: Widths
    pack: Packing
    augmentation: Augmentation
    stages: tuple[Stage, ...]

    @property
    def steps(self) -> int:
        """The steps of all stages together."""
        return sum(stage.steps for stage in self.stages)


def names() -> tuple[str, ...]:
    """The networks that there are recipes for."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def recipe(name: str) -> Recipe:
    """The recipe of a network.

    Raises
    ------
    UnknownNameError
        If there is none of that name.
    """
    if name not in names():
        raise UnknownNameError(
            f"There is no recipe for a network {name!r}; there are: {', '.join(names())}."
        )
    path = _FOLDER / f"{name}.toml"
    return parsed(path.read_text("utf-8"), path.name)


def parsed(text: str, origin: str) -> Recipe:
    """A recipe from its text.

    Raises
    ------
    ParameterError
        If the text is no TOML, or a value is missing, unknown, or of the wrong kind.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"The recipe {origin} is no TOML ({error}).") from error
    found: Recipe = _read(Recipe, said, f"the recipe {origin}")
    for stage in found.stages:
        _check_stage(stage, origin)
    if not found.stages:
        raise ParameterError(f"The recipe {origin} has no [[stages]].")
    return found


def _check_stage(stage: Stage, origin: str) -> None:
    for value, known in ((stage.trains, PARTS), (stage.losses, LOSSES)):
        wrong = [name for name in value if name not in known]
        if wrong or not value:
            raise ParameterError(
                f"The stage {stage.name!r} of the recipe {origin} names "
                f"{', '.join(wrong) or 'nothing'}; there are: {', '.join(known)}."
            )
    if min(stage.steps, stage.batch, stage.validate) < 1:
        raise ParameterError(
            f"The stage {stage.name!r} of the recipe {origin} needs steps, batch and validate of at "
            "least 1."
        )


def _read(kind: Any, value: Any, where: str) -> Any:
    """A value of a TOML file as the type that a dataclass wants it to be."""
    if dataclasses.is_dataclass(kind):
        return _table(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise ParameterError(f"In {where} there must be a list, not {value!r}.")
        return tuple(_read(get_args(kind)[0], each, where) for each in value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ParameterError(
            f"In {where} there must be a value of type {kind.__name__}, not {value!r}."
        )
    return value


def _table(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise ParameterError(f"In {where} there must be a table, not {value!r}.")
    hints = get_type_hints(kind)
    for key, word in ((set(hints) - set(value), "lacks"), (set(value) - set(hints), "does not know")):
        if key:
            raise ParameterError(f"The file of {where} {word} {', '.join(sorted(key))}.")
    return kind(**{name: _read(hint, value[name], f"{where}: {name}") for name, hint in hints.items()})
