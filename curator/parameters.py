"""Parameters of methods, sources and metrics: one frozen dataclass feeds form, flags and record."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from curator.errors import ParameterError

_SWITCHES = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}


@dataclass(frozen=True)
class NoParameters:
    """For what has nothing to set."""


@dataclass(frozen=True)
class ParameterInfo:
    """One parameter as a form or a help page shows it."""

    name: str
    default: Any
    help: str
    minimum: float | None
    maximum: float | None


def parameter(
    default: Any,
    *,
    help: str,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """A field of a parameter dataclass, with its inclusive range and a sentence of help."""
    metadata = {"help": help, "minimum": minimum, "maximum": maximum}
    return dataclasses.field(default=default, metadata=metadata)


def describe(parameters: type) -> tuple[ParameterInfo, ...]:
    """The parameters of a parameter dataclass, in their order."""
    return tuple(
        ParameterInfo(
            name=field.name,
            default=field.default,
            help=field.metadata.get("help", ""),
            minimum=field.metadata.get("minimum"),
            maximum=field.metadata.get("maximum"),
        )
        for field in dataclasses.fields(parameters)
    )


def build(parameters: type, values: Mapping[str, Any]) -> Any:
    """An instance of a parameter dataclass from plain values.

    Raises
    ------
    ParameterError
        If a name does not exist, a value is of another type, not finite, or out of its range.
    """
    known = {info.name: info for info in describe(parameters)}
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            names = ", ".join(known) or "none"
            raise ParameterError(f"There is no parameter {name!r}; the parameters are: {names}.")
        checked[name] = _check(known[name], value)
    return parameters(**checked)


def parse(parameters: type, texts: Mapping[str, str]) -> Any:
    """An instance of a parameter dataclass from values as a person writes them on a command line.

    Raises
    ------
    ParameterError
        As `build`, and if a text is no value of its parameter's type.
    """
    kinds = {info.name: type(info.default) for info in describe(parameters)}
    return build(
        parameters, {name: _read(name, kinds.get(name, str), text) for name, text in texts.items()}
    )


def _read(name: str, kind: type, text: str) -> Any:
    if kind is bool:
        if text.lower() not in _SWITCHES:
            raise ParameterError(f"{name} must be one of {', '.join(_SWITCHES)}, not {text!r}.")
        return _SWITCHES[text.lower()]
    if kind in (int, float):
        try:
            return kind(text)
        except ValueError as error:
            what = "a whole number" if kind is int else "a number"
            raise ParameterError(f"{name} must be {what}, not {text!r}.") from error
    return text


def _check(info: ParameterInfo, value: Any) -> Any:
    kind = type(info.default)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if info.default is not None and type(value) is not kind:
        raise ParameterError(f"{info.name} must be of type {kind.__name__}, not {value!r}.")
    if isinstance(value, float) and not math.isfinite(value):
        raise ParameterError(f"{info.name} must be a finite number, not {value}.")
    low, high = info.minimum, info.maximum
    too_low = low is not None and value < low
    too_high = high is not None and value > high
    if too_low or too_high:
        raise ParameterError(f"{info.name} must be from {low} to {high}, not {value}.")
    return value
