"""Looking over a project: which photos there are, how far each is, and what happened to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from curator.imaging.names import shown
from curator.records import STATES, Annotation, Outlook, Photo, Review, Revision
from curator.store.project import Project
from curator.workflow.sizes import sizes

#: What the library can be narrowed to: all photos, those without an annotation, or one state.
ALL = "all"
NOT_PROPOSED = "not proposed"
SHOWN: tuple[str, ...] = (ALL, NOT_PROPOSED, *STATES)
#: What photos can be sorted by: the order of import, what remains to be looked at, or the size of
#: the person.
IMPORTED = "import"
TO_LOOK_AT = "look"
LARGEST = "largest"
SMALLEST = "smallest"
BY_SIZE: tuple[str, ...] = (LARGEST, SMALLEST)


@dataclass(frozen=True)
class Card:
    """One annotation with its photo, or a photo that has no annotation yet.

    `has_alpha` says whether the current revision or one before it made an alpha; it is looked up
    only where `catalogue` was asked for it. `outlook` and `area` (pixels of the person) are there only
    where it sorted by them. `person` of `people` says which of the photo's annotations it is, the first
    one being 1.
    """

    photo: Photo
    annotation: Annotation | None
    has_alpha: bool = False
    outlook: Outlook | None = None
    area: int | None = None
    person: int = 1
    people: int = 1

    @property
    def name(self) -> str:
        """What the photo's file was called, on one line."""
        return shown(self.photo.name)

    @property
    def which(self) -> str:
        """Which person of the photo it is: "2 of 3"; empty where there are no others."""
        return f"{self.person} of {self.people}" if self.people > 1 else ""

    @property
    def state(self) -> str:
        """The annotation's state, or "not proposed"."""
        return NOT_PROPOSED if self.annotation is None else self.annotation.state


@dataclass(frozen=True)
class Catalogue:
    """One page of the library.

    Attributes
    ----------
    cards
        Those of this page, in the order that was asked for.
    counts
        For each of `SHOWN`, how many cards the search leaves.
    matching
        How many cards the search and the state leave: over all pages.
    start
        The index of the first card of this page among them.
    photos
        How many photos the project has in all.
    """

    cards: tuple[Card, ...]
    counts: Mapping[str, int]
    matching: int
    start: int
    photos: int


@dataclass(frozen=True)
class Event:
    """Something that happened to an annotation; strokes in a row of one author are one event.

    `what` is a revision's kind (propose, rectangle, stroke, matte, import) or a review's verdict
    (submit, accept, reject, reopen); `detail` the sources, the method or the note; `times` how often
    in a row.
    """

    what: str
    detail: str
    author: str
    when: datetime
    times: int = 1


@dataclass(frozen=True)
class Beside:
    """What lies in a project's folder to be evaluated, as in the demo."""

    truth: Path | None
    predictions: tuple[Path, ...]
    trimaps: Path | None


def catalogue(
    project: Project,
    state: str = ALL,
    search: str = "",
    start: int = 0,
    size: int = 60,
    alphas: bool = False,
    order: str = IMPORTED,
) -> Catalogue:
    """A page of the library: the photos of a state whose name holds the search, in any case.

    A `start` beyond the end gives the last page; it is rounded down to a multiple of `size`. Sorted by
    what remains to be looked at, those come first whose methods disagree most where nobody has
    looked; what several methods have not matted, and what is accepted, comes last. Sorted by size,
    photos without an annotation come last.
    """
    photos = project.photos.all()
    wanted = search.strip().casefold()
    cards = [card for card in _cards(project, photos) if wanted in card.photo.name.casefold()]
    counts = Counter(card.state for card in cards)
    chosen = [card for card in cards if state in (ALL, card.state)]
    chosen = _sorted(project, chosen, order)
    first = max(0, min(start, len(chosen) - 1)) // size * size
    page = chosen[first : first + size]
    if alphas:
        page = [replace(card, has_alpha=_has_alpha(project, card.annotation)) for card in page]
    of_state = {name: counts[name] for name in SHOWN} | {ALL: len(cards)}
    return Catalogue(tuple(page), of_state, len(chosen), first, len(photos))


def history(project: Project, annotation_id: int) -> tuple[Event, ...]:
    """What led to an annotation as it is now, the first event first."""
    annotation = project.annotations.get(annotation_id)
    events = [_of_revision(step) for step in project.revisions.chain(annotation.head)]
    events += [_of_review(review) for review in project.reviews.of(annotation_id)]
    joined: list[Event] = []
    for event in sorted(events, key=lambda each: each.when):
        last = joined[-1] if joined else None
        if last and event.what == "stroke" == last.what and event.author == last.author:
            joined[-1] = replace(event, times=last.times + 1)
        else:
            joined.append(event)
    return tuple(joined)


def splits(project: Project) -> tuple[str, ...]:
    """The names of the project's splits."""
    return tuple(split.name for split in project.splits.all())


def _cards(project: Project, photos: tuple[Photo, ...]) -> list[Card]:
    of_photo: dict[int, list[Annotation]] = {}
    for annotation in project.annotations.all():
        of_photo.setdefault(annotation.photo_id, []).append(annotation)
    cards = []
    for photo in photos:
        found: list[Annotation | None] = [*of_photo.get(photo.id, ())] or [None]
        cards += [
            Card(photo, annotation, person=number, people=len(found))
            for number, annotation in enumerate(found, 1)
        ]
    return cards


def _sorted(project: Project, cards: list[Card], order: str) -> list[Card]:
    if order == TO_LOOK_AT:
        return _by_outlook(project, cards)
    return _by_size(project, cards, order) if order in BY_SIZE else cards


def _by_size(project: Project, cards: list[Card], order: str) -> list[Card]:
    areas = sizes(project, [card.annotation for card in cards if card.annotation is not None])
    known = [
        replace(card, area=areas[card.annotation.id]) if card.annotation is not None else card
        for card in cards
    ]
    sign = -1 if order == LARGEST else 1
    return sorted(known, key=lambda card: (card.area is None, sign * (card.area or 0)))


def _by_outlook(project: Project, cards: list[Card]) -> list[Card]:
    outlooks = project.attention.outlooks()
    known = [
        replace(card, outlook=outlooks.get(card.annotation.id))
        if card.annotation is not None and card.state != "accepted"
        else card
        for card in cards
    ]
    return sorted(known, key=lambda card: -card.outlook.weight if card.outlook else 1.0)


def _has_alpha(project: Project, annotation: Annotation | None) -> bool:
    return annotation is not None and project.revisions.newest_alpha(annotation.head) is not None


def _of_revision(step: Revision) -> Event:
    sources = [mask["source"] for mask in step.inputs.get("masks", ())]
    # Whether a pen's pressure set its size or not, it is a stroke to who looks back.
    what = "stroke" if step.kind == "pressed" else step.kind
    return Event(what, ", ".join(sources) or step.method, step.author, step.created_at)


def _of_review(review: Review) -> Event:
    return Event(review.verdict, review.note, review.reviewer, review.created_at)


def following(
    project: Project, state: str, annotation_id: int | None, order: str = IMPORTED
) -> int | None:
    """The annotation after this one among those of a state; the first after the last; None of none."""
    cards = [card for card in _cards(project, project.photos.all()) if card.state == state]
    ids = [card.annotation.id for card in _sorted(project, cards, order) if card.annotation is not None]
    others = [each for each in ids if each != annotation_id]
    if annotation_id not in ids:
        return others[0] if others else None
    place = ids.index(annotation_id)
    return next(iter(ids[place + 1 :] + others), None)


def tally(project: Project, split: str | None, state: str) -> int:
    """How many annotations of a state an export of a split (all photos when None) would hold."""
    allowed = None if split is None else set(project.splits.get(split).photo_ids)
    return sum(
        annotation.state == state and (allowed is None or annotation.photo_id in allowed)
        for annotation in project.annotations.all()
    )


def free_folder(wanted: Path) -> Path:
    """The wanted folder, or the first of "wanted-2", "wanted-3" … that is not there yet."""
    number, folder = 1, wanted
    while folder.exists():
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    return folder


def beside(project: Project) -> Beside:
    """The folders `truth`, `predictions/*` and `trimaps` in the project's folder, where they are."""
    folder = project.folder
    predictions = folder / "predictions"
    methods = sorted(predictions.iterdir()) if predictions.is_dir() else []
    return Beside(
        truth=_folder(folder / "truth"),
        predictions=tuple(method for method in methods if method.is_dir()),
        trimaps=_folder(folder / "trimaps"),
    )


def _folder(path: Path) -> Path | None:
    return path if path.is_dir() else None
