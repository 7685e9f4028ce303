"""A first picture of an edit of a large photo: the same method on the photo scaled down."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.geometry import bounds
from curator.matting.boxes import difference, slices, union, whole, widened
from curator.matting.history import Change
from curator.matting.photo_engine import PhotoEngine
from curator.records import Rectangle
from curator.registry import MattingMethod
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Image, Trimap

#: Photos of more pixels than this get a first picture before the exact answer.
LARGE: int = 1_000_000
#: As many pixels has the scaled photo at most: small enough for an answer while the hand still moves.
COARSE: int = 350_000
#: A smaller side than this leaves a method nothing to look at.
_SMALLEST_SIDE: Final = 16
#: A change of alpha that is smaller than half a step of 8 bits is not worth sending.
_VISIBLE: Final = 0.5 / 255
#: The coarse alpha follows its engine to within this.
_KEPT: Final = 2e-5
#: So many cells around an edit are drawn at first; what it changes further away comes with the exact
#: answer.
_REACH: Final = 50


@dataclass(frozen=True)
class Glimpse:
    """The first picture of an edit.

    `alpha` is of `box`, in photo pixels. `error` is an estimate: the largest difference there was
    between the coarse alpha and the shown one, averaged over the coarse pixels around the edit.
    `coarse` takes the coarse alpha back; None where it did not change.
    """

    box: Rectangle
    alpha: Alpha
    error: float
    coarse: Change | None


def factor_of(shape: tuple[int, ...]) -> int:
    """By how much a photo of `shape` (height, width, ...) is scaled down; 1: it gets no preview."""
    pixels = shape[0] * shape[1]
    factor = math.ceil(math.sqrt(pixels / COARSE))
    if pixels <= LARGE or min(shape[:2]) < _SMALLEST_SIDE * factor:
        return 1
    return factor


class Preview:
    """Photo, trimap and alpha in cells of `factor` x `factor` pixels, one coarse pixel a cell.

    A cell's colour is the mean of its pixels. A cell is foreground when it holds foreground and no
    background, background when it holds background and no foreground, and unknown otherwise: a known
    stroke survives however thin it is, and what two strokes contest is left to the method. Cells
    beyond the lower and right border repeat the last pixels.

    The coarse alpha is not the answer: what is taken from it is by how much an edit changed it.
    """

    def __init__(self, record: MattingMethod, parameters: Any, image: Image, trimap: Trimap) -> None:
        self._factor = factor_of(image.shape)
        self._shape = trimap.shape
        self._engine = PhotoEngine(record, parameters, self._averaged(image))
        self._trimap = self._shrunk(trimap, self._cells(whole(trimap)))
        self._alpha = self._solved(self._trimap, np.full(self._trimap.shape, 0.5, np.float32))

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self._engine.nbytes + self._trimap.nbytes + self._alpha.nbytes

    def picture(self, trimap: Trimap) -> Alpha:
        """The coarse alpha enlarged to the whole photo; known pixels are exact."""
        picture: Alpha = np.ascontiguousarray(self._enlarged(self._alpha, whole(trimap)))
        _set_known(picture, trimap)
        return picture

    def look(self, shown: Alpha, trimap: Trimap, box: Rectangle) -> Glimpse:
        """The first picture after the trimap was changed in `box`; `shown` is what it is drawn upon.

        Raises
        ------
        CuratorError
            As the method raises it; the preview is then as it was before.
        """
        cells = self._cells(box)
        small = self._trimap.copy()
        small[slices(cells)] = self._shrunk(trimap, cells)
        before = after = self._alpha
        if (small != self._trimap).any():
            self._engine.touch(cells)
            after = self._solved(small, before)
        inside = widened(self._reached(before, after, cells), 1, small.shape)
        around, part = self._pixels(inside), slices(inside)
        distance = cv2.absdiff(before[part], self._averaged(shown[slices(around)]))
        delta = self._enlarged(after[part] - before[part], around)
        alpha: Alpha = np.clip(shown[slices(around)] + delta, 0, 1)
        _set_known(alpha, trimap[slices(around)])
        mask = difference(before, after, _KEPT)
        coarse = Change.before(before, whole(mask), mask) if mask.any() else None
        np.copyto(before, after, where=mask)
        self._trimap = small
        return Glimpse(around, alpha, float(distance.max()), coarse)

    def go(self, coarse: Change | None, trimap: Trimap, box: Rectangle | None) -> None:
        """Go over a step, back or forth: its coarse change, and the trimap behind it."""
        if box is not None:
            cells = self._cells(box)
            self._trimap[slices(cells)] = self._shrunk(trimap, cells)
            self._engine.touch(cells)
        if coarse is not None:
            coarse.swap(self._alpha)

    def _reached(self, before: Alpha, after: Alpha, cells: Rectangle) -> Rectangle:
        """The cells of an edit and what it visibly changed near by."""
        near = widened(cells, _REACH, before.shape)
        seen = bounds(difference(before, after, _VISIBLE)[slices(near)], near)
        return union(cells, seen) or cells

    def _solved(self, small: Trimap, before: Alpha) -> Alpha:
        if (small == FOREGROUND).any() and (small == BACKGROUND).any():
            return self._engine.solve(small, self._engine.claim())
        # Two sides so near to each other that they share all their cells: nothing to solve here.
        alpha = before.copy()
        _set_known(alpha, small)
        return alpha

    def _cells(self, box: Rectangle) -> Rectangle:
        """The cells that a box of pixels touches."""
        factor = self._factor
        left, top = box.x // factor, box.y // factor
        right, bottom = -(-(box.x + box.width) // factor), -(-(box.y + box.height) // factor)
        return Rectangle(left, top, right - left, bottom - top)

    def _pixels(self, cells: Rectangle) -> Rectangle:
        """The pixels of a box of cells, as far as they are of the photo."""
        factor, (height, width) = self._factor, self._shape
        left, top = cells.x * factor, cells.y * factor
        right = min(width, (cells.x + cells.width) * factor)
        bottom = min(height, (cells.y + cells.height) * factor)
        return Rectangle(left, top, right - left, bottom - top)

    def _shrunk(self, trimap: Trimap, cells: Rectangle) -> Trimap:
        part = self._filled(trimap[slices(self._pixels(cells))])
        blocks = part.reshape(cells.height, self._factor, cells.width, self._factor)
        foreground = (blocks == FOREGROUND).any(axis=(1, 3))
        background = (blocks == BACKGROUND).any(axis=(1, 3))
        small: Trimap = np.full(foreground.shape, UNKNOWN, np.uint8)
        small[foreground & ~background] = FOREGROUND
        small[background & ~foreground] = BACKGROUND
        return small

    def _averaged(self, array: NDArray[Any]) -> NDArray[Any]:
        filled = self._filled(array)
        size = (filled.shape[1] // self._factor, filled.shape[0] // self._factor)
        return np.asarray(cv2.resize(filled, size, interpolation=cv2.INTER_AREA))

    def _filled(self, array: NDArray[Any]) -> NDArray[Any]:
        """The array with its last row and column repeated until its cells are whole."""
        bottom, right = -array.shape[0] % self._factor, -array.shape[1] % self._factor
        if bottom == right == 0:
            return array
        return np.asarray(cv2.copyMakeBorder(array, 0, bottom, 0, right, cv2.BORDER_REPLICATE))

    def _enlarged(self, small: Alpha, box: Rectangle) -> Alpha:
        size = (small.shape[1] * self._factor, small.shape[0] * self._factor)
        large = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(large[: box.height, : box.width])


def _set_known(alpha: Alpha, trimap: Trimap) -> None:
    alpha[trimap == BACKGROUND] = 0
    alpha[trimap == FOREGROUND] = 1
