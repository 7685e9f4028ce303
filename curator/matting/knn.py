"""KNN matting: pixels of like colour and place, wherever they are, have like alpha."""

from __future__ import annotations

from dataclasses import dataclass

from curator.errors import PhotoError
from curator.matting.knn_engine import KnnEngine
from curator.matting.knn_graph import Search
from curator.parameters import parameter
from curator.registry import METHODS, MattingMethod
from curator.types import Alpha, FloatImage, Trimap

_TITLE = "KNN"


@dataclass(frozen=True)
class KnnParameters:
    """The two searches for neighbours, their kernel, and when the solver stops."""

    near_neighbours: int = parameter(
        20, help="Neighbours of the search that weighs place heavily.", minimum=1, maximum=200
    )
    near_place_weight: float = parameter(
        2.0,
        help="Weight of place against colour in the first search.",
        minimum=0.0,
        maximum=100.0,
    )
    far_neighbours: int = parameter(
        10, help="Neighbours of the search that hardly weighs place.", minimum=1, maximum=200
    )
    far_place_weight: float = parameter(
        0.1,
        help="Weight of place against colour in the second search.",
        minimum=0.0,
        maximum=100.0,
    )
    soft_kernel: bool = parameter(
        False,
        help="Weigh neighbours by their likeness (the paper's kernel) instead of all alike.",
    )
    tolerance: float = parameter(
        4e-6,
        help="The solver stops when no alpha can be wrong by more than this.",
        minimum=1e-9,
        maximum=1e-2,
    )
    maximum_iterations: int = parameter(
        10_000,
        help="Iterations after which the solver says that it failed.",
        minimum=1,
        maximum=1_000_000,
    )


def knn(image: FloatImage, trimap: Trimap, parameters: KnnParameters) -> Alpha:
    """Spread the known alphas over the graph of nearest neighbours in colour and place.

    The known pixels are hard constraints: their rows are taken out of the system, which is the
    limit of the paper's weight lambda going to infinity. PyMatting keeps them with lambda = 100 and
    divides each row by its sum; the division cancels in the rows that are left, and its known pixels,
    drawn about 1 % of the way to their neighbours, move the unknown ones by as little.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    parameters
        See `KnnParameters`.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known, and elsewhere within
        `tolerance` of the exact solution.

    Raises
    ------
    PhotoError
        If the photo has fewer pixels than a pixel has neighbours.
    ConvergenceError
        If the solver did not arrive within its iterations, unknown pixels are joined with no known
        one, or there is no memory for it.

    References
    ----------
    Chen, Li and Tang, "KNN Matting", PAMI 2013: section 3 (neighbours and kernel) and equation (12),
    (L + lambda D) alpha = lambda v.
    """
    return make_engine(image, parameters).solve(trimap, None)


def make_engine(image: FloatImage, parameters: KnnParameters) -> KnnEngine:
    """An engine for one photo, float32 in [0, 1], H x W x 3.

    Raises
    ------
    PhotoError
        If the photo has fewer pixels than a pixel has neighbours.
    """
    _check_pixels(image, max(parameters.near_neighbours, parameters.far_neighbours))
    return KnnEngine(
        image,
        (
            Search(parameters.near_neighbours, parameters.near_place_weight),
            Search(parameters.far_neighbours, parameters.far_place_weight),
        ),
        soft=parameters.soft_kernel,
        tolerance=parameters.tolerance,
        iterations=parameters.maximum_iterations,
        title=_TITLE,
    )


def _check_pixels(image: FloatImage, neighbours: int) -> None:
    height, width = image.shape[:2]
    if height * width < neighbours:
        raise PhotoError(
            f"The photo is {width} x {height} pixels, and {_TITLE} matting looks for {neighbours} "
            "neighbours of each: ask for fewer neighbours, or bring a larger photo."
        )


METHODS.register(
    MattingMethod(
        name="knn",
        title=_TITLE,
        paper="Chen, Li and Tang 2013, KNN Matting",
        version="2",
        parameters=KnnParameters,
        function=knn,
        engine=make_engine,
    )
)
