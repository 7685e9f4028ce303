"""What an editing session changed, kept small, so that each step can be taken back to the bit."""

from __future__ import annotations

import zlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curator.errors import StateError
from curator.matting.boxes import slices, union
from curator.records import Rectangle
from curator.types import Region

#: The fastest of zlib: what is stored is mostly noise in the last bits, which no level makes smaller.
_LEVEL = 1


@dataclass
class Change:
    """The values that some pixels of an array have on the other side of a step.

    `swap` exchanges them with those in the array: the first call goes back, the second forth, each to
    the bit. Stored are the box, which of its pixels (a bit each) and their values; compressed once
    it is asked how much that is, for what is not kept need not be made small.
    """

    box: Rectangle
    _mask: Region | bytes
    _values: NDArray[Any] | bytes
    _kind: np.dtype[Any]

    @classmethod
    def before(cls, array: NDArray[Any], box: Rectangle, mask: Region) -> Change:
        """Take down what `array` holds in the pixels of `box` that `mask` (bool, of the box) marks."""
        return cls(box, mask, array[slices(box)][mask], array.dtype)

    def swap(self, array: NDArray[Any]) -> None:
        """Exchange the stored values with those of the array."""
        mask = self._mask
        if isinstance(mask, bytes):
            shape = (self.box.height, self.box.width)
            bits = np.frombuffer(zlib.decompress(mask), np.uint8)
            mask = np.unpackbits(bits, count=shape[0] * shape[1]).reshape(shape).view(np.bool_)
        values = self._values
        if isinstance(values, bytes):
            values = _unpacked(values, self._kind)
        part = array[slices(self.box)]
        self._values = _packed(part[mask])
        part[mask] = values

    @property
    def nbytes(self) -> int:
        """Bytes of what is stored."""
        if not isinstance(self._mask, bytes):
            self._mask = zlib.compress(np.packbits(self._mask).tobytes(), _LEVEL)
        if not isinstance(self._values, bytes):
            self._values = _packed(self._values)
        return len(self._mask) + len(self._values)


@dataclass
class Step:
    """One edit, as it is taken back or made again.

    Attributes
    ----------
    trimap, coarse
        What the edit changed of the trimap and of the preview's coarse alpha; None: nothing.
    patches
        What changed the shown alpha between the states before and after, in that order.
    exact, error
        Of the shown alpha on the other side of the step.
    """

    exact: bool
    error: float
    trimap: Change | None = None
    coarse: Change | None = None
    patches: list[Change] = field(default_factory=list)

    @property
    def nbytes(self) -> int:
        """Bytes of all changes."""
        changes = [*self.patches, self.trimap, self.coarse]
        return sum(change.nbytes for change in changes if change is not None)

    def box(self) -> Rectangle | None:
        """The box of what changes of the shown alpha."""
        box = None
        for patch in self.patches:
            box = union(box, patch.box)
        return box


class History:
    """The steps that can be taken back and made again, the oldest forgotten beyond `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._done: deque[Step] = deque()
        self._undone: deque[Step] = deque()
        self._forgot_done = False
        self._forgot_undone = False

    @property
    def nbytes(self) -> int:
        """Bytes of all steps."""
        return sum(step.nbytes for step in self._done) + sum(step.nbytes for step in self._undone)

    def add(self, step: Step) -> None:
        """A step was made; what was undone before can no longer be made again."""
        self._done.append(step)
        self._undone.clear()
        self._forgot_undone = False
        self._forget()

    def corrected(self, patch: Change) -> None:
        """The shown alpha of this state was changed: the ways out of it lead over the old one."""
        if self._done:
            self._done[-1].patches.append(patch)
        if self._undone:
            # One object in two steps: there is no way over the one before the other is back in place.
            self._undone[-1].patches.insert(0, patch)
        self._forget()

    def undo(self) -> Step:
        """The step to take back; the caller swaps its changes, the patches from last to first.

        Raises
        ------
        StateError
            If there is none.
        """
        if not self._done:
            raise StateError(_nothing("undo", self._forgot_done))
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step:
        """The step to make again; the caller swaps its changes, the patches from first to last.

        Raises
        ------
        StateError
            If there is none.
        """
        if not self._undone:
            raise StateError(_nothing("redo", self._forgot_undone))
        self._done.append(self._undone.pop())
        return self._done[-1]

    def _forget(self) -> None:
        if self._limit == 0:
            self._forgot_done |= bool(self._done)
            self._forgot_undone |= bool(self._undone)
            self._done.clear()
            self._undone.clear()
            return
        held = self.nbytes
        while held > self._limit and self._done:
            held -= self._done.popleft().nbytes
            self._forgot_done = True
        while held > self._limit and self._undone:
            held -= self._undone.popleft().nbytes
            self._forgot_undone = True


def _nothing(verb: str, forgotten: bool) -> str:
    if forgotten:
        return (
            f"There is nothing left to {verb} here: that step was dropped to save memory. Go to the "
            "step in the annotation's history instead."
        )
    return f"There is nothing to {verb}: no step was {'made' if verb == 'undo' else 'undone'} before."


def _packed(values: NDArray[Any]) -> bytes:
    # First bytes together, second bytes together, ...: alike ones stand side by side.
    planes = values.view(np.uint8).reshape(-1, values.itemsize).T
    return zlib.compress(planes.tobytes(), _LEVEL)


def _unpacked(packed: bytes, kind: np.dtype[Any]) -> NDArray[Any]:
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(kind.itemsize, -1)
    return np.ascontiguousarray(planes.T).reshape(-1).view(kind)
