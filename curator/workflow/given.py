"""Parameters of sources and matting methods as a person gives them: as text, or in a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from curator.errors import ParameterError, UnknownNameError
from curator.parameters import ParameterInfo, build, describe, parse
from curator.registry import METHODS, SOURCES, Registry


@dataclass(frozen=True)
class Settable:
    """A source by name and title, and those of its parameters that a form may set."""

    name: str
    title: str
    parameters: tuple[ParameterInfo, ...]


def given(settings: Sequence[str], *kinds: Registry[Any]) -> dict[str, Any]:
    """Parameters by the name of the source or method whose they are.

    Parameters
    ----------
    settings
        Each `NAME.PARAMETER=VALUE`, as in `pose.detection=0.3`; the last counts where one is twice.
    *kinds
        Where the names are looked up: sources, methods, or both.

    Returns
    -------
    dict
        For each name an instance of its parameter dataclass, defaults where nothing was said.

    Raises
    ------
    ParameterError
        If a text is not of that form, or a parameter is unknown, of another type or out of its range.
    UnknownNameError
        If there is no such source or method; the message lists those there are.
    """
    texts: dict[str, dict[str, str]] = {}
    for setting in settings:
        where, equals, value = setting.partition("=")
        name, dot, parameter = where.strip().rpartition(".")
        if not (equals and dot and name and parameter):
            raise ParameterError(
                f"{setting!r} sets nothing: write NAME.PARAMETER=VALUE, as in pose.detection=0.3."
            )
        texts.setdefault(name, {})[parameter] = value.strip()
    return {name: _parsed(name, _record(name, kinds), each) for name, each in texts.items()}


def values_of(method: str, settings: Sequence[str]) -> dict[str, Any]:
    """All parameters of a matting method by their names, as `given` of any methods' settings.

    Raises
    ------
    UnknownNameError, ParameterError
        As `given`, and if there is no such method.
    """
    record = METHODS.get(method)
    return asdict(given(settings, METHODS).get(method, record.parameters()))


def only_of(asked: Iterable[str], parameters: Mapping[str, Any], how: str = "") -> None:
    """Refuse parameters of what is not asked, which would change nothing.

    Parameters
    ----------
    asked
        Names of what is asked.
    parameters
        By the name of the source or method.
    how
        The option that asks for more, as `--source`; empty where there is none.

    Raises
    ------
    ParameterError
        If there are any.
    """
    others = [name for name in parameters if name not in tuple(asked)]
    if others:
        raise ParameterError(
            f"Parameters of {others[0]} would change nothing, because it is not asked here: "
            + (f"ask it with {how} {others[0]}, or " if how else "")
            + "leave them out."
        )


def settable() -> tuple[Settable, ...]:
    """The sources that have parameters for a form: numbers and switches.

    Which file of this machine a source reads is for those who work on this machine to say, in the
    environment or on the command line, and not for whoever has the page.
    """
    found = []
    for source in SOURCES.all():
        infos = describe(source.parameters)
        numbers = tuple(each for each in infos if isinstance(each.default, bool | int | float))
        if numbers:
            found.append(Settable(source.name, source.title, numbers))
    return tuple(found)


def from_form(values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Parameters of sources by name, from a form's values; an empty field is its default.

    Raises
    ------
    UnknownNameError
        If there is no such source.
    ParameterError
        If a value is of another type or out of its range.
    """
    return {
        name: _built(name, {key: value for key, value in fields.items() if value is not None})
        for name, fields in values.items()
    }


def _built(name: str, values: Mapping[str, Any]) -> Any:
    source = SOURCES.get(name)
    try:
        return build(source.parameters, values)
    except ParameterError as error:
        raise ParameterError(f"{source.title}: {error}") from error


def _parsed(name: str, record: Any, texts: Mapping[str, str]) -> Any:
    try:
        return parse(record.parameters, texts)
    except ParameterError as error:
        raise ParameterError(f"{name}: {error}") from error


def _record(name: str, kinds: Sequence[Registry[Any]]) -> Any:
    for kind in kinds:
        if name in kind.names():
            return kind.get(name)
    words = " or ".join(kind.kind for kind in kinds)
    names = ", ".join(each for kind in kinds for each in kind.names())
    raise UnknownNameError(f"There is no {words} {name!r} to set a parameter of; there are: {names}.")


def of_all(settings: Sequence[str]) -> dict[str, Any]:
    """Parameters of sources and matting methods; see `given`."""
    return given(settings, SOURCES, METHODS)


def of_sources(settings: Sequence[str], asked: Iterable[str]) -> dict[str, Any]:
    """Parameters of sources that are asked; see `given` and `only_of`."""
    parameters = given(settings, SOURCES)
    only_of(asked, parameters, "--source")
    return parameters


def of_methods(settings: Sequence[str], asked: Iterable[str]) -> dict[str, Any]:
    """Parameters of matting methods that are asked; see `given` and `only_of`."""
    parameters = given(settings, METHODS)
    only_of(asked, parameters, "--method")
    return parameters
