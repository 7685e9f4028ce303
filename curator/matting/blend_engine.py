"""Blend matting that stays on a photo."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError
from curator.kernels import parallel_kernels
from curator.matting.blend_alike import alike
from curator.matting.blend_factor import factorise
from curator.matting.blend_mixtures import Mixtures
from curator.matting.blend_parameters import BlendParameters
from curator.matting.blend_solver import solve
from curator.matting.blend_system import Parts, System, assemble
from curator.matting.boxes import whole
from curator.matting.laplacian import LaplacianRows
from curator.matting.shared_pairs import Pairs
from curator.matting.shared_parameters import SharedParameters
from curator.matting.solving import check_room, finished
from curator.records import Rectangle
from curator.types import FOREGROUND, UNKNOWN, Alpha, FloatImage, Trimap

TITLE: Final = "Blend"
#: Bytes for each pixel (tree, slots, labels, photo) and for each unknown one (rows, system, factor): a
#: quarter more than 12 megapixels with a ninth of them unknown took.
_BYTES_PER_PIXEL: Final = 130.0
_BYTES_PER_UNKNOWN: Final = 1500.0
#: No pair of samples is trusted less than this share of the best: the system stays definite.
_LEAST_CONFIDENCE: Final = 1e-3


class BlendEngine:
    """The alpha of one photo under a trimap that changes; see `curator.registry.Engine`.

    Of the photo it keeps the tree of its pixels, the mixtures and the rows of Levin's Laplacian, and
    of the trimap the samples, which an edit renews where it reaches. The joins of like pixels and the
    system are made anew; the solution starts from the last one.
    """

    def __init__(self, image: FloatImage, parameters: BlendParameters) -> None:
        self._image = image
        self._parameters = parameters
        self._laplacian = LaplacianRows(image, parameters.epsilon, radius=1)
        self._sampling = SharedParameters(directions=parameters.directions)
        self._mixtures: Mixtures | None = None
        self._pairs: Pairs | None = None
        self._solution: NDArray[np.float64] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes it holds on to."""
        kept = (self._laplacian, self._mixtures, self._pairs, self._solution)
        return self._image.nbytes + sum(each.nbytes for each in kept if each is not None)

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        """The alpha of a trimap; see `curator.registry.Engine`.

        Raises
        ------
        ConvergenceError
            As `curator.matting.blend.blend` raises it.
        """
        unknown = trimap == UNKNOWN
        self._check_room(trimap)
        self._laplacian.need(unknown, 0, 0)
        # Whatever interrupts an update leaves no half of it behind.
        pairs, self._pairs = self._pairs, None
        with parallel_kernels():
            if pairs is None:
                pairs = Pairs(self._image, trimap, self._sampling)
            else:
                pairs.update(trimap, changed or whole(trimap))
            if self._mixtures is None:
                count, place = self._parameters.mixed, self._parameters.mixed_place_weight
                self._mixtures = Mixtures(self._image, count, place)
            self._mixtures.need(unknown)
            pixels = np.flatnonzero(unknown).astype(np.int32)
            parts = self._parts(trimap, pixels, pairs, self._mixtures)
        answer = self._answer(assemble(parts), parts)
        self._pairs = pairs
        solution = np.zeros(trimap.shape) if self._solution is None else self._solution
        solution.reshape(-1)[pixels] = answer
        solution[trimap == FOREGROUND] = 1.0
        self._solution = solution
        return finished(0.5 + self._parameters.contrast * (solution - 0.5), trimap, TITLE)

    def _check_room(self, trimap: Trimap) -> None:
        unknown = np.count_nonzero((trimap == UNKNOWN) & (self._laplacian.slot < 0))
        whole_photo = 0.0 if self._mixtures is not None else _BYTES_PER_PIXEL * trimap.size
        check_room(whole_photo + _BYTES_PER_UNKNOWN * unknown, trimap, TITLE)

    def _parts(
        self, trimap: Trimap, pixels: NDArray[np.int32], pairs: Pairs, mixtures: Mixtures
    ) -> Parts:
        chosen = self._parameters
        index = np.full(trimap.size, -1, np.int32)
        index[pixels] = np.arange(len(pixels), dtype=np.int32)
        found, weights = alike(self._image, pixels, chosen.alike, chosen.alike_place_weight)
        said, trust = self._samples(pairs, pixels)
        return Parts(
            trimap=trimap,
            pixels=pixels,
            index=index,
            local=self._laplacian.values,
            local_rows=self._laplacian.slot.reshape(-1)[pixels],
            local_weight=chosen.local_weight,
            alike=found,
            alikeness=chosen.alike_weight * weights,
            mixture=mixtures.pixels,
            shares=mixtures.weights,
            mixture_rows=mixtures.slot.reshape(-1)[pixels],
            said=said,
            trust=trust,
        )

    def _samples(
        self, pairs: Pairs, pixels: NDArray[np.int32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the samples say of each unknown pixel, and the weight of that."""
        labels = pairs.labels.reshape(-1)[pixels]
        slots = pairs.band.index.reshape(-1)[pixels]
        said = (labels == FOREGROUND).astype(np.float64)
        trust = np.full(len(pixels), self._parameters.expansion_weight)
        sampled = labels == UNKNOWN
        refined = pairs.band.refined[slots[sampled]].astype(np.float64)
        said[sampled] = refined[:, 6]
        confidence = np.maximum(refined[:, 7], _LEAST_CONFIDENCE)
        trust[sampled] = self._parameters.sample_weight * confidence
        return said, trust

    def _answer(self, system: System, parts: Parts) -> NDArray[np.float64]:
        """The solution, from the last one on if there is one, else from what the samples say."""
        start = parts.said
        if self._solution is not None:
            start = self._solution.reshape(-1)[parts.pixels]
        limit, iterations = self._parameters.tolerance, self._parameters.maximum_iterations
        answer, worst, _ = solve(system, factorise(system), start, limit, iterations)
        if not worst <= limit:
            raise ConvergenceError(
                f"{TITLE} did not reach its answer within {iterations} iterations: draw more "
                "foreground and background into the unknown band, allow more iterations or a larger "
                "tolerance, or choose another method."
            )
        return answer
