"""Matting methods whose answer anybody can work out, to test what is built upon methods."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from curator.errors import ConvergenceError
from curator.parameters import NoParameters
from curator.records import Rectangle
from curator.registry import METHODS, MattingMethod
from curator.types import Alpha, FloatImage, Trimap


def by_distance(image: FloatImage, trimap: Trimap, parameters: NoParameters) -> Alpha:
    """b / (f + b), of the distances in pixels to foreground and background, the darker the smaller."""
    foreground = ndimage.distance_transform_edt(trimap != 255)
    background = ndimage.distance_transform_edt(trimap != 0)
    share = background / (foreground + background)
    share = np.where(trimap == 128, share * (0.5 + image.mean(axis=2) / 2), share)
    return share.astype(np.float32)


@dataclass
class Watched:
    """An engine of `by_distance` that holds its caller to the contract and does what a test wants.

    `solved` lists the boxes it was told, `fail` lets the next calls raise, `gate` holds them up, and
    `noise` is by how much an answer may be off from call to call.
    """

    image: FloatImage
    solved: list[Rectangle | None] = field(default_factory=list)
    fail: bool = False
    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    noise: float = 0.0
    busy: bool = False
    last: Trimap | None = None

    @property
    def nbytes(self) -> int:
        return 1000

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        assert not self.busy, "two calls at once"
        self.busy = True
        try:
            assert {0, 128, 255} <= set(np.unique(trimap)), "not what a method can use"
            assert trimap.flags.c_contiguous
            self._check_promise(trimap, changed)
            trimap = trimap.copy()
            self.solved.append(changed)
            self.entered.release()
            assert self.gate.wait(20), "nobody opened the gate"
            if self.fail:
                raise ConvergenceError("It was told to fail.")
            self.last = trimap
            alpha = by_distance(self.image, trimap, NoParameters())
            off = np.float32(self.noise * (-1) ** len(self.solved))
            return np.where(trimap == 128, np.clip(alpha + off, 0, 1), alpha)
        finally:
            self.busy = False

    def _check_promise(self, trimap: Trimap, changed: Rectangle | None) -> None:
        last, self.last = self.last, None
        if changed is None:
            return
        assert last is not None, "an engine that failed, or was never asked, was told of a change"
        outside = np.ones(trimap.shape, np.bool_)
        outside[changed.y : changed.y + changed.height, changed.x : changed.x + changed.width] = False
        assert (trimap == last)[outside].all(), "the trimap moved where it was said to be still"


@contextmanager
def registered(
    name: str, engine: Callable[[FloatImage, NoParameters], Watched] | None = None
) -> Iterator[None]:
    """Have the method of `by_distance` in the registry under that name for a while."""
    METHODS.all()
    METHODS.register(
        MattingMethod(
            name=name,
            title="Distances",
            paper="none",
            version="1",
            parameters=NoParameters,
            function=by_distance,
            engine=engine,
        )
    )
    try:
        yield
    finally:
        del METHODS._records[name]
