"""What a page was shown of a matte that changes: in 8 bits, and what changed since it last asked."""

from __future__ import annotations

import secrets
from collections import deque
from typing import Final

from curator.imaging.convert import to_levels
from curator.imaging.geometry import bounds
from curator.matting.boxes import slices, union, whole
from curator.matting.session import MattingSession, Patch
from curator.records import Rectangle
from curator.types import Alpha
from curator.workflow.layers import NOTHING, Layer

#: So many states back a page may be and still be sent only what changed.
_REMEMBERED: Final = 500


class Shown:
    """The alpha of a matting session in 8 bits, and the boxes of its changes.

    Each change of a pixel makes a new state. A page that names the state it has is sent the box of
    all changes since; patches hold what is shown now, so that one of an older state can be dropped
    once a newer one was put on.

    Attributes
    ----------
    levels
        uint8, H x W: `round(255 * alpha)`.
    exact
        Whether the alpha is the exact one.
    """

    def __init__(self, session: MattingSession) -> None:
        self._session = session
        self._name = secrets.token_hex(8)
        self._number = 0
        self._newest = 0
        self._boxes: deque[Rectangle] = deque(maxlen=_REMEMBERED)
        self._layer = NOTHING
        self.levels = to_levels(session.alpha)
        self.exact = session.exact

    @property
    def state(self) -> str:
        """The name of the state; the part after the dot counts up."""
        return f"{self._name}.{self._number}"

    def take(self, patch: Patch) -> None:
        """Put on a patch of the session; every patch must come here, in any order."""
        late = patch.number < self._newest
        if not late:
            self._newest, self.exact = patch.number, patch.exact
        box = patch.box
        if box is None:
            return
        alpha = self._session.alpha[slices(box)] if late else patch.alpha
        self._put(alpha, box)

    def lay(self, layer: Layer) -> None:
        """Lay what was painted by hand over the alpha from here on, instead of what was before."""
        box = union(self._layer.box, layer.box)
        if layer is self._layer or box is None:
            return
        self._layer = layer
        self._put(self._session.alpha[slices(box)], box)

    def alpha(self, box: Rectangle) -> Alpha:
        """A part of the alpha as it is shown: float32, of the box."""
        return self._layer.over(self._session.alpha[slices(box)], box)

    def since(self, have: str) -> Rectangle | None:
        """The box outside of which nothing changed since the state `have`; all for an unknown one."""
        back = self._back(have)
        if back is None:
            return whole(self.levels)
        box: Rectangle | None = None
        for number in range(len(self._boxes) - back, len(self._boxes)):
            box = union(box, self._boxes[number])
        return box

    def knows(self, have: str) -> bool:
        """Whether `since` can say what changed since that state."""
        return self._back(have) is not None

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return self.levels.nbytes

    def _put(self, alpha: Alpha, box: Rectangle) -> None:
        levels, part = to_levels(self._layer.over(alpha, box)), self.levels[slices(box)]
        changed = bounds(levels != part, box)
        part[...] = levels
        if changed is not None:
            self._boxes.append(changed)
            self._number += 1

    def _back(self, have: str) -> int | None:
        """How many states ago `have` was; None when that is not known."""
        name, _, number = have.partition(".")
        if name != self._name or not number.isascii() or not number.isdigit() or len(number) > 9:
            return None
        back = self._number - int(number)
        return back if 0 <= back <= len(self._boxes) else None
