"""The matte that follows the hand: what a step of an annotation changes of it, as 8 bits to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import InputError
from curator.imaging.decode import decode_photo
from curator.imaging.geometry import bounds
from curator.matting.boxes import slices, widened
from curator.records import Annotation, Rectangle
from curator.refinement.foreground import estimate_foreground
from curator.store.project import Project
from curator.types import Image
from curator.workflow.annotate import trimap_of
from curator.workflow.given import values_of
from curator.workflow.layers import layer_at
from curator.workflow.sessions import Held, Opened, opened, place

#: Seconds that a page waits for an exact answer before it asks again: a server that is stopped gives
#: its answers a little more.
PATIENCE: Final = 1.5
#: Pixels around a box that its foreground colours are estimated with.
_AROUND: Final = 32


@dataclass(frozen=True)
class LivePatch:
    """What changed of a live matte since the state that a page had.

    Attributes
    ----------
    box
        Where, in photo pixels; None when nothing did.
    levels
        uint8, of the box: what is shown there now, `round(255 * alpha)`. 0 x 0 without a box.
    whole
        Whether the box is the whole photo because the page's state was not known.
    exact
        Whether all of what is shown now is the method's exact answer.
    state
        The name of what the page has once it has put on the patch.
    revision
        The revision whose trimap is shown; empty when it is not known.
    """

    box: Rectangle | None
    levels: NDArray[np.uint8]
    whole: bool
    exact: bool
    state: str
    revision: str


def follow(
    project: Project,
    annotation_id: int,
    revision: str,
    method: str,
    have: str,
    settle: bool,
    settings: Sequence[str] = (),
) -> LivePatch:
    """Bring the live matte to a revision, or wait until it is exact.

    The first request opens a matting session on the photo; each further one costs what the change
    can reach. A matte of a large photo is a first picture, until `settle` has waited for the exact
    one. A request to settle does not lead the matte back: where it has moved on to another revision
    by itself, the patch says to which.

    Parameters
    ----------
    revision
        One of the annotation's, whose trimap is matted.
    method
        The name of a registered matting method.
    have
        The state that the sender was last given; anything else when it has none.
    settle
        Wait for the exact answer, a second or two at most.
    settings
        `NAME.PARAMETER=VALUE` of any methods. Other parameters of this one open another session.

    Raises
    ------
    NotFoundError, UnknownNameError
        If there is no such annotation, revision or method.
    ParameterError
        If a setting is of a parameter that the method has not, or out of its range.
    CuratorError
        As `curator.MattingSession`; what was shown stays.
    """
    annotation = project.annotations.get(annotation_id)
    values = values_of(method, settings)
    trimap = trimap_of(project, annotation_id, revision)
    with place(project, annotation, method, values) as held:
        with held.lock:
            found = opened(held, method, values, trimap, revision, lambda: _photo(project, annotation))
            if not settle:
                found.move(trimap, revision)
                found.shown.lay(layer_at(project, revision))
            if not settle and not found.shown.exact:
                held.weigh_later()
            if not settle or found.shown.exact or found.revision != revision:
                return _patch(found, have)
        return _settled(held, found, have)


def colours(
    project: Project,
    annotation_id: int,
    method: str,
    state: str,
    box: Rectangle,
    settings: Sequence[str] = (),
) -> NDArray[np.uint8] | None:
    """Estimated foreground colours of a part of the live matte.

    Parameters
    ----------
    state
        What the sender shows.
    box
        The part, in photo pixels.
    settings
        As `follow` was given them.

    Returns
    -------
    NDArray or None
        uint8, of the box, RGBA: opaque where the alpha is between 0 and 1, and nothing elsewhere, where
        the photo's own colours are right. None when the live matte has moved on from that state.

    Raises
    ------
    NotFoundError, UnknownNameError
        If there is no such annotation or method.
    InputError
        If the box is not all of the photo's.
    """
    annotation = project.annotations.get(annotation_id)
    values = values_of(method, settings)
    photo = project.photos.get(annotation.photo_id)
    if box.x + box.width > photo.width or box.y + box.height > photo.height:
        raise InputError("The part whose colours are wanted is not all of the photo's.")
    with place(project, annotation, method, values) as held:
        with held.lock:
            found = held.opened
            if found is None or found.shown.state != state:
                return None
            shape = found.session.alpha.shape
            outer = widened(box, _AROUND, shape)
            part = found.shown.alpha(outer)
        image = found.image
        inner = Rectangle(box.x - outer.x, box.y - outer.y, box.width, box.height)
        mixed = (part > 0) & (part < 1)
        coloured = np.zeros((*part.shape, 4), np.uint8)
        if bounds(mixed[slices(inner)]) is not None:
            coloured[:, :, :3] = estimate_foreground(np.ascontiguousarray(image[slices(outer)]), part)
            coloured[:, :, 3] = 255
            coloured[~mixed] = 0
        return np.ascontiguousarray(coloured[slices(inner)])


def _settled(held: Held, found: Opened, have: str) -> LivePatch:
    """Wait for the exact answer beside those who draw on."""
    with held.settling:
        settled = found.session.settle(PATIENCE)
        with held.lock:
            if settled is not None:
                found.shown.take(settled)
            return _patch(found, have)


def _patch(found: Opened, have: str) -> LivePatch:
    shown = found.shown
    box = shown.since(have)
    levels = np.zeros((0, 0), np.uint8) if box is None else shown.levels[slices(box)].copy()
    return LivePatch(box, levels, not shown.knows(have), shown.exact, shown.state, found.revision)


def _photo(project: Project, annotation: Annotation) -> Image:
    photo = project.photos.get(annotation.photo_id)
    return decode_photo(project.blobs.read(photo.sha256), photo.name)
