"""The photos around the one that is being annotated, and the one to begin with."""

from __future__ import annotations

from dataclasses import dataclass

from curator.errors import NotFoundError
from curator.store.project import Project
from curator.workflow.browse import Card, catalogue

_EVERYTHING = 1_000_000_000
_WORTH = {"rejected": 0, "in progress": 1, "proposed": 2, "not proposed": 3}


@dataclass(frozen=True)
class Strip:
    """Cards in the library's order around the current one.

    `first` is the index of the first of `cards` among all `total`; `previous` and `next` are the
    neighbours of the current one.
    """

    cards: tuple[Card, ...]
    first: int
    total: int
    previous: Card | None
    next: Card | None


def strip(
    project: Project, annotation_id: int | None = None, photo_id: int | None = None, reach: int = 30
) -> Strip:
    """The cards up to `reach` before and after an annotation, or after a photo without one.

    Raises
    ------
    NotFoundError
        If there is no such annotation or photo.
    """
    cards = _all(project)
    place = next(
        (index for index, card in enumerate(cards) if _is(card, annotation_id, photo_id)), None
    )
    if place is None:
        raise NotFoundError("There is no such photo or annotation in this project.")
    first = max(0, place - reach)
    return Strip(
        cards=cards[first : place + reach + 1],
        first=first,
        total=len(cards),
        previous=cards[place - 1] if place > 0 else None,
        next=cards[place + 1] if place + 1 < len(cards) else None,
    )


def first_to_do(project: Project) -> Card | None:
    """What to open when nothing was asked for: work begun or sent back before new work.

    The first photo of the library where everything is done; None in an empty project.
    """
    cards = _all(project)
    return min(cards, key=lambda card: _WORTH.get(card.state, len(_WORTH)), default=None)


def _all(project: Project) -> tuple[Card, ...]:
    return catalogue(project, size=_EVERYTHING).cards


def _is(card: Card, annotation_id: int | None, photo_id: int | None) -> bool:
    if annotation_id is not None:
        return card.annotation is not None and card.annotation.id == annotation_id
    return card.photo.id == photo_id
