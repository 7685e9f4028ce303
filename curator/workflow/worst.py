"""The background on which one of an annotation's mattes looks worst."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from curator.errors import NotFoundError
from curator.imaging.decode import decode_photo
from curator.imaging.geometry import resize_within
from curator.matting.boxes import whole
from curator.refinement.foreground import estimate_foreground
from curator.refinement.worst_background import WorstBackground, worst_background
from curator.store.project import Project
from curator.types import Alpha, Image
from curator.workflow.annotate import alpha_of
from curator.workflow.cache import Bounded
from curator.workflow.given import values_of
from curator.workflow.matte import cached_candidates
from curator.workflow.sessions import place

#: The longer side at which it is looked for: which colour is worst does not hang on single pixels.
_SIDE: Final = 1000

_found: Bounded[tuple[WorstBackground | None]] = Bounded(2000, lambda _: 1)


def worst_of_revision(project: Project, annotation_id: int, revision: str) -> WorstBackground | None:
    """Of the newest alpha at or before a revision; None where no background is worse than another.

    Raises
    ------
    NotFoundError
        If there is no such alpha.
    """
    names, others = _others(project, annotation_id, revision, "")
    return _kept(
        (_name(project), revision, "", *names),
        lambda: (_photo(project, annotation_id), alpha_of(project, annotation_id, revision), others),
    )


def worst_of_candidate(
    project: Project, annotation_id: int, revision: str, method: str
) -> WorstBackground | None:
    """Of one method's matte of a revision's trimap.

    Raises
    ------
    NotFoundError
        If that matte is not at hand.
    """
    found = cached_candidates(project, annotation_id, revision)
    matte = next((matte for matte in found.mattes if matte.method == method), None)
    if matte is None or matte.alpha is None:
        raise NotFoundError(f"There is no matte of the method {method!r}: run the methods again.")
    alpha = matte.alpha
    names, others = _others(project, annotation_id, revision, method)
    return _kept(
        (_name(project), revision, matte.digest, *names),
        lambda: (_photo(project, annotation_id), alpha, others),
    )


def worst_of_live(
    project: Project, annotation_id: int, method: str, state: str, settings: Sequence[str] = ()
) -> WorstBackground | None:
    """Of the live matte, as long as it is in a state that a page was shown; `settings` as it has.

    Raises
    ------
    NotFoundError
        If it has moved on, or there is no such annotation.
    """
    annotation = project.annotations.get(annotation_id)
    values = values_of(method, settings)
    with place(project, annotation, method, values) as held, held.lock:
        found = held.opened
        if found is None or found.shown.state != state:
            raise NotFoundError("The live matte has moved on: ask again with its new state.")
        image, revision = found.image, found.revision
        alpha = found.shown.alpha(whole(found.shown.levels)).copy()
    names, others = _others(project, annotation_id, revision, method) if revision else ((), ())
    return _kept((state, *names), lambda: (image, alpha, others))


def _kept(
    key: tuple[object, ...], bring: Callable[[], tuple[Image, Alpha, Sequence[Alpha]]]
) -> WorstBackground | None:
    known = _found.get(key)
    if known is None:
        known = (_look(*bring()),)
        _found.put(key, known)
    return known[0]


def _look(image: Image, alpha: Alpha, others: Sequence[Alpha]) -> WorstBackground | None:
    small = resize_within(image, _SIDE)
    if small.shape == image.shape:
        return worst_background(estimate_foreground(image, alpha), alpha, others)
    mattes = [resize_within(each, _SIDE).clip(0, 1) for each in (alpha, *others)]
    found = worst_background(estimate_foreground(small, mattes[0]), mattes[0], mattes[1:])
    if found is None:
        return None
    shrunk = len(image) / len(small)
    return replace(
        found,
        x=min(image.shape[1] - 1, round((found.x + 0.5) * shrunk)),
        y=min(image.shape[0] - 1, round((found.y + 0.5) * shrunk)),
        pixels=round(found.pixels * shrunk**2),
    )


def _others(
    project: Project, annotation_id: int, revision: str, method: str
) -> tuple[tuple[str, ...], tuple[Alpha, ...]]:
    """The mattes of other methods that are at hand for the same trimap: their digests and alphas."""
    try:
        found = cached_candidates(project, annotation_id, revision)
    except NotFoundError:
        return (), ()
    others = [(each.digest, each.alpha) for each in found.mattes if each.method != method]
    alphas = tuple(alpha for _, alpha in others if alpha is not None)
    return tuple(digest for digest, alpha in others if alpha is not None), alphas


def _photo(project: Project, annotation_id: int) -> Image:
    photo = project.photos.get(project.annotations.get(annotation_id).photo_id)
    return decode_photo(project.blobs.read(photo.sha256), photo.name)


def _name(project: Project) -> str:
    return str(project.folder.resolve())
