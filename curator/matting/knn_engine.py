"""KNN matting that stays on one photo: the graph once, then trimap after trimap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError
from curator.kernels import parallel_kernels, threads_for
from curator.matting.knn_graph import Graph, Search
from curator.matting.knn_solver import SLACK, climb, factor, shortfall, solve
from curator.matting.knn_system import MANY, System, cut_out, lost
from curator.matting.solving import check_room
from curator.records import Rectangle
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, FloatImage, Trimap

#: Bytes for each pixel (trees, the photo), for each neighbour of each pixel (4 for those looked for,
#: three quarters of them at the most), and for each neighbour of an unknown pixel; measured on photos
#: of 0.5, 12 and 50 megapixels.
_BYTES_PER_PIXEL: Final = 85.0
_BYTES_PER_NEIGHBOUR: Final = 3.0
_BYTES_PER_JOIN: Final = 32.0

#: The alpha to start from where nothing is known yet.
_NO_IDEA: Final = 0.5


class KnnEngine:
    """An engine as `registry.Engine` describes it; `curator.matting.knn` makes it.

    It keeps the graph's rows of every pixel that has been unknown, which no trimap changes, and
    the last answer and its bound, from which the next solution starts.
    """

    def __init__(
        self,
        image: FloatImage,
        searches: Sequence[Search],
        *,
        soft: bool,
        tolerance: float,
        iterations: int,
        title: str,
    ) -> None:
        self._image = image
        self._searches = searches
        self._soft = soft
        self._tolerance = tolerance
        self._iterations = iterations
        self._title = title
        self._graph: Graph | None = None
        self._labels: Trimap | None = None
        #: Of each row of the graph: the last alpha, and the last w of `knn_solver`.
        self._alphas = np.empty(0)
        self._steps = np.empty(0)

    @property
    def nbytes(self) -> int:
        """Bytes it holds on to."""
        graph = self._graph.nbytes if self._graph is not None else 0
        labels = self._labels.nbytes if self._labels is not None else 0
        return self._image.nbytes + graph + labels + self._alphas.nbytes + self._steps.nbytes

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        """The alpha of a trimap; see `registry.Engine`. What changed is seen without being told.

        Raises
        ------
        ConvergenceError
            As `curator.matting.knn.knn` raises it.
        """
        unknown = (trimap == UNKNOWN).ravel()
        count = int(np.count_nonzero(unknown))
        alpha: Alpha = (trimap == FOREGROUND).astype(np.float32)
        if count == 0:
            return alpha
        with parallel_kernels():
            graph = self._graph_for(trimap, unknown)
            with threads_for(count if count >= MANY else 0):
                pixels, values = self._solve(graph, trimap)
        alpha.ravel()[pixels] = np.clip(values, 0, 1)
        return alpha

    def _solve(self, graph: Graph, trimap: Trimap) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The unknown pixels and their alphas."""
        alphas, steps = self._starts(graph, trimap)
        system = cut_out(graph, trimap)
        rows = graph.slots[system.pixels]
        pivots = factor(system)
        steps[rows], bound = self._bound(system, pivots, steps[rows], trimap)
        alphas[rows] = self._answer(system, pivots, alphas[rows], self._tolerance / bound)
        self._labels, self._alphas, self._steps = trimap.copy(), alphas, steps
        return system.pixels, alphas[rows]

    def _graph_for(self, trimap: Trimap, unknown: NDArray[np.bool_]) -> Graph:
        """The graph with rows for all unknown pixels."""
        joins = sum(search.neighbours for search in self._searches)
        if self._graph is None:
            whole = (_BYTES_PER_PIXEL + _BYTES_PER_NEIGHBOUR * joins) * trimap.size
            part = _BYTES_PER_JOIN * joins * np.count_nonzero(unknown)
            check_room(whole + part, trimap, self._title)
            self._graph = Graph(self._image, self._searches, self._soft)
        fresh = np.count_nonzero(unknown & (self._graph.slots < 0))
        if fresh:
            check_room(_BYTES_PER_JOIN * joins * fresh, trimap, self._title)
            self._graph.extend(unknown)
        return self._graph

    def _starts(self, graph: Graph, trimap: Trimap) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where to start from in each row of the graph: the last answer, or what the pixel was."""
        rows, kept = len(graph.pixels), len(self._alphas)
        alphas, steps = np.full(rows, _NO_IDEA), np.zeros(rows)
        alphas[:kept], steps[:kept] = self._alphas, self._steps
        if self._labels is not None:
            alphas[kept:] = self._labels.ravel()[graph.pixels[kept:]] == FOREGROUND
        labels = trimap.ravel()[graph.pixels]
        alphas[labels == FOREGROUND], alphas[labels == BACKGROUND] = 1, 0
        steps[labels != UNKNOWN] = 0
        return alphas, steps

    def _bound(
        self,
        system: System,
        pivots: NDArray[np.float64],
        steps: NDArray[np.float64],
        trimap: Trimap,
    ) -> tuple[NDArray[np.float64], float]:
        # Steps made for more unknown pixels hold for fewer; and where some hold, no pixel is lost.
        rho = shortfall(system, steps)
        if not rho <= SLACK:
            self._refuse_lost(system, trimap)
            steps = climb(system, pivots, steps, self._iterations)
            rho = shortfall(system, steps)
            if not rho <= SLACK:
                raise self._failure()
        return steps, float(steps.max(initial=0)) / (1 - rho)

    def _answer(
        self,
        system: System,
        pivots: NDArray[np.float64],
        start: NDArray[np.float64],
        limit: float,
    ) -> NDArray[np.float64]:
        answer, worst = solve(system, pivots, system.known, start, limit, self._iterations)
        if not worst <= limit:
            raise self._failure()
        return answer

    def _refuse_lost(self, system: System, trimap: Trimap) -> None:
        missing = lost(system)
        if len(missing) == 0:
            return
        y, x = np.divmod(system.pixels[missing], trimap.shape[1])
        raise ConvergenceError(
            f"{self._title} cannot say what {len(missing)} unknown pixels are, from ({x.min()}, "
            f"{y.min()}) to ({x.max()}, {y.max()}): nothing known is like them, nor like what "
            "they are like. Draw some foreground or background there, or choose another method."
        )

    def _failure(self) -> ConvergenceError:
        return ConvergenceError(
            f"{self._title} did not reach its answer within {self._iterations} iterations: draw more "
            "foreground and background into the unknown band, allow more iterations or a larger "
            "tolerance, or choose another method."
        )
