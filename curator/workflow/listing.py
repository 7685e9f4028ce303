"""What there is: photos with their states, and everything that is registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from curator.errors import UnavailableError, UnknownNameError
from curator.parameters import describe
from curator.records import STATES, State
from curator.registry import FORMATS, METHODS, METRICS, SOURCES
from curator.store.project import Project
from curator.workflow import refining
from curator.workflow.automatic import WITHOUT_TRIMAP
from curator.workflow.browse import ALL, BY_SIZE, IMPORTED, TO_LOOK_AT, Card, catalogue
from curator.workflow.refining import FCN, TITLE

#: What a list can be sorted by.
ORDERS: tuple[str, ...] = (IMPORTED, TO_LOOK_AT, *BY_SIZE)

_EVERYTHING = 1_000_000_000

#: Sources that ask for something on each photo.
_BY_HAND = ("grabcut",)


@dataclass(frozen=True)
class OfferedSource:
    """A source as a form shows it; `unavailable` is None, or the sentence that says what it lacks."""

    name: str
    title: str
    unavailable: str | None


def listing(
    project: Project, state: State | None = None, order: str = IMPORTED
) -> list[dict[str, Any]]:
    """A row for each annotation, and for each photo that has none (its state is then empty).

    `state` keeps the annotations of that state alone. Sorted by size, a row has the person's area in
    pixels too.
    """
    cards = catalogue(project, state or ALL, size=_EVERYTHING, order=order).cards
    return [_row(card) | ({"area": card.area} if order in BY_SIZE else {}) for card in cards]


def _row(card: Card) -> dict[str, Any]:
    photo, annotation = card.photo, card.annotation
    return {
        "photo": photo.id,
        "name": photo.name,
        "width": photo.width,
        "height": photo.height,
        "annotation": None if annotation is None else annotation.id,
        "subject": None if annotation is None else annotation.subject,
        "state": None if annotation is None else annotation.state,
    }


def order_named(text: str) -> str:
    """The order of that name.

    Raises
    ------
    UnknownNameError
        If there is none; the message lists those there are.
    """
    if text not in ORDERS:
        raise UnknownNameError(f"There is no order {text!r}; the orders are: {', '.join(ORDERS)}.")
    return text


def state_named(text: str) -> State:
    """The state of that name.

    Raises
    ------
    UnknownNameError
        If there is none; the message lists those there are.
    """
    for state in STATES:
        if text == state:
            return state
    raise UnknownNameError(f"There is no state {text!r}; the states are: {', '.join(STATES)}.")


def registered() -> dict[str, list[dict[str, Any]]]:
    """Every source, method, network, metric and format, as JSON values."""
    return {
        "sources": [
            _about(each) | {"trust": each.trust, "unavailable": each.unavailable()}
            for each in SOURCES.all()
        ],
        "methods": matting_methods(),
        "networks": trained_networks(),
        "metrics": [
            _about(each)
            | {
                "variant": each.variant,
                "unit": each.unit,
                "better": each.better,
                "regions": each.regions,
            }
            for each in METRICS.all()
        ],
        "formats": [
            {
                "name": each.name,
                "title": each.title,
                "reference": each.reference,
                "version": each.version,
                "reads": True,
                "writes": each.write is not None,
            }
            for each in FORMATS.all()
        ],
    }


def matting_methods() -> list[dict[str, Any]]:
    """Every matting method with its parameters, as JSON values."""
    return [_about(each) for each in METHODS.all()]


def trained_networks() -> list[dict[str, Any]]:
    """The networks that `--method` takes beside the methods that keep to a trimap, as JSON values."""
    refines = {"name": FCN, "title": TITLE, "paper": "Orrite et al. 2019, section 3.4"}
    alone = SOURCES.get(WITHOUT_TRIMAP)
    return [
        refines | {"parameters": [], "taken_by": ["curator matte"]} | _refining(),
        _about(alone) | {"taken_by": ["curator alpha"], "unavailable": alone.unavailable()},
    ]


def _refining() -> dict[str, Any]:
    try:
        return {"version": refining.version(), "unavailable": None}
    except UnavailableError as error:
        return {"version": None, "unavailable": str(error)}


def offered() -> tuple[OfferedSource, ...]:
    """The sources that can be asked about many photos, with what each of them lacks here and now.

    GrabCut is left out: it asks for a rectangle on each photo.
    """
    return tuple(
        OfferedSource(each.name, each.title, each.unavailable())
        for each in SOURCES.all()
        if each.name not in _BY_HAND
    )


def _about(record: Any) -> dict[str, Any]:
    return {
        "name": record.name,
        "title": record.title,
        "paper": record.paper,
        "version": record.version,
        "parameters": [
            {
                "name": each.name,
                "type": type(each.default).__name__,
                "default": each.default,
                "minimum": each.minimum,
                "maximum": each.maximum,
                "help": each.help,
            }
            for each in describe(record.parameters)
        ],
    }
