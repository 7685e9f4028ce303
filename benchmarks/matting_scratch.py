"""From scratch: seconds, and closed-form's distance from the exact solution."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matting_data import Case, portraits, wide_scenes
from matting_methods import SHARED_NAMES, ours, print_table, theirs, timed
from numpy.typing import NDArray

from curator.imaging.convert import to_float
from curator.registry import METHODS
from curator.types import FOREGROUND, UNKNOWN, Alpha, FloatImage, Trimap

_ROUNDS = {"closed-form": 5, "knn": 1, "shared": 5}


def run(data: Path) -> None:
    """Print both tables."""
    rows, distances = [], []
    for case in [*portraits(data), *wide_scenes(data)]:
        for name in SHARED_NAMES:
            row, alphas = _row(case, name)
            rows.append(row)
            if name == "closed-form":
                distances.append(_distances(case, *alphas))
    print_table(
        "From scratch",
        "photo | method | unknown, % | PyMatting, s | ours, s | ratio | photo prepared, s | ratio",
        rows,
        "Medians; both took turns. Prepared: what depends on the photo alone is there already.",
    )
    print_table(
        "Closed-form: distance from the exact solution (sparse LU of the unknown block)",
        "photo | PyMatting, largest | ours, largest | PyMatting, mean | ours, mean",
        distances,
    )


def _row(case: Case, name: str) -> tuple[list[object], tuple[Alpha, Alpha]]:
    image = to_float(case.image)
    record = METHODS.get(name)
    engine = None if record.engine is None else record.engine(image, record.parameters())
    if engine is not None:
        engine.solve(case.trimap, None)
    seconds: list[tuple[float, float, float]] = []
    for _ in range(_ROUNDS[name]):
        their_time, their_alpha = timed(theirs, name, image, case.trimap)
        our_time, our_alpha = timed(ours, name, image, case.trimap)
        prepared = timed(engine.solve, case.trimap, None)[0] if engine is not None else np.nan
        seconds.append((their_time, our_time, prepared))
    first, second, third = np.median(seconds, axis=0)
    row = [case.name, name, case.band, first, second, first / second, third, first / third]
    return row, (their_alpha, our_alpha)


def _distances(case: Case, their_alpha: Alpha, our_alpha: Alpha) -> list[object]:
    exact = exact_closed_form(to_float(case.image), case.trimap)
    band = case.trimap == UNKNOWN
    gaps = [np.abs(alpha[band] - exact[band]) for alpha in (their_alpha, our_alpha)]
    return [case.name, *(gap.max() for gap in gaps), *(gap.mean() for gap in gaps)]


def exact_closed_form(image: FloatImage, trimap: Trimap) -> NDArray[np.float64]:
    """Levin's alpha with hard constraints, by a direct solver in float64, clipped to [0, 1]."""
    from pymatting import cf_laplacian
    from scipy.sparse.linalg import splu

    laplacian = cf_laplacian(image.astype(np.float64)).tocsr()
    unknown = (trimap == UNKNOWN).ravel()
    rows = laplacian[unknown]
    alpha = (trimap == FOREGROUND).ravel().astype(np.float64)
    factor = splu(
        rows[:, unknown].tocsc(),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    alpha[unknown] = factor.solve(-(rows[:, ~unknown] @ alpha[~unknown]))
    return np.asarray(np.clip(alpha, 0, 1).reshape(trimap.shape))
