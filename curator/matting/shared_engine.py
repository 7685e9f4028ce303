"""Shared matting that stays on a photo."""

from __future__ import annotations

from typing import Final

import numpy as np

from curator.kernels import parallel_kernels, threads_for
from curator.matting.boxes import whole
from curator.matting.shared_changes import mark
from curator.matting.shared_pairs import Pairs
from curator.matting.shared_parameters import SharedParameters
from curator.matting.shared_smooth import bell, smooth
from curator.matting.solving import check_room
from curator.records import Rectangle
from curator.types import FOREGROUND, UNKNOWN, Alpha, FloatImage, Region, Trimap

TITLE: Final = "Shared"
#: Labels, slots, alpha and the temporary arrays of each pixel; what each unknown one holds besides.
_BYTES_PER_PIXEL = 20.0
_BYTES_PER_UNKNOWN = 100.0
_BYTES_PER_RAY = 4.0


class SharedEngine:
    """The alpha of one photo under a trimap that changes; see `curator.registry.Engine`.

    An edit costs what it can reach: see `Pairs.update`, and smoothing within its window of that. The
    answer is that of a new engine to the bit.
    """

    def __init__(self, image: FloatImage, parameters: SharedParameters) -> None:
        # Kernels are compiled for arrays that lie in one piece and may be written.
        self._image = np.require(image, np.float32, ["C", "W"])
        self._parameters = parameters
        self._bell = bell(parameters.smoothing_radius, parameters.smoothing_variance)
        self._state: tuple[Pairs, Alpha] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the photo, and of what is held of its trimap and alpha."""
        if self._state is None:
            return self._image.nbytes
        pairs, alpha = self._state
        return self._image.nbytes + pairs.nbytes + alpha.nbytes

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        """The alpha of a trimap; see `curator.registry.Engine`.

        Raises
        ------
        ConvergenceError
            If there is no memory for it.
        """
        # Whatever interrupts an update leaves no half of it behind.
        state, self._state = self._state, None
        with parallel_kernels():
            if state is None:
                state = self._begin(trimap)
            else:
                self._go_on(*state, trimap, changed or whole(trimap))
        self._state = state
        return state[1].copy()

    def _begin(self, trimap: Trimap) -> tuple[Pairs, Alpha]:
        unknown = np.count_nonzero(trimap == UNKNOWN)
        each = _BYTES_PER_UNKNOWN + _BYTES_PER_RAY * self._parameters.directions
        check_room(_BYTES_PER_PIXEL * trimap.size + each * unknown, trimap, TITLE)
        pairs = Pairs(self._image, trimap, self._parameters)
        alpha = (pairs.labels == FOREGROUND).astype(np.float32)
        self._smooth(pairs, alpha, np.ones(len(pairs.band.places), np.bool_))
        return pairs, alpha

    def _go_on(self, pairs: Pairs, alpha: Alpha, trimap: Trimap, changed: Rectangle) -> None:
        update = pairs.update(trimap, changed)
        flags = np.zeros(len(pairs.band.places), np.bool_)
        for pixels in (update.relabelled, pairs.band.places[update.slots]):
            mark(pixels, self._parameters.smoothing_radius, pairs.band.index, flags)
        rows, columns = update.relabelled.T
        alpha[rows, columns] = pairs.labels[rows, columns] == FOREGROUND
        self._smooth(pairs, alpha, flags)

    def _smooth(self, pairs: Pairs, alpha: Alpha, flags: Region) -> None:
        band = pairs.band
        slots = np.flatnonzero(flags).astype(np.int32)
        with threads_for(len(slots)):
            smooth(
                self._image,
                pairs.trimap,
                pairs.labels,
                band.index,
                self._bell,
                self._parameters.confidence_decay,
                band.places,
                slots,
                band.refined,
                alpha,
            )
