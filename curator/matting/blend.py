"""Blend matting: what shared matting samples, spread by mixtures, likeness and lines of colour."""

from __future__ import annotations

from curator.matting.blend_engine import TITLE, BlendEngine
from curator.matting.blend_parameters import BlendParameters
from curator.registry import METHODS, MattingMethod
from curator.types import Alpha, FloatImage, Trimap


def blend(image: FloatImage, trimap: Trimap, parameters: BlendParameters) -> Alpha:
    """Minimise an energy that asks four things of alpha at once.

    Over the unknown pixels p, with the known ones held at 0 and 1,

        sum_p (a_p - sum_q w_pq a_q)^2              colours are mixtures of like colours near by
        + sigma_U / 2 sum_p sum_q u_pq (a_p - a_q)^2    unknown pixels of one colour are alike
        + sigma_L a^T L a                           in small windows alpha is linear in colour
        + sum_p t_p (a_p - s_p)^2                   the samples know something, the surer the more

    The first two are the colour-mixture and the intra-unknown flow of information-flow matting, the
    third is Levin's Laplacian, the fourth takes the place of its known-to-unknown flow: s_p and the
    confidence in it are those of shared matting's refined pairs, and where its expansion found a
    known pixel of the same colour near by, s_p is that pixel's value and the weight is high. All are
    weighted means, which pull alpha towards the middle; so the solution is stretched about one half
    by `contrast`, and clipped.

    The system is solved over the painted band alone, in double precision, by conjugate gradients.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    parameters
        See `BlendParameters`.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known.

    Raises
    ------
    ConvergenceError
        If the solver did not arrive within its iterations, or there is no memory for it.

    References
    ----------
    Aksoy, Aydin and Pollefeys, "Designing Effective Inter-Pixel Information Flow for Natural Image
    Matting", CVPR 2017, sections 3.1, 3.3 and 3.4; Gastal and Oliveira, "Shared Sampling for Real-Time
    Alpha Matting", Eurographics 2010, equations (2) to (14); Levin, Lischinski and Weiss, "A
    Closed-Form Solution to Natural Image Matting", PAMI 2008, equation (12).
    """
    return BlendEngine(image, parameters).solve(trimap, None)


METHODS.register(
    MattingMethod(
        name="blend",
        title=TITLE,
        paper="Aksoy, Aydin and Pollefeys 2017, Designing Effective Inter-Pixel Information Flow for "
        "Natural Image Matting, on the samples of shared matting",
        version="1",
        parameters=BlendParameters,
        function=blend,
        engine=BlendEngine,
    )
)
