"""The unknown pixels of a photo, each in a slot that holds what the stages of shared matting know."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from curator.types import UNKNOWN, Trimap

_FREE = -1
#: Room for so many more slots, as a share of those there are, when they run out.
_GROWTH = 0.25


class Band:
    """Slots of unknown pixels; a pixel keeps its slot while it is unknown.

    Attributes
    ----------
    index
        int32, H x W: the slot of each unknown pixel, -1 of known ones.
    places
        int32, slots x (y, x): where each slot's pixel is, -1 where a slot is free.
    gathered, refined
        float32, slots x 8: what `gather` chose and what `refine` settled.
    hits
        uint16, slots x directions x 2: after how many steps the rays met foreground and background.
    lonely
        bool, slots: whether a mean colour had to stand in for what no ray met.
    """

    def __init__(self, labels: Trimap, directions: int) -> None:
        count = int(np.count_nonzero(labels == UNKNOWN))
        self.index = np.full(labels.shape, _FREE, np.int32)
        self.places = np.empty((count, 2), np.int32)
        self.gathered = np.empty((count, 8), np.float32)
        self.refined = np.empty((count, 8), np.float32)
        self.hits = np.empty((count, directions, 2), np.uint16)
        self.lonely = np.zeros(count, np.bool_)
        self._free = np.empty(0, np.int32)
        _enter(labels, self.index, self.places)

    @property
    def nbytes(self) -> int:
        """Bytes of all of it."""
        return sum(array.nbytes for array in vars(self).values())

    def slots(self) -> NDArray[np.int32]:
        """The slots in use, int32."""
        return np.flatnonzero(self.places[:, 0] != _FREE).astype(np.int32)

    def leave(self, pixels: NDArray[np.int32]) -> None:
        """Take out pixels (y, x) that are no longer unknown."""
        slots = self.index[pixels[:, 0], pixels[:, 1]]
        self.index[pixels[:, 0], pixels[:, 1]] = _FREE
        self.places[slots] = _FREE
        self._free = np.concatenate([self._free, slots])

    def enter(self, pixels: NDArray[np.int32]) -> NDArray[np.int32]:
        """Take in pixels (y, x) that became unknown; their slots, int32."""
        if len(pixels) > len(self._free):
            self._grow(len(pixels) - len(self._free))
        slots, self._free = self._free[: len(pixels)], self._free[len(pixels) :]
        self.index[pixels[:, 0], pixels[:, 1]] = slots
        self.places[slots] = pixels
        return slots

    def _grow(self, needed: int) -> None:
        before = len(self.places)
        more = needed + int(_GROWTH * before)
        for name in ("places", "gathered", "refined", "hits", "lonely"):
            array = getattr(self, name)
            wider = np.zeros((before + more, *array.shape[1:]), array.dtype)
            wider[:before] = array
            setattr(self, name, wider)
        self.places[before:] = _FREE
        fresh = np.arange(before, before + more, dtype=np.int32)
        self._free = np.concatenate([self._free, fresh])


@njit(cache=True, nogil=True)
def _enter(labels: Any, index: Any, places: Any) -> None:
    slot = 0
    for y in range(labels.shape[0]):
        for x in range(labels.shape[1]):
            if labels[y, x] == UNKNOWN:
                index[y, x] = slot
                places[slot, 0], places[slot, 1] = y, x
                slot += 1
