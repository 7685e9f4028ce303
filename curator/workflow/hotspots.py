"""Hotspots that were looked at: they stay so until their alpha changes; and what remains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curator.imaging.encode import decode_alpha, encode_alpha
from curator.matting.disagreement import Hotspot
from curator.records import Look, Outlook, Rectangle
from curator.store.project import Project
from curator.types import Alpha

#: What is flown to is at most this part of the photo's longer side wide and high, about the worst
#: pixel: a hotspot that winds around the subject is looked at there. The page does the same.
PART = 5

#: Around a place one sees this much more, as a part of its sides.
_MARGIN = 0.25
#: A place was looked at when this much of it lies in what was looked at ...
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
    return tuple(any(_holds(project, look, spot, middle) for look in looks) for spot in spots)


def look(
    project: Project, annotation_id: int, mattes: Sequence[Alpha], spot: Hotspot, author: str
) -> None:
    """Keep that somebody looked at a hotspot, with its alpha as it is now."""
    if looked(project, annotation_id, mattes, [spot])[0]:
        return
    middle = _middle(mattes)
    box = _grown(place(spot, middle.shape), middle.shape)
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


def place(spot: Hotspot, shape: tuple[int, ...]) -> Rectangle:
    """What of a hotspot is flown to, in a photo of that shape (height, width)."""
    most = max(shape) // PART
    x, width = _along(spot.x, spot.width, spot.peak_x, most)
    y, height = _along(spot.y, spot.height, spot.peak_y, most)
    return Rectangle(x, y, width, height)


def _holds(project: Project, look: Look, spot: Hotspot, middle: Alpha) -> bool:
    here = place(spot, middle.shape)
    left, top = max(here.x, look.box.x), max(here.y, look.box.y)
    right = min(here.x + here.width, look.box.x + look.box.width)
    bottom = min(here.y + here.height, look.box.y + look.box.height)
    common = max(0, right - left) * max(0, bottom - top)
    if common < _COVERED * here.width * here.height:
        return False
    then = decode_alpha(project.blobs.read(look.alpha_blob), "what was looked at")
    old = then[top - look.box.y : bottom - look.box.y, left - look.box.x : right - look.box.x]
    return bool(np.abs(old - middle[top:bottom, left:right]).max() <= _SAME)


def _middle(mattes: Sequence[Alpha]) -> Alpha:
    """One alpha for what several methods say: it changes when any of theirs does."""
    middle: Alpha = np.mean(np.stack(mattes), axis=0, dtype=np.float32)
    return middle


def _along(start: int, length: int, peak: int, most: int) -> tuple[int, int]:
    if length <= most:
        return start, length
    return min(start + length - most, max(start, peak - most // 2)), most


def _grown(box: Rectangle, shape: tuple[int, ...]) -> Rectangle:
    more_x, more_y = round(box.width * _MARGIN), round(box.height * _MARGIN)
    x, y = max(0, box.x - more_x), max(0, box.y - more_y)
    right = min(shape[1], box.x + box.width + more_x)
    bottom = min(shape[0], box.y + box.height + more_y)
    return Rectangle(x, y, right - x, bottom - y)


def _part(alpha: Alpha, box: Rectangle) -> Alpha:
    return alpha[box.y : box.y + box.height, box.x : box.x + box.width]
