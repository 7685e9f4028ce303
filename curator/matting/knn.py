"""KNN matting: pixels of like colour and place, wherever they are, have like alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curator.errors import PhotoError
from curator.kernels import parallel_kernels
from curator.matting.solving import ZERO_RESIDUAL, check_room, convergence, finished, fractions
from curator.parameters import parameter
from curator.registry import METHODS, MattingMethod
from curator.types import Alpha, FloatImage, Trimap

_TITLE = "KNN"
#: Peak of memory for each neighbour of each pixel, measured on photos of 0.2 and 0.9 megapixels.
_BYTES_PER_NEIGHBOUR = 112.0


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
        1e-7,
        help="The solver stops at this residual, relative to the right-hand side.",
        minimum=1e-14,
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

    The system weighs the trimap with lambda = 100, as PyMatting fixes it; known pixels are set to
    exactly 0 and 1 afterwards.

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
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known.

    Raises
    ------
    PhotoError
        If the photo has fewer pixels than a pixel has neighbours.
    ConvergenceError
        If the solver did not arrive within its iterations, or there is no memory for it.

    References
    ----------
    Chen, Li and Tang, "KNN Matting", PAMI 2013, sections 3 and 4; through PyMatting's
    `estimate_alpha_knn`: conjugate gradients with a Jacobi preconditioner.
    """
    _check_pixels(trimap, max(parameters.near_neighbours, parameters.far_neighbours))
    neighbours = parameters.near_neighbours + parameters.far_neighbours
    check_room(_BYTES_PER_NEIGHBOUR * neighbours * trimap.size, trimap, _TITLE)
    from pymatting import estimate_alpha_knn

    with convergence(_TITLE), parallel_kernels():
        solution = estimate_alpha_knn(
            image.astype(np.float64),
            fractions(trimap),
            laplacian_kwargs={
                "n_neighbors": [parameters.near_neighbours, parameters.far_neighbours],
                "distance_weights": [parameters.near_place_weight, parameters.far_place_weight],
                "kernel": "soft" if parameters.soft_kernel else "binary",
            },
            cg_kwargs={
                "rtol": parameters.tolerance,
                "atol": ZERO_RESIDUAL,
                "maxiter": parameters.maximum_iterations,
            },
        )
    return finished(solution, trimap, _TITLE)


def _check_pixels(trimap: Trimap, neighbours: int) -> None:
    if trimap.size < neighbours:
        height, width = trimap.shape
        raise PhotoError(
            f"The photo is {width} x {height} pixels, and {_TITLE} matting looks for {neighbours} "
            "neighbours of each: ask for fewer neighbours, or bring a larger photo."
        )


METHODS.register(
    MattingMethod(
        name="knn",
        title=_TITLE,
        paper="Chen, Li and Tang 2013, KNN Matting",
        version="1",
        parameters=KnnParameters,
        function=knn,
    )
)
