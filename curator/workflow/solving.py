"""Ways to the alpha of a trimap: on from the last one that somebody works on, or from scratch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeAlias

from curator.imaging.convert import quantise_alpha
from curator.imaging.decode import decode_photo
from curator.matting import estimate_alpha
from curator.records import Annotation
from curator.store.project import Project
from curator.types import Alpha, Image, Trimap
from curator.workflow.sessions import matted

#: Gives the alpha of a trimap by a method and all its parameters, on the grid of stored ones.
Solve: TypeAlias = Callable[[Trimap, str, Mapping[str, Any]], Alpha]


@dataclass(frozen=True)
class Solving:
    """An annotation's photo, decoded when it is first asked for, and how its trimaps are matted."""

    photo: Callable[[], Image]
    solve: Solve

    @property
    def afresh(self) -> Solve:
        """From scratch, so that a trimap that is only tried out leads no session away."""
        return partial(_afresh, self.photo)


def following(project: Project, annotation: Annotation) -> Solving:
    """By the sessions of an annotation: its next trimap costs what the change can reach."""
    photo = photo_of(project, annotation)

    def solve(trimap: Trimap, method: str, values: Mapping[str, Any]) -> Alpha:
        return matted(project, annotation, method, values, trimap, photo)

    return Solving(photo, solve)


def once(photo: Callable[[], Image]) -> Solving:
    """From scratch: annotations that are done one after the other do not come back soon."""
    return Solving(photo, partial(_afresh, photo))


def photo_of(project: Project, annotation: Annotation) -> Callable[[], Image]:
    """An annotation's photo, decoded when it is first asked for."""

    @cache
    def photo() -> Image:
        known = project.photos.get(annotation.photo_id)
        return decode_photo(project.blobs.read(known.sha256), known.name)

    return photo


def _afresh(
    photo: Callable[[], Image], trimap: Trimap, method: str, values: Mapping[str, Any]
) -> Alpha:
    return quantise_alpha(estimate_alpha(photo(), trimap, method, **values))
