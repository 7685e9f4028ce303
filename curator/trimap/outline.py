"""Where the person of a trimap most likely ends: a box, and lines coarse enough to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.records import Rectangle
from curator.types import BACKGROUND, FOREGROUND, Region, Trimap

#: Cells along the longer side: what is finer is not looked for.
CELLS = 400
#: A line may leave out what is nearer to it than this, in cells.
_SLACK = 0.7
#: Pieces smaller than this part of the largest are left out.
_SMALLEST = 0.01

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Shape:
    """A person's place in a photo.

    Attributes
    ----------
    box
        Around the person, in photo pixels; None where nothing is known to be foreground.
    lines
        Closed lines around the person, (x, y) in photo pixels, the longest piece first.
    """

    box: Rectangle | None
    lines: tuple[Line, ...]


def shape_of(trimap: Trimap) -> Shape:
    """The person's place by a trimap, uint8 {0, 128, 255}, H x W: right to a cell of `CELLS`."""
    height, width = trimap.shape
    step = step_of(height, width)
    person = likely(sampled(trimap, step))
    if not person.any():
        return Shape(None, ())
    rows, columns = np.flatnonzero(person.any(axis=1)), np.flatnonzero(person.any(axis=0))
    left, top = int(columns[0]) * step, int(rows[0]) * step
    right, bottom = min(width, int(columns[-1] + 1) * step), min(height, int(rows[-1] + 1) * step)
    return Shape(Rectangle(left, top, right - left, bottom - top), _lines(person, step))


def likely(trimap: Trimap) -> Region:
    """The foreground, and what is unknown and nearer to the foreground than to the background.

    Nothing where there is no foreground: then nobody has said yet who is meant.
    """
    foreground: Region = trimap == FOREGROUND
    background: Region = trimap == BACKGROUND
    if not foreground.any():
        return foreground
    if not background.any():
        return ~background
    nearer: Region = _away(foreground) < _away(background)
    return nearer


def step_of(height: int, width: int) -> int:
    """The side of a cell of a photo, in pixels."""
    return max(1, -(-max(height, width) // CELLS))


def sampled(pixels: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """The pixel in the middle of every cell that is whole, and of the others one they hold."""
    height, width = pixels.shape
    rows, columns = (np.minimum(np.arange(0, n, step) + step // 2, n - 1) for n in (height, width))
    cells: NDArray[np.uint8] = pixels[np.ix_(rows, columns)]
    return cells


def _away(region: Region) -> NDArray[np.float32]:
    away = cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(away, np.float32)


def _lines(person: Region, step: int) -> tuple[Line, ...]:
    # Twice as fine, so that the line runs along the cells' borders and not through their middles.
    fine = np.pad(person.astype(np.uint8).repeat(2, axis=0).repeat(2, axis=1), 1)
    found, _ = cv2.findContours(fine, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    pieces = sorted(found, key=cv2.contourArea, reverse=True)
    least = _SMALLEST * cv2.contourArea(pieces[0])
    lines = []
    for piece in pieces:
        corners = cv2.approxPolyDP(piece, 2 * _SLACK, closed=True)[:, 0]
        if len(corners) >= 3 and cv2.contourArea(piece) >= least:
            lines.append(tuple((float(x) * step / 2, float(y) * step / 2) for x, y in corners - 0.5))
    return tuple(lines)
