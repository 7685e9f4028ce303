"""A matte that follows the hand: one photo, one trimap, edited stroke after stroke."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

import numpy as np

from curator.errors import StateError
from curator.imaging.checks import check_image, check_solvable, check_trimap
from curator.imaging.geometry import bounds
from curator.matting.boxes import union
from curator.matting.editing import Editing
from curator.matting.patches import Drawing, Patch
from curator.parameters import build
from curator.records import Rectangle, Stroke
from curator.registry import METHODS
from curator.trimap.strokes import draw
from curator.types import Alpha, Image, Trimap

__all__ = ["MattingSession", "Patch"]


class MattingSession:
    """The matte of one photo while its trimap is edited.

    The photo is prepared once, the trimap is solved once; each edit then costs what it can reach, if
    the method has an engine, and as much as from scratch otherwise. What is shown is never further
    than 2e-5 from the exact answer and changes only where it must, so that patches stay small and
    nothing drifts, however many edits came before.

    Photos of up to a megapixel are answered exactly at once. A larger one is answered with a first
    picture: a coarse companion, the same method on the photo scaled down, says by how much the edit
    changes the alpha, and that is laid upon what is shown. The exact answer is sought in the
    background, of the newest trimap (edits that arrive meanwhile are merged), and `settle` hands it
    out. A session of a large photo begins with a first picture as well.

    Any thread may call; calls take turns. What is shown changes only in calls, never by itself. A
    call that raises leaves the session as it was before.

    Parameters
    ----------
    image
        The photo: uint8, H x W x 3, RGB. It must not be changed while the session lives.
    trimap
        uint8, H x W, of 0, 128 and 255, with some foreground and some background.
    method
        The name of a registered matting method.
    memory
        Bytes that undo and redo may take; the oldest steps are dropped beyond. A step takes about 4
        bytes for each pixel whose alpha it changed. What the method holds comes on top: `nbytes`
        counts all of it.
    **parameters
        The method's own.

    Raises
    ------
    PhotoError, TrimapError, UnknownNameError, ParameterError, ConvergenceError
        As `estimate_alpha`; for a large photo `settle` raises those that the coarse photo does not.

    Examples
    --------
    >>> with MattingSession(image, trimap) as session:  # doctest: +SKIP
    ...     patch = session.edit([Stroke("foreground", 8.0, ((120.0, 90.0), (140.0, 95.0)))])
    ...     patch.box, patch.exact
    """

    def __init__(
        self,
        image: Image,
        trimap: Trimap,
        method: str = "closed-form",
        memory: int = 128_000_000,
        **parameters: Any,
    ) -> None:
        check_image(image)
        check_trimap(trimap, image.shape[:2])
        record = METHODS.get(method)
        chosen = build(record.parameters, parameters)
        check_solvable(trimap)
        self._editing = Editing(record, chosen, image, trimap, memory)
        self._lock = threading.Lock()
        self._closed = False
        self._worker = ThreadPoolExecutor(1, "matting")
        # The exact answer to the newest trimap where it is sought, and which trimap that is: any
        # other answer is out of date.
        self._coming: Future[Drawing | None] | None = None
        self._generation = 0
        if not self._editing.exact:
            self._seek()

    def edit(self, strokes: Sequence[Stroke]) -> Patch:
        """Draw strokes into the trimap, one after the other, as one step of the history.

        Strokes that change nothing make a step, too: undo counts edits.

        Raises
        ------
        StrokeError
            If one cannot be drawn.
        TrimapError
            If no foreground or no background would be left.
        ConvergenceError
            If the method did not reach its answer.
        """
        with self._turn():
            trimap: Trimap = self._editing.trimap
            box: Rectangle | None = None
            for stroke in strokes:
                trimap, drawn = draw(trimap, stroke)
                box = union(box, drawn)
            return self._moved_on(self._editing.advance(trimap, box))

    def change(self, trimap: Trimap) -> Patch:
        """Put another trimap in the place of this one, as one step of the history.

        Raises
        ------
        TrimapError
            If it is no trimap of this photo, or has no foreground or no background.
        ConvergenceError
            If the method did not reach its answer.
        """
        check_trimap(trimap, self.trimap.shape)
        with self._turn():
            box = bounds(self._editing.trimap != trimap)
            return self._moved_on(self._editing.advance(np.array(trimap, order="C"), box))

    def undo(self) -> Patch:
        """Go back to the trimap and, to the bit, the alpha shown before the last edit.

        Raises
        ------
        StateError
            If there is no edit, or it was dropped to save memory.
        """
        with self._turn():
            return self._moved_on(self._editing.undo())

    def redo(self) -> Patch:
        """Go to the trimap and, to the bit, the alpha shown when the last undo was made.

        Raises
        ------
        StateError
            If nothing was undone since the last edit, or it was dropped to save memory.
        """
        with self._turn():
            return self._moved_on(self._editing.redo())

    def settle(self, timeout: float | None = None) -> Patch | None:
        """Wait until the alpha is exact, and hand out what that changes.

        Parameters
        ----------
        timeout
            Seconds to wait at most; None: as long as it takes.

        Returns
        -------
        Patch or None
            From what was last handed out to the exact alpha; None when the time was over first. Edits
            that other threads make meanwhile are waited for as well.

        Raises
        ------
        ConvergenceError
            If the method did not reach its answer. What is shown stays; the next call tries again.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._turn():
                if self._editing.exact:
                    return self._editing.patch(None)
                coming = self._coming or self._seek()
            wait([coming], None if end is None else max(0.0, end - time.monotonic()))
            if not coming.done():
                return None
            with self._turn():
                if coming is not self._coming:
                    continue  # an edit came in between
                self._coming = None
                return self._editing.correct(coming.result())

    @property
    def alpha(self) -> Alpha:
        """What is shown: float32 in [0, 1], H x W, a copy."""
        with self._turn():
            return self._editing.shown.copy()

    @property
    def trimap(self) -> Trimap:
        """The trimap: uint8, H x W, read-only."""
        return self._editing.trimap

    @property
    def exact(self) -> bool:
        """Whether what is shown is the exact answer."""
        return self._editing.exact

    @property
    def nbytes(self) -> int:
        """Bytes held: the photo and what the method made of it, trimap and alpha, the history."""
        with self._lock:
            return self._editing.nbytes

    def close(self) -> None:
        """End the session: every later call raises `StateError`.

        A search for the exact answer that is under way ends by itself, and its answer is dropped.
        """
        with self._lock:
            self._closed = True
            # What waits in its queue sees that the session is closed, and wakes those who wait for it.
            self._worker.shutdown(wait=False)

    def __enter__(self) -> MattingSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            if self._closed:
                raise StateError("This matting session was closed: open the photo again.")
            yield

    def _moved_on(self, patch: Patch) -> Patch:
        """After a step: what is sought for an older trimap is no answer any more."""
        self._generation += 1
        self._coming = None
        if not patch.exact:
            self._seek()
        return patch

    def _seek(self) -> Future[Drawing | None]:
        generation, trimap = self._generation, self._editing.trimap
        coming = self._worker.submit(self._sought, generation, trimap)
        self._coming = coming
        return coming

    def _sought(self, generation: int, trimap: Trimap) -> Drawing | None:
        """In the background: what the exact answer changes, unless nobody waits for it any more."""
        with self._lock:
            if self._closed or generation != self._generation:
                return None
            changed = self._editing.engine.claim()
        return self._editing.sought(trimap, changed)
