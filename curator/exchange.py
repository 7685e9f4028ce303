"""What formats read and write: photos with everybody in them, on their way in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from curator.records import Photo, Problem, State, SubjectMask
from curator.types import Alpha, PersonMask, Trimap


@dataclass(frozen=True)
class IncomingSubject:
    """One person of an incoming photo. `provenance` is what COCO+ wrote of its history.

    Where `refined` is False, the alpha is a mask that was carried over as it came.
    """

    mask: PersonMask
    external_id: int | None = None
    is_crowd: bool = False
    trimap: Trimap | None = None
    alpha: Alpha | None = None
    provenance: Mapping[str, Any] | None = None
    refined: bool = True


@dataclass(frozen=True)
class IncomingPhoto:
    """A photo as a format reads it: its own bytes, and what came with them.

    `attributes` are the format's own facts of the photo (licence, address), kept for export.
    """

    name: str
    content: bytes
    external_id: int | None = None
    split: str | None = None
    subjects: tuple[IncomingSubject, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OutgoingSubject:
    """An annotation to be written; `provenance` is JSON. Not `refined`: alpha is a mask as it came."""

    annotation_id: int
    external_id: int | None
    state: State
    alpha: Alpha
    trimap: Trimap
    provenance: Mapping[str, Any]
    methods: tuple[str, ...]
    refined: bool = True


@dataclass(frozen=True)
class OutgoingPhoto:
    """A photo to be written, with its own bytes and the annotations that go with it.

    `crowds` are regions of people that nobody told apart, as they were imported.
    """

    photo: Photo
    content: bytes
    subjects: tuple[OutgoingSubject, ...]
    crowds: tuple[SubjectMask, ...] = ()


@dataclass(frozen=True)
class WriteSummary:
    """What an export wrote, and what the layout could not hold.

    `unrefined` of the annotations are imported masks as they came; `crowds` are counted apart.
    `others` counts, by their state, further people of the photos written: only one state goes out.
    """

    photos: int
    annotations: int
    left_out: tuple[Problem, ...] = ()
    unrefined: int = 0
    crowds: int = 0
    others: Mapping[State, int] = field(default_factory=dict)
