"""What a matting session knows and does, one call at a time: trimap, alpha and the way back."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from curator.imaging.checks import check_solvable
from curator.matting.boxes import difference, slices, whole
from curator.matting.history import Change, History, Step
from curator.matting.patches import Drawing, Patch
from curator.matting.photo_engine import PhotoEngine
from curator.matting.preview import Preview, factor_of
from curator.records import Rectangle
from curator.registry import MattingMethod
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Image, Trimap

_SIDES: Final = (BACKGROUND, FOREGROUND)
#: What is shown is changed only where the exact answer is further away than this.
_KEPT: Final = 2e-5
#: The distance from the method's function: an engine's own, which is within 1e-5, comes on top.
_EXACT: Final = _KEPT + 1e-5
#: The largest distance there can be, where nothing is known of it.
_ANYTHING: Final = 1.0


class Editing:
    """Trimap, shown alpha and history of one photo, for one thread at a time.

    A large photo's exact answer is asked for outside: `engine.claim()` in turn with the calls here,
    then `sought`, beside them, and `correct` with what it gave, unless there was a call between.

    Attributes
    ----------
    engine
        The method on the photo.
    trimap
        uint8, H x W, read-only; another array after each change.
    shown
        float32 in [0, 1], H x W: the alpha as it was handed out.
    exact, error
        As in `Patch`.
    """

    def __init__(
        self, record: MattingMethod, parameters: Any, image: Image, trimap: Trimap, memory: int
    ) -> None:
        self.engine = PhotoEngine(record, parameters, image)
        self.trimap = _frozen(np.array(trimap, order="C"))
        self.exact, self.error = True, _EXACT
        self._history = History(memory)
        self._patches = 0
        self._preview: Preview | None = None
        if factor_of(image.shape) == 1:
            self.shown = self.engine.solve(self.trimap, self.engine.claim())
        else:
            self._preview = Preview(record, parameters, image, self.trimap)
            self.shown = self._preview.picture(self.trimap)
            self.exact, self.error = False, _ANYTHING

    @property
    def nbytes(self) -> int:
        """Bytes of all that is held."""
        held = self.engine.nbytes + (0 if self._preview is None else self._preview.nbytes)
        return held + self.trimap.nbytes + self.shown.nbytes + self._history.nbytes

    def advance(self, trimap: Trimap, box: Rectangle | None) -> Patch:
        """Make the step to a trimap that differs from this one in `box` at most; None: nowhere.

        The trimap is kept and made read-only.
        """
        step = Step(self.exact, self.error)
        if box is not None:
            before, after = self.trimap[slices(box)], trimap[slices(box)]
            if any((before == side).any() and not (after == side).any() for side in _SIDES):
                check_solvable(trimap)
            step.trimap = Change.before(self.trimap, box, before != after)
            self.engine.touch(box)
            if self._preview is None:
                drawing = self._exactly(trimap, box)
            else:
                drawing = self._at_first(self._preview, trimap, box, step)
            if drawing is not None:
                step.patches.append(drawing.before)
                drawing.put(self.shown)
            self.trimap = _frozen(trimap)
        self._history.add(step)
        return self.patch(step.box())

    def undo(self) -> Patch:
        """Go back over a step; StateError when there is none."""
        return self._go(self._history.undo(), back=True)

    def redo(self) -> Patch:
        """Go over a step again; StateError when there is none."""
        return self._go(self._history.redo(), back=False)

    def sought(self, trimap: Trimap, changed: Rectangle | None) -> Drawing | None:
        """What the exact answer to a trimap changes of what is shown.

        It may run beside other calls: one that changes what is shown makes the answer worthless, but
        does no other harm.
        """
        alpha = self.engine.solve(trimap, changed)
        mask = difference(self.shown, alpha, _KEPT)
        return Drawing.of(self.shown, alpha, mask, whole(mask))

    def correct(self, drawing: Drawing | None) -> Patch:
        """Show the exact answer."""
        if drawing is not None:
            drawing.put(self.shown)
            self._history.corrected(drawing.before)
        self.exact, self.error = True, _EXACT
        return self.patch(None if drawing is None else drawing.before.box)

    def patch(self, box: Rectangle | None) -> Patch:
        """The next patch: what is shown in `box` now."""
        self._patches += 1
        alpha = np.zeros((0, 0), np.float32) if box is None else self.shown[slices(box)].copy()
        return Patch(self._patches, box, alpha, self.exact, self.error)

    def _exactly(self, trimap: Trimap, box: Rectangle) -> Drawing | None:
        alpha = self.engine.solve(trimap, self.engine.claim())
        mask = difference(self.shown, alpha, _KEPT)
        # What was painted is exact, however little it was off.
        part = slices(box)
        mask[part] |= (trimap[part] != UNKNOWN) & (alpha[part] != self.shown[part])
        return Drawing.of(self.shown, alpha, mask, whole(mask))

    def _at_first(self, preview: Preview, trimap: Trimap, box: Rectangle, step: Step) -> Drawing | None:
        glimpse = preview.look(self.shown, trimap, box)
        step.coarse = glimpse.coarse
        self.error = max(glimpse.error, 0.0 if self.exact else self.error)
        self.exact = False
        mask = glimpse.alpha != self.shown[slices(glimpse.box)]
        return Drawing.of(self.shown, glimpse.alpha, mask, glimpse.box)

    def _go(self, step: Step, back: bool) -> Patch:
        """Go over a step of the history, in the direction that was not gone last."""
        trimap, box = self.trimap, None
        if step.trimap is not None:
            trimap, box = trimap.copy(), step.trimap.box
            step.trimap.swap(trimap)
            self.engine.touch(box)
        if self._preview is not None:
            self._preview.go(step.coarse, trimap, box)
        for patch in reversed(step.patches) if back else step.patches:
            patch.swap(self.shown)
        self.trimap = _frozen(trimap)
        self.exact, step.exact = step.exact, self.exact
        self.error, step.error = step.error, self.error
        return self.patch(step.box())


def _frozen(trimap: Trimap) -> Trimap:
    trimap.flags.writeable = False
    return trimap
