"""Hotspots that were looked at: they stay so until their alpha changes; and what remains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curator.imaging.encode import decode_alpha, encode_alpha
from curator.matting.disagreement import Hotspot
from curator.records import Look, Outlook, Rectangle
from curator.store.project import Project
from curator.types import Alpha, Region

#: Around a place one sees this much more, as a part of its sides.
_MARGIN = 0.25
#: A place was looked at when this much of it lies in what was looked at, at once or in parts ...
_COVERED = 0.8
#: ... and no pixel there has changed by more: less is the noise of a solver, which nobody sees.
_SAME = 5 / 255


def looked(
    project: Project, annotation_id: int, mattes: Sequence[Alpha], spots: Sequence[Hotspot]
) -> tuple[bool, ...]:
    """For each hotspot, whether somebody looked at it while its alpha was as it is now.

    Parameters
    ----------
    mattes
        What the methods gave: alphas (float32 in [0, 1], H x W) of the photo's size.
    spots
        Where they disagree.
    """
    if not spots:
        return ()
    middle = _middle(mattes)
    looks = project.attention.of(annotation_id)
    return tuple(_covered(project, looks, spot, middle) for spot in spots)


def look(
    project: Project, annotation_id: int, mattes: Sequence[Alpha], spot: Hotspot, author: str
) -> None:
    """Keep that somebody looked at a hotspot, with its alpha as it is now."""
    if looked(project, annotation_id, mattes, [spot])[0]:
        return
    middle = _middle(mattes)
    box = _grown(spot, middle.shape)
    blob = project.blobs.add(encode_alpha(np.ascontiguousarray(_part(middle, box))))
    project.attention.add(annotation_id, box, blob, author)


def expect(
    project: Project,
    annotation_id: int,
    revision: str,
    mattes: Sequence[Alpha],
    spots: Sequence[Hotspot],
) -> None:
    """Keep what remains to be looked at, for the library to sort by."""
    seen = looked(project, annotation_id, mattes, spots)
    left = [spot.weight for spot, done in zip(spots, seen, strict=True) if not done]
    project.attention.expect(annotation_id, Outlook(revision, sum(left), len(left)))


def _covered(project: Project, looks: Sequence[Look], spot: Hotspot, middle: Alpha) -> bool:
    seen = np.zeros((spot.height, spot.width), np.bool_)
    for look in looks:
        seen |= _unchanged(project, look, spot, middle)
    return bool(seen.mean() >= _COVERED)


def _unchanged(project: Project, look: Look, spot: Hotspot, middle: Alpha) -> Region:
    """Which pixels of a hotspot's box were looked at then: none when some of them have changed."""
    seen = np.zeros((spot.height, spot.width), np.bool_)
    left, top = max(spot.x, look.box.x), max(spot.y, look.box.y)
    right = min(spot.x + spot.width, look.box.x + look.box.width)
    bottom = min(spot.y + spot.height, look.box.y + look.box.height)
    if left >= right or top >= bottom:
        return seen
    then = decode_alpha(project.blobs.read(look.alpha_blob), "what was looked at")
    old = then[top - look.box.y : bottom - look.box.y, left - look.box.x : right - look.box.x]
    if np.abs(old - middle[top:bottom, left:right]).max() <= _SAME:
        seen[top - spot.y : bottom - spot.y, left - spot.x : right - spot.x] = True
    return seen


def _middle(mattes: Sequence[Alpha]) -> Alpha:
    """One alpha for what several methods say: it changes when any of theirs does."""
    middle: Alpha = np.mean(np.stack(mattes), axis=0, dtype=np.float32)
    return middle


def _grown(box: Hotspot, shape: tuple[int, ...]) -> Rectangle:
    more_x, more_y = round(box.width * _MARGIN), round(box.height * _MARGIN)
    x, y = max(0, box.x - more_x), max(0, box.y - more_y)
    right = min(shape[1], box.x + box.width + more_x)
    bottom = min(shape[0], box.y + box.height + more_y)
    return Rectangle(x, y, right - x, bottom - y)


def _part(alpha: Alpha, box: Rectangle) -> Alpha:
    return alpha[box.y : box.y + box.height, box.x : box.x + box.width]
