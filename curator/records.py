"""What the floors hand to each other: plain frozen records, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from curator.types import PersonMask

State = Literal["proposed", "in progress", "submitted", "accepted", "rejected"]
STATES: tuple[State, ...] = ("proposed", "in progress", "submitted", "accepted", "rejected")
#: What an export calls its split when it holds photos whatever their split.
EVERYTHING = "all"
Label = Literal["foreground", "background", "unknown"]
Verdict = Literal["submit", "accept", "reject", "reopen"]


@dataclass(frozen=True)
class Rectangle:
    """A box in photo pixels: left, top inclusive; width and height at least 1."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class SubjectMask:
    """What one source says of one subject.

    Attributes
    ----------
    mask
        float32 in [0, 1], H x W, of the photo's size.
    score
        How sure the source is that this is a person, in [0, 1].
    parts
        uint8, H x W: body part labels as DensePose numbers them (0 is none); None without parts.
    external_id
        The id that a dataset gave this person (COCO's annotation id).
    """

    mask: PersonMask
    score: float = 1.0
    parts: NDArray[np.uint8] | None = None
    external_id: int | None = None


@dataclass(frozen=True)
class Prompt:
    """What a source may use beside the photo: a person's rectangle, masks imported with the photo."""

    rectangle: Rectangle | None = None
    masks: tuple[SubjectMask, ...] = ()


@dataclass(frozen=True)
class Stroke:
    """One gesture of the annotator: a round brush moved along points (x, y), in photo pixels."""

    label: Label
    radius: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Photo:
    """An imported picture, known by the SHA-256 of its bytes.

    `width` and `height` are of the upright photo. `stem` is unique in the project and safe as a
    file name; `name` is what the file was called. `external_id` is a COCO image id.
    """

    id: int
    sha256: str
    name: str
    stem: str
    suffix: str
    width: int
    height: int
    imported_at: datetime
    external_id: int | None
    attributes: Mapping[str, Any]


@dataclass(frozen=True)
class ImportedMask:
    """A person mask that came with a photo (source `annotation`); `blob` is a 16-bit PNG."""

    id: int
    photo_id: int
    subject: int
    blob: str
    external_id: int | None
    is_crowd: bool


@dataclass(frozen=True)
class Annotation:
    """The history of one subject of one photo. `head` is the hash of its current revision.

    `removed` says that it was set aside: nothing lists it, nobody changes it, it can be brought back.
    """

    id: int
    photo_id: int
    subject: int
    state: State
    head: str
    external_id: int | None
    created_at: datetime
    updated_at: datetime
    removed: bool = False


@dataclass(frozen=True)
class Removal:
    """Somebody set an annotation aside (`removed`) or brought it back, at its revision of then."""

    annotation_id: int
    revision: str
    removed: bool
    author: str
    created_at: datetime


@dataclass(frozen=True)
class Revision:
    """One immutable step of an annotation's history.

    `kind` is propose, rectangle, carried, import, stroke, pressed, polygon, band, flood, merge, matte,
    refined, alpha or region.
    `trimap_digest` is the SHA-256 of the trimap's pixels in row order; `trimap_blob` is a PNG where
    the step stored one; `alpha_blob` is a 16-bit PNG where the step made an alpha.
    """

    hash: str
    parent: str | None
    annotation_id: int
    number: int
    kind: str
    method: str
    version: str
    parameters: Mapping[str, Any]
    inputs: Mapping[str, Any]
    stroke: Stroke | None
    trimap_digest: str
    trimap_blob: str | None
    alpha_blob: str | None
    author: str
    created_at: datetime
    token: str | None


@dataclass(frozen=True)
class Draft:
    """A revision before it has a place in a chain: see `Revision` for the fields."""

    kind: str
    method: str
    version: str
    trimap_digest: str
    author: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    stroke: Stroke | None = None
    trimap_blob: str | None = None
    alpha_blob: str | None = None
    token: str | None = None


@dataclass(frozen=True)
class Review:
    """What an annotator (submit) or a reviewer (accept, reject, reopen) said of one revision."""

    id: int
    annotation_id: int
    revision: str
    verdict: Verdict
    note: str
    reviewer: str
    created_at: datetime


@dataclass(frozen=True)
class Look:
    """Somebody looked at a box of an annotation; `alpha_blob` is a 16-bit PNG of the box alone."""

    box: Rectangle
    alpha_blob: str
    author: str


@dataclass(frozen=True)
class Outlook:
    """What remains to be looked at since several methods matted a revision.

    `spots` is how many hotspots, `weight` the disagreement summed over their pixels.
    """

    revision: str
    weight: float
    spots: int


@dataclass(frozen=True)
class Split:
    """A named list of photos."""

    id: int
    name: str
    photo_ids: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """One file that could not be used: its name, and a sentence that says why and what to do."""

    name: str
    message: str
