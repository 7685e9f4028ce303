"""Recipes: all that decides how a network is trained, one TOML file a network."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from curator.errors import ParameterError, UnknownNameError
from curator.training.augmentation import Augmentation
from curator.training.packing import Packing

_FOLDER = Path(__file__).with_name("recipes")


@dataclass(frozen=True)
class LightDenseWidths:
    """The light dense network's own numbers: see `LightDense` and `Feathering`."""

    initial: int
    growths: tuple[int, ...]
    dilations: tuple[tuple[int, ...], ...]
    feathering: int
    radius: int


@dataclass(frozen=True)
class VggFcnWidths:
    """The refining network's own numbers: see `TransposedDecoder`."""

    deep: int
    widths: tuple[int, ...]


@dataclass(frozen=True)
class _Kind:
    """What a recipe may say of a network: its table `[network]`, and its parts and losses in stages."""

    widths: type
    parts: tuple[str, ...]
    losses: tuple[str, ...]


_KINDS = {
    "light-dense": _Kind(
        LightDenseWidths, ("segmentation", "feathering"), ("cross entropy", "alpha", "colour")
    ),
    "vgg-fcn": _Kind(VggFcnWidths, ("encoder", "decoder"), ("cross entropy",)),
}


@dataclass(frozen=True)
class Stage:
    """One stage of the training.

    `width` and `height` are the size that photos are squeezed to for the network. `trains` are the
    parts whose weights change, `losses` what is minimised (their sum), `rate` the learning rate at its
    highest: it rises over the first twentieth of the steps and falls as a cosine.
    `validate` is after how many steps the network is validated and a checkpoint written. `epsilon` is
    that of Zhu et al.'s equation (6), which the losses of an alpha have.
    """

    name: str
    width: int
    height: int
    trains: tuple[str, ...]
    losses: tuple[str, ...]
    steps: int
    batch: int
    rate: float
    weight_decay: float
    validate: int
    epsilon: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as OpenCV wants them."""
        return self.width, self.height


@dataclass(frozen=True)
class Recipe:
    """How a network is trained: see the comments in its file.

    `decay` is that of the running mean of the weights. Without a folder of photos to choose by, every
    `hold_out`-th photo is kept for that.
    """

    name: str
    seed: int
    hold_out: int
    decay: float
    network: LightDenseWidths | VggFcnWidths
    pack: Packing
    augmentation: Augmentation
    stages: tuple[Stage, ...]

    @property
    def steps(self) -> int:
        """The steps of all stages together."""
        return sum(stage.steps for stage in self.stages)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the network that stages train."""
        return _KINDS[self.name].parts


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
    kind = _KINDS.get(said.get("name", ""))
    if kind is None:
        raise ParameterError(
            f"The recipe {origin} names no network that there is ({', '.join(_KINDS)})."
        )
    found: Recipe = _read(Recipe, said, f"the recipe {origin}", kind)
    for stage in found.stages:
        _check_stage(stage, kind, origin)
    if not found.stages:
        raise ParameterError(f"The recipe {origin} has no [[stages]].")
    return found


def _check_stage(stage: Stage, kind: _Kind, origin: str) -> None:
    for value, known in ((stage.trains, kind.parts), (stage.losses, kind.losses)):
        wrong = [name for name in value if name not in known]
        if wrong or not value:
            raise ParameterError(
                f"The stage {stage.name!r} of the recipe {origin} names "
                f"{', '.join(wrong) or 'nothing'}; there are: {', '.join(known)}."
            )
    if min(stage.width, stage.height, stage.steps, stage.batch, stage.validate) < 1:
        raise ParameterError(
            f"The stage {stage.name!r} of the recipe {origin} needs width, height, steps, batch and "
            "validate of at least 1."
        )


def _read(type_: Any, value: Any, where: str, kind: _Kind) -> Any:
    """A value of a TOML file as the type that a dataclass wants it to be."""
    if isinstance(type_, UnionType):
        type_ = kind.widths
    if dataclasses.is_dataclass(type_):
        return _table(type_, value, where, kind)
    if get_origin(type_) is tuple:
        if not isinstance(value, list):
            raise ParameterError(f"In {where} there must be a list, not {value!r}.")
        return tuple(_read(get_args(type_)[0], each, where, kind) for each in value)
    if type_ is float and type(value) is int:
        return float(value)
    if type(value) is not type_:
        raise ParameterError(
            f"In {where} there must be a value of type {type_.__name__}, not {value!r}."
        )
    return value


def _table(type_: Any, value: Any, where: str, kind: _Kind) -> Any:
    if not isinstance(value, Mapping):
        raise ParameterError(f"In {where} there must be a table, not {value!r}.")
    hints = get_type_hints(type_)
    needed = {each.name for each in dataclasses.fields(type_) if each.default is dataclasses.MISSING}
    for key, word in ((needed - set(value), "lacks"), (set(value) - set(hints), "does not know")):
        if key:
            raise ParameterError(f"The file of {where} {word} {', '.join(sorted(key))}.")
    said = {name: _read(hints[name], each, f"{where}: {name}", kind) for name, each in value.items()}
    return type_(**said)
