"""A matting method on one photo, told of changes only when it is asked."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from curator.imaging.convert import to_float
from curator.matting.boxes import union
from curator.matting.solving import memory_of
from curator.records import Rectangle
from curator.registry import Engine, MattingMethod
from curator.types import FOREGROUND, UNKNOWN, Alpha, Image, Trimap

#: A box that an engine may look at in vain: None would mean that nothing is known.
_NOTHING_MOVED: Final = Rectangle(0, 0, 1, 1)


class PhotoEngine:
    """The engine of a method, or its function where it has none, and where the trimap moved on since.

    The engine is made when it is first asked. Asking has two halves, `claim` and `solve`, so that a
    lock need be held only for the first: `touch` and `claim` are called under it, and one thread at a
    time claims and solves.
    """

    def __init__(self, record: MattingMethod, parameters: Any, image: Image) -> None:
        self._record = record
        self._parameters = parameters
        self._image = np.ascontiguousarray(image)
        self._engine: Engine | None = None
        # Where the trimap moved since the engine's last answer, and whether there is one.
        self._moved: Rectangle | None = None
        self._answered = False

    @property
    def nbytes(self) -> int:
        """Bytes held: the photo's, and the engine's once it is made."""
        return self._image.nbytes + (0 if self._engine is None else self._engine.nbytes)

    def touch(self, box: Rectangle | None) -> None:
        """Say that the trimap may differ in `box` from what was said before."""
        self._moved = union(self._moved, box)

    def claim(self) -> Rectangle | None:
        """The `changed` of the next `solve`: a box, or None where nothing is known."""
        changed = (self._moved or _NOTHING_MOVED) if self._answered else None
        self._moved, self._answered = None, False
        return changed

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        """The alpha of a trimap that has foreground and background; see `Engine.solve`.

        A trimap without unknown pixels has the alpha that it says.

        Raises
        ------
        CuratorError
            As the method raises it; `ConvergenceError` when memory ran out on the way.
        """
        if not (trimap == UNKNOWN).any():
            known: Alpha = (trimap == FOREGROUND).astype(np.float32)
            return known
        with memory_of(self._record.title, trimap):
            alpha = self._ask(trimap, changed)
        self._answered = True
        return alpha

    def _ask(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        if self._record.engine is None:
            return self._record.function(to_float(self._image), trimap, self._parameters)
        if self._engine is None:
            self._engine = self._record.engine(to_float(self._image), self._parameters)
        return self._engine.solve(trimap, changed)
