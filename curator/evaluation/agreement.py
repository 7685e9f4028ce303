"""COCO's masks and our mattes of the same persons: how far they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

import numpy as np

from curator.errors import EvaluationError
from curator.evaluation.agreement_pictures import Views, draw
from curator.evaluation.coco_scores import LINES, Instance, coco_scores
from curator.evaluation.originals import Original, Originals
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.formats.rle import encode_region
from curator.imaging.decode import decode_photo
from curator.imaging.names import shown
from curator.registry import METRICS
from curator.types import Alpha, PersonMask

#: Alpha from which a pixel is person.
THRESHOLD: Final = 0.5

#: How many persons a page can show before it is too heavy to open; the tables hold all of them.
SHOWN: Final = 1000

SizeName = Literal["small", "medium", "large"]
SIZES: Final[tuple[SizeName, ...]] = ("small", "medium", "large")

_SMALL, _MEDIUM = 32**2, 96**2


@dataclass(frozen=True)
class Person:
    """One person of both datasets.

    Attributes
    ----------
    id, image_id
        COCO's ids, which the export has kept.
    photo
        What the photo is called.
    area, coco_area
        Pixels of our matte (alpha of at least 0.5) and of COCO's mask.
    refined
        False where the matte is COCO's mask, carried over as it was.
    iou, boundary_iou
        Of COCO's mask and our binarised matte, in [0, 1].
    """

    id: int
    image_id: int
    photo: str
    width: int
    height: int
    area: int
    coco_area: int
    refined: bool
    iou: float
    boundary_iou: float

    @property
    def size(self) -> SizeName:
        """COCO's word for the area of our matte: below 32 x 32 pixels, below 96 x 96, or more."""
        return "small" if self.area < _SMALL else "medium" if self.area < _MEDIUM else "large"


def worst_first(person: Person) -> tuple[float, float, int]:
    """The key that sorts persons: worst agreement first, equal ones by their id."""
    return (person.iou, person.boundary_iou, person.id)


@dataclass(frozen=True)
class Line:
    """One line of COCOeval's table, over everybody and over those that are refined."""

    score: str
    iou: str
    area: str
    max_detections: int
    everybody: float | None
    refined: float | None


@dataclass
class Gathered:
    """What is known after some photos; the pictures are kept of the worst `SHOWN` persons alone.

    `only_ours` are annotations of the export that COCO does not have, `only_coco` persons of the
    export's photos that the export does not have; both are named, and neither is judged.
    """

    persons: list[Person] = field(default_factory=list)
    views: dict[int, Views] = field(default_factory=dict)
    only_ours: list[int] = field(default_factory=list)
    only_coco: list[int] = field(default_factory=list)
    crowds: int = 0
    _ours: list[Instance] = field(default_factory=list)
    _theirs: list[Instance] = field(default_factory=list)

    def add(self, photo: IncomingPhoto, originals: Originals) -> None:
        """Compare everybody in one photo of the export.

        Raises
        ------
        EvaluationError
            If COCO's photo of that id has another size, or one of its masks is not sound.
        """
        image = decode_photo(photo.content, photo.name)
        here = originals.of_image.get(photo.external_id or 0, {})
        found: dict[int, Instance] = {}
        for subject in photo.subjects:
            number = subject.external_id
            if subject.is_crowd:
                self.crowds += 1
                self._ours.append(_instance(photo, number, subject.mask, is_crowd=True))
            elif number is not None and number in here:
                person, theirs, alpha = _compared(photo, subject, here[number])
                self.persons.append(person)
                self._ours.append(_instance(photo, person.id, alpha))
                found[person.id] = _instance(photo, person.id, theirs)
                self.views[person.id] = draw(image, theirs, alpha)
            elif number is not None:
                self.only_ours.append(number)
        self.only_coco += [number for number in here if number not in found]
        # In the order of COCO's file: of masks that all have one score, the order decides on precision.
        self._theirs += [found[number] for number in here if number in found]
        if len(self.views) > 2 * SHOWN:
            self._forget()

    def worst(self) -> list[tuple[Person, Views]]:
        """Persons and their pictures, the worst agreement first, at most `SHOWN`."""
        self._forget()
        return [(each, self.views[each.id]) for each in sorted(self.persons, key=worst_first)[:SHOWN]]

    def lines(self) -> tuple[Line, ...]:
        """COCOeval of COCO's masks against ours: of everybody, and of those that are refined."""
        everybody = coco_scores(self._ours, self._theirs)
        carried = {person.id for person in self.persons if not person.refined}
        refined = coco_scores(
            [each for each in self._ours if each.id not in carried],
            [each for each in self._theirs if each.id not in carried],
        )
        return tuple(
            Line(*line, ours, theirs)
            for line, ours, theirs in zip(LINES, everybody, refined, strict=True)
        )

    def _forget(self) -> None:
        kept = {each.id for each in sorted(self.persons, key=worst_first)[:SHOWN]}
        self.views = {number: view for number, view in self.views.items() if number in kept}


@dataclass(frozen=True)
class Summary:
    """The persons of one size: how many, and how far they agree; the means are None of nobody."""

    size: str
    persons: int
    refined: int
    iou: float | None
    median_iou: float | None
    boundary_iou: float | None


def summaries(persons: Sequence[Person]) -> tuple[Summary, ...]:
    """Everybody and each size; the scores are of those that are refined."""
    groups = [("all", list(persons))]
    groups += [(size, [each for each in persons if each.size == size]) for size in SIZES]
    return tuple(_summary(size, group) for size, group in groups)


@dataclass(frozen=True)
class Agreement:
    """Everything that was measured. `export` and `coco` are the folders as they were given."""

    export: str
    coco: str
    files: tuple[tuple[str, str], ...]
    gathered: Gathered
    lines: tuple[Line, ...]
    warnings: tuple[str, ...]
    created: datetime

    @property
    def persons(self) -> list[Person]:
        """Everybody, the worst agreement first."""
        return sorted(self.gathered.persons, key=worst_first)


def _compared(
    photo: IncomingPhoto, subject: IncomingSubject, original: Original
) -> tuple[Person, PersonMask, Alpha]:
    alpha = subject.mask if subject.alpha is None else subject.alpha
    height, width = alpha.shape
    if (original.image.height, original.image.width) != (height, width):
        raise EvaluationError(
            f"{shown(photo.name)} is {width} x {height} pixels, but COCO's image {original.image.id} "
            f"is {original.image.width} x {original.image.height}: these are not the same photos."
        )
    mask = original.mask()
    person = Person(
        id=original.person.id,
        image_id=original.image.id,
        photo=shown(photo.name),
        width=width,
        height=height,
        area=int(np.count_nonzero(alpha >= THRESHOLD)),
        coco_area=int(np.count_nonzero(mask)),
        refined=subject.refined,
        iou=_score("foreground-iou", mask, alpha),
        boundary_iou=_score("boundary-iou", mask, alpha),
    )
    return person, mask, alpha


def _score(name: str, mask: PersonMask, alpha: Alpha) -> float:
    metric = METRICS.get(name)
    return metric.function(mask, alpha, np.ones(alpha.shape, np.bool_), metric.parameters())


def _instance(
    photo: IncomingPhoto, number: int | None, mask: PersonMask | Alpha, is_crowd: bool = False
) -> Instance:
    return Instance(
        id=number or 0,
        image_id=photo.external_id or 0,
        size=(mask.shape[0], mask.shape[1]),
        encoded=encode_region(mask >= THRESHOLD),
        is_crowd=is_crowd,
    )


def _summary(size: str, persons: Iterable[Person]) -> Summary:
    group = list(persons)
    refined = [each for each in group if each.refined]
    ious = [each.iou for each in refined]
    return Summary(
        size=size,
        persons=len(group),
        refined=len(refined),
        iou=float(np.mean(ious)) if ious else None,
        median_iou=float(np.median(ious)) if ious else None,
        boundary_iou=float(np.mean([each.boundary_iou for each in refined])) if ious else None,
    )
