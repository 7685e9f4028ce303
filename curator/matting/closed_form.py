"""Closed-form matting: colours that lie on a line in every small window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curator.errors import ConvergenceError, PhotoError
from curator.matting.elimination.reached import Changes
from curator.matting.elimination.system import Elimination
from curator.matting.elimination.walk import Entries
from curator.matting.laplacian import LaplacianRows
from curator.matting.right_side import fill_right_side, largest_residual
from curator.matting.solving import check_room, finished
from curator.parameters import parameter
from curator.records import Rectangle
from curator.registry import METHODS, Engine, MattingMethod
from curator.types import UNKNOWN, Alpha, FloatImage, Trimap

_TITLE = "Closed-form"
#: The residual of a pixel, as a share of its row's entries, up to which an answer is exact.
_TOLERANCE = 1e-8
#: For each pixel of the photo: solution, right-hand side, slots, places, trimap and alpha.
_PIXEL_BYTES = 40.0


@dataclass(frozen=True)
class ClosedFormParameters:
    """Levin's regularisation and window."""

    epsilon: float = parameter(
        1e-7,
        help="Regularisation of the colour lines; larger gives a smoother alpha.",
        minimum=1e-12,
        maximum=1.0,
    )
    radius: int = parameter(
        1, help="Radius of the windows in pixels; 1 is 3 x 3.", minimum=1, maximum=5
    )


class ClosedFormEngine:
    """Closed-form matting of one photo, with the factor of its system kept."""

    def __init__(self, image: FloatImage, parameters: ClosedFormParameters, again: bool = True) -> None:
        """Take a photo.

        Parameters
        ----------
        image
            float32 in [0, 1], H x W x 3.
        parameters
            See `ClosedFormParameters`.
        again
            Whether another trimap will follow; more is kept for it.
        """
        height, width = image.shape[:2]
        self._reach = 2 * parameters.radius
        self._rows = LaplacianRows(image, parameters.epsilon, parameters.radius)
        self._elimination = Elimination(height, width, again)
        self._right = np.zeros(height * width)
        self._trimap: Trimap | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the Laplacian, the factor, and what goes with them."""
        return self._rows.nbytes + self._elimination.nbytes + self._right.nbytes

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        """The alpha of a trimap; see `curator.registry.Engine`."""
        height, width = trimap.shape
        before, self._trimap = self._trimap, None
        whole = Rectangle(0, 0, width, height)
        box = whole if before is None or changed is None else changed
        here = (slice(box.y, box.y + box.height), slice(box.x, box.x + box.width))
        changes = None
        if before is not None:
            changes = Changes(trimap[here] != before[here], box.y, box.x, self._reach)
        unknown = trimap == UNKNOWN
        if before is None:
            self._check_room(trimap)
        self._rows.need(unknown[here], box.y, box.x)
        values, slots = self._rows.values, self._rows.slot.reshape(-1)
        fill_right_side(trimap, slots, values, self._reach, here, self._right)
        entries = Entries(unknown, slots, values, self._reach, self._right)
        solution = self._elimination.solve(entries, changes)
        error = largest_residual(entries, solution)
        if not error <= _TOLERANCE:
            raise ConvergenceError(
                f"{_TITLE} left a residual of {error:.1e}, more than {_TOLERANCE:.0e}: draw more "
                "foreground and background into the unknown band, or choose a larger epsilon."
            )
        if before is None:
            self._trimap = trimap.copy()
        else:
            before[here] = trimap[here]
            self._trimap = before
        return finished(solution.reshape(trimap.shape), trimap, _TITLE)

    def _check_room(self, trimap: Trimap) -> None:
        # Rows, the windows they are made from, and the factor; then a few numbers for each pixel.
        unknown = int(np.count_nonzero(trimap == UNKNOWN))
        row = 8.0 * (2 * self._reach + 1) ** 2 + 100.0
        factor = self._elimination.expected_bytes(unknown, self._reach)
        check_room(row * unknown + factor + _PIXEL_BYTES * trimap.size, trimap, _TITLE)


def make_engine(image: FloatImage, parameters: ClosedFormParameters) -> Engine:
    """Closed-form matting that stays on a photo.

    Raises
    ------
    PhotoError
        If the photo is smaller than one window.
    """
    _check_windows(image, parameters.radius)
    return ClosedFormEngine(image, parameters)


def closed_form(image: FloatImage, trimap: Trimap, parameters: ClosedFormParameters) -> Alpha:
    """Minimise the quadratic cost of Levin's matting Laplacian under the trimap.

    The known pixels are hard constraints: they are taken out of the system, which is the limit of
    the paper's weight lambda (100) going to infinity. The system of the unknown pixels alone is
    solved directly, in double precision.

    Parameters
    ----------
    image
        float32 in [0, 1], H x W x 3.
    trimap
        uint8 of 0, 128, 255, H x W.
    parameters
        See `ClosedFormParameters`.

    Returns
    -------
    Alpha
        float32 in [0, 1], H x W; exactly 0 and 1 where the trimap is known.

    Raises
    ------
    PhotoError
        If the photo is smaller than one window.
    ConvergenceError
        If the residual of a pixel is more than 1e-8 of its row's entries, or there is no memory.

    References
    ----------
    Levin, Lischinski and Weiss, "A Closed-Form Solution to Natural Image Matting", PAMI 2008,
    equations (12) and (13).
    """
    _check_windows(image, parameters.radius)
    return ClosedFormEngine(image, parameters, again=False).solve(trimap, None)


def _check_windows(image: FloatImage, radius: int) -> None:
    height, width = image.shape[:2]
    side = 2 * radius + 1
    if min(height, width) < side:
        raise PhotoError(
            f"The photo is {width} x {height} pixels, and {_TITLE.lower()} matting looks at windows of "
            f"{side} x {side}: choose another method, or bring a larger photo."
        )


METHODS.register(
    MattingMethod(
        name="closed-form",
        title=_TITLE,
        paper="Levin, Lischinski and Weiss 2008, A Closed-Form Solution to Natural Image Matting",
        version="2",
        parameters=ClosedFormParameters,
        function=closed_form,
        engine=make_engine,
    )
)
