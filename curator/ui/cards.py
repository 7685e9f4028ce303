"""Annotations and photos as HTML: thumbnails, badges, the history. Every name is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from curator.workflow.browse import Card, Event

_DID = {
    "propose": "Proposed",
    "rectangle": "Proposed from a rectangle",
    "stroke": "Drew",
    "polygon": "Filled a polygon",
    "flood": "Filled by colour",
    "band": "Changed the band",
    "alpha": "Painted alpha",
    "region": "Painted a method's matte",
    "merge": "Merged with another person",
    "matte": "Chose a matte",
    "carried": "Carried over unrefined",
    "import": "Imported",
    "submit": "Submitted",
    "accept": "Accepted",
    "reject": "Rejected",
    "reopen": "Reopened",
}


def grid(cards: Sequence[Card], view: str) -> str:
    """The library's grid; each card is a link to its annotation."""
    return f'<div class="c-grid">{"".join(_card(card, view) for card in cards)}</div>'


def badge(state: str) -> str:
    """A state, in its colour."""
    return f'<span class="c-badge is-{state.replace(" ", "-")}">{state}</span>'


def thumbnail(card: Card, view: str, size: int = 320) -> str:
    """The address of a card's thumbnail; it changes with what is shown, so that it may be cached."""
    query: dict[str, str | int] = {"view": view, "size": size, "v": card.photo.sha256[:16]}
    if view != "photo" and card.annotation is not None:
        query |= {"annotation": card.annotation.id, "v": card.annotation.head[:16]}
    return f"/api/photos/{card.photo.id}/thumbnail?{urlencode(query)}"


def queue(cards: Sequence[Card], current: int | None) -> str:
    """The list beside the review: a click selects the annotation."""
    rows = "".join(_queued(card, current) for card in cards)
    return f'<div class="c-queue" role="listbox" aria-label="Queue">{rows}</div>'


def story(events: Sequence[Event]) -> str:
    """The history of an annotation, the newest event first."""
    rows = "".join(_event(event) for event in reversed(events))
    return f'<ol class="c-story">{rows}</ol>'


def moment(when: datetime) -> str:
    """A point of time in this machine's zone, to the minute."""
    return when.astimezone().strftime("%d %b %Y, %H:%M")


def _card(card: Card, view: str) -> str:
    name = escape(card.name)
    annotation = card.annotation
    address = f"photo={card.photo.id}" if annotation is None else f"annotation={annotation.id}"
    part = "person-" if card.which else ""
    beneath = "person" if card.which and view == "photo" else f"{part}photo"
    over = _picture(card, part + view) if view != "photo" and _has(card, view) else ""
    lacking = "" if over or view == "photo" else f'<span class="c-lacking">no {_WORD[view]} yet</span>'
    if card.outlook is not None and not lacking:
        lacking = f'<span class="c-lacking">{_left(card.outlook.spots)}</span>'
    which = f"<small>{card.which}</small>" if card.which else ""
    person = f", person {card.which}" if card.which else ""
    title = f"{name}{person}, {card.photo.width} × {card.photo.height} pixels"
    return (
        f'<a class="c-card" href="/annotate?{address}" title="{title}">'
        f'<span class="c-thumb is-{view}">{_picture(card, beneath)}{over}{lacking}</span>'
        f'<span class="c-caption"><span class="c-name">{name}</span>'
        f'<span class="c-marks">{badge(card.state)}{which}</span></span></a>'
    )


def _picture(card: Card, view: str) -> str:
    return f'<img loading="lazy" decoding="async" alt="" src="{thumbnail(card, view)}">'


_WORD = {"trimap": "trimap", "alpha": "matte"}


def _has(card: Card, view: str) -> bool:
    return card.annotation is not None if view == "trimap" else card.has_alpha


def _left(spots: int) -> str:
    if not spots:
        return "nothing left to look at"
    return f"{spots} hotspot{'s' if spots > 1 else ''} left"


def _queued(card: Card, current: int | None) -> str:
    if card.annotation is None:
        return ""
    chosen = str(card.annotation.id == current).lower()
    return (
        f'<button type="button" role="option" aria-selected="{chosen}" '
        f'data-annotation="{card.annotation.id}">'
        f'<img loading="lazy" alt="" src="{thumbnail(card, "person" if card.which else "photo", 160)}">'
        f"<span>{escape(card.name)}{_which(card)}</span></button>"
    )


def _which(card: Card) -> str:
    """Which person of the photo, and how large, on a line of its own: names are long."""
    said = [card.which] if card.which else []
    said += [] if card.area is None else [f"{card.area:,} pixels"]
    return f"<small>{' · '.join(said)}</small>" if said else ""


def _event(event: Event) -> str:
    did = _DID.get(event.what, event.what)
    if event.what == "stroke":
        did = f"Drew {event.times} stroke{'s' if event.times > 1 else ''}"
    note = event.what in ("submit", "accept", "reject", "reopen")
    detail = ""
    if event.detail and event.what != "stroke":
        detail = f"<q>{escape(event.detail)}</q>" if note else f"<em>{escape(event.detail)}</em>"
    return (
        f'<li class="is-{escape(event.what)}"><b>{did}</b> {detail}'
        f"<span>{escape(event.author)} · {moment(event.when)}</span></li>"
    )
