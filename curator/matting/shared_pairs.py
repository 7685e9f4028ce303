"""The pairs of colours of a photo's unknown pixels, kept up while its trimap changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from curator.imaging.geometry import bounds
from curator.kernels import threads_for
from curator.matting.boxes import slices, whole, widened
from curator.matting.shared_band import Band
from curator.matting.shared_changes import mark, struck, turned
from curator.matting.shared_coarse import coarsened
from curator.matting.shared_expand import expand, offsets
from curator.matting.shared_gather import gather
from curator.matting.shared_means import Means
from curator.matting.shared_parameters import SharedParameters
from curator.matting.shared_rays import gaps, slopes
from curator.matting.shared_refine import disk, refine
from curator.records import Rectangle
from curator.types import UNKNOWN, FloatImage, Region, Trimap

_Slots: TypeAlias = NDArray[np.int32]


class Update(NamedTuple):
    """What an edit changed.

    Attributes
    ----------
    relabelled
        int32, N x (y, x): the pixels whose painted or expanded label changed.
    slots
        int32: the slots of the band whose refined pairs are new.
    """

    relabelled: NDArray[np.int32]
    slots: NDArray[np.int32]


class Pairs:
    """Expansion, gathering and refinement of one photo and trimap.

    `update` redoes what an edit reaches and nothing else: expansion within kI of it; gathering where a
    ray met a change before its hit; refinement within the disk of those. Each pixel's pair is a
    function of what lies around it, worked in the same order whoever asks, so all of it is, to the
    bit, what another trimap on the way would have led to. Parallel kernels run: call under
    `parallel_kernels`.

    Attributes
    ----------
    trimap, labels
        uint8, H x W: what was painted, and that expanded.
    band
        The pixels that are unknown in `labels`, with their gathered and refined pairs.
    """

    def __init__(self, image: FloatImage, trimap: Trimap, parameters: SharedParameters) -> None:
        self._image = image
        self._coarse = coarsened(image)
        self._parameters = parameters
        self._near = offsets(parameters.expansion_radius)
        self._slopes = slopes(parameters.directions)
        self._disk = disk(parameters.refinement_radius)
        self._exponents = np.array(
            [
                parameters.fit_exponent,
                parameters.likelihood_exponent,
                parameters.foreground_exponent,
                parameters.background_exponent,
            ]
        )
        self._means = Means(image)
        self.trimap = trimap.copy()
        self._means.add(self.trimap, whole(trimap), 1)
        self.labels = trimap.copy()
        self._expand(whole(trimap))
        self.band = Band(self.labels, parameters.directions)
        slots = self.band.slots()
        self._gather(slots)
        self._refine(slots)

    @property
    def nbytes(self) -> int:
        """Bytes of the labels and the band; the photo's are not counted."""
        return self.trimap.nbytes + self.labels.nbytes + self.band.nbytes

    def update(self, trimap: Trimap, changed: Rectangle) -> Update:
        """Bring all of it to another trimap that differs in a box alone."""
        box = bounds(trimap[slices(changed)] != self.trimap[slices(changed)], changed)
        if box is None:
            return Update(np.empty((0, 2), np.int32), np.empty(0, np.int32))
        means = self._means.colours()
        self._means.add(self.trimap, box, -1)
        reach = self._parameters.expansion_radius if self._parameters.expand else 0
        wide = widened(box, reach, trimap.shape)
        painted, before = self.trimap[slices(wide)].copy(), self.labels[slices(wide)].copy()
        self.trimap[slices(box)] = trimap[slices(box)]
        self._means.add(self.trimap, box, 1)
        self._expand(wide)
        after = self.labels[slices(wide)]
        moved = self._move(before == UNKNOWN, after == UNKNOWN, wide)
        flags = self._reached(turned(before, after), wide, moved)
        if (means != self._means.colours()).any():
            flags |= self.band.lonely
        gathered = self._again(self._gather, self.band.gathered, flags)
        flags = np.zeros_like(flags)
        for pixels in (moved, self.band.places[gathered]):
            mark(pixels, self._parameters.refinement_radius, self.band.index, flags)
        slots = self._again(self._refine, self.band.refined, flags)
        relabelled = (painted != self.trimap[slices(wide)]) | (before != after)
        return Update(_pixels(relabelled, wide), slots)

    def _move(self, before: Region, after: Region, box: Rectangle) -> NDArray[np.int32]:
        """Take slots from what ceased to be unknown, give some to what became it; all those pixels."""
        gone, come = _pixels(before & ~after, box), _pixels(after & ~before, box)
        self.band.leave(gone)
        self.band.enter(come)
        return np.concatenate([gone, come])

    def _reached(
        self, change: NDArray[np.uint8], box: Rectangle, moved: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """The slots that have to gather again."""
        band = self.band
        flags = np.zeros(len(band.places), np.bool_)
        inner = bounds(change != 0, box)
        if inner is not None:
            rows, columns = slices(inner)
            part = np.ascontiguousarray(
                change[
                    rows.start - box.y : rows.stop - box.y, columns.start - box.x : columns.stop - box.x
                ]
            )
            with threads_for(len(band.places) // 4):
                struck(part, inner.y, inner.x, self._slopes, band.places, band.hits, flags)
        slots = band.index[moved[:, 0], moved[:, 1]]
        flags[slots[slots >= 0]] = True
        return flags

    def _again(
        self, stage: Callable[[_Slots], None], answers: NDArray[np.float32], flags: NDArray[np.bool_]
    ) -> _Slots:
        """Do a stage again for some slots; those whose answers changed."""
        slots = np.flatnonzero(flags).astype(np.int32)
        before = answers[slots]
        with threads_for(len(slots)):
            stage(slots)
        changed: _Slots = slots[(before != answers[slots]).any(axis=1)]
        return changed

    def _expand(self, box: Rectangle) -> None:
        if not self._parameters.expand:
            self.labels[slices(box)] = self.trimap[slices(box)]
            return
        rows, columns = slices(box)
        ends = (rows.start, rows.stop, columns.start, columns.stop)
        colour = self._parameters.expansion_colour
        with threads_for(box.width * box.height):
            expand(self._image, self.trimap, self._near, colour, ends, self.labels)

    def _gather(self, slots: _Slots) -> None:
        if len(slots) == 0:
            return
        band = self.band
        gather(
            self._image,
            *self._coarse,
            self.labels,
            gaps(self.labels),
            self._slopes,
            self._exponents,
            self._means.colours(),
            band.places,
            slots,
            band.gathered,
            band.hits,
            band.lonely,
        )

    def _refine(self, slots: _Slots) -> None:
        band, decay = self.band, self._parameters.confidence_decay
        refine(
            self._image, band.index, self._disk, decay, band.places, slots, band.gathered, band.refined
        )


def _pixels(mask: Region, box: Rectangle) -> NDArray[np.int32]:
    """The pixels (y, x) of the photo where a mask of a box is set, int32."""
    corner = np.array([box.y, box.x])
    pixels: NDArray[np.int32] = (np.argwhere(mask) + corner).astype(np.int32, order="C")
    return pixels
