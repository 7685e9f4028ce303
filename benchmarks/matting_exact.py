"""Closed-form's exact solution, by a direct solver, from a Laplacian in extended precision.

Where the colours of a window lie on a line or in a plane, as those of a grey wall do, its covariance
is singular but for epsilon, and its inverse in double precision may lose most of its digits. That alone
moves alpha by some hundredths, so that only a Laplacian of more digits says which answer is nearer to
the truth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import splu

from curator.types import FOREGROUND, UNKNOWN, FloatImage, Trimap

_EPSILON = np.longdouble(1e-7)
_SIDE = 3
_PIXELS = _SIDE * _SIDE
_WINDOWS_AT_ONCE = 50_000


def solved(laplacian: sparse.csr_matrix, trimap: Trimap) -> NDArray[np.float64]:
    """The alpha of a Laplacian with the known pixels as hard constraints, clipped to [0, 1]."""
    unknown = (trimap == UNKNOWN).ravel()
    rows = laplacian[unknown]
    alpha = (trimap == FOREGROUND).ravel().astype(np.float64)
    system, right = rows[:, unknown].tocsc(), -(rows[:, ~unknown] @ alpha[~unknown])
    options = {"SymmetricMode": True}
    factor = splu(system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=options)
    solution = factor.solve(right)
    for _ in range(3):
        solution += factor.solve(right - system @ solution)
    alpha[unknown] = solution
    return np.asarray(np.clip(alpha, 0, 1).reshape(trimap.shape))


def laplacian(image: FloatImage) -> sparse.csr_matrix:
    """Levin's matting Laplacian, equation (12), of windows of 3 x 3, in extended precision."""
    height, width = image.shape[:2]
    index = np.arange(height * width).reshape(height, width)
    shifts = [(y, x) for y in range(_SIDE) for x in range(_SIDE)]
    windows = np.stack(
        [index[y : height - 2 + y, x : width - 2 + x].ravel() for y, x in shifts], axis=1
    )
    colours = image.reshape(-1, 3).astype(np.longdouble)
    total = sparse.csr_matrix((height * width, height * width))
    for start in range(0, len(windows), _WINDOWS_AT_ONCE):
        some = windows[start : start + _WINDOWS_AT_ONCE]
        entries = _entries(colours[some]).astype(np.float64)
        rows, columns = np.repeat(some, _PIXELS, axis=1), np.tile(some, (1, _PIXELS))
        places = (rows.ravel(), columns.ravel())
        total = total + sparse.csr_matrix((entries.ravel(), places), shape=total.shape)
    return total


def _entries(colours: NDArray[np.longdouble]) -> NDArray[np.longdouble]:
    """What each window adds to the Laplacian: N x 9 x 9, from its colours, N x 9 x 3."""
    offsets = colours - colours.mean(axis=1, keepdims=True)
    covariance = np.einsum("nki,nkj->nij", offsets, offsets) / _PIXELS
    covariance[:, range(3), range(3)] += _EPSILON / _PIXELS
    # The inverse by its adjugate: its rows are the cross products of the others' columns.
    first, second, third = (covariance[:, :, k] for k in range(3))
    adjugate = np.stack(
        [np.cross(second, third), np.cross(third, first), np.cross(first, second)], axis=1
    )
    inverse = adjugate / np.einsum("ni,ni->n", first, adjugate[:, 0])[:, None, None]
    likeness = np.einsum("nki,nij,nlj->nkl", offsets, inverse, offsets)
    entries = -(1 + likeness) / _PIXELS
    entries[:, range(_PIXELS), range(_PIXELS)] += 1
    return np.asarray(entries)
