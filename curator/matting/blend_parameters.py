"""What can be set of blend matting."""

from __future__ import annotations

from dataclasses import dataclass

from curator.parameters import parameter


@dataclass(frozen=True)
class BlendParameters:
    """The four parts of the energy and their weights, and when the solver stops."""

    mixed: int = parameter(
        10, help="Pixels whose colours are mixed to a pixel's colour (K_CM).", minimum=1, maximum=100
    )
    mixed_place_weight: float = parameter(
        1.0,
        help="Weight of place against colour in the search for them.",
        minimum=0.0,
        maximum=100.0,
    )
    alike: int = parameter(
        5, help="Unknown pixels to which each unknown pixel is likened (K_U).", minimum=1, maximum=100
    )
    alike_place_weight: float = parameter(
        0.05,
        help="Weight of place against colour in the search for them.",
        minimum=0.0,
        maximum=100.0,
    )
    alike_weight: float = parameter(
        0.03, help="Weight of that likeness (sigma_U).", minimum=0.0, maximum=100.0
    )
    local_weight: float = parameter(
        0.2, help="Weight of Levin's Laplacian (sigma_L).", minimum=0.0, maximum=100.0
    )
    epsilon: float = parameter(
        1e-6,
        help="Regularisation of the Laplacian's colour lines; larger gives a smoother alpha.",
        minimum=1e-12,
        maximum=1.0,
    )
    directions: int = parameter(
        8, help="Rays along which shared matting gathers colours (kG).", minimum=1, maximum=64
    )
    sample_weight: float = parameter(
        0.01,
        help="Weight of what shared matting's pairs say, at full confidence.",
        minimum=1e-6,
        maximum=100.0,
    )
    expansion_weight: float = parameter(
        10.0,
        help="Weight of the value of a known pixel near by that has the same colour.",
        minimum=1e-6,
        maximum=1000.0,
    )
    contrast: float = parameter(
        1.1, help="Stretch of alpha about one half, before it is clipped.", minimum=1.0, maximum=2.0
    )
    tolerance: float = parameter(
        1e-8,
        help="The solver stops when no pixel's residual is larger, as a share of its diagonal.",
        minimum=1e-14,
        maximum=1e-2,
    )
    maximum_iterations: int = parameter(
        1_000,
        help="Iterations after which the solver says that it failed.",
        minimum=1,
        maximum=1_000_000,
    )
