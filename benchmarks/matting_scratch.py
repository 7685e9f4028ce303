"""From scratch: seconds, and closed-form's distance from the exact solution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matting_data import Case, portraits, wide_scenes
from matting_exact import laplacian, solved
from matting_methods import SHARED_NAMES, ours, print_table, say, theirs, timed

from curator.imaging.convert import to_float
from curator.registry import METHODS
from curator.types import UNKNOWN, Alpha

_ROUNDS = {"closed-form": 5, "knn": 1, "shared": 5}


def run(data: Path, methods: Sequence[str]) -> None:
    """Print both tables."""
    rows, distances = [], []
    for case in [*portraits(data), *wide_scenes(data)]:
        for name in [each for each in SHARED_NAMES if each in methods]:
            say(f"scratch: {case.name}, {name}")
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
    columns = "PyMatting, largest | ours | PyMatting, mean | ours"
    print_table(
        "Closed-form: distance from the exact solution of the unknown block (sparse LU)",
        f"photo | {columns} | {columns}",
        distances,
        "Left: of the Laplacian in extended precision. Right: of PyMatting's, in double precision.",
    )


def _row(case: Case, name: str) -> tuple[list[object], tuple[Alpha, Alpha]]:
    image = to_float(case.image)
    record = METHODS.get(name)
    engine = None if record.engine is None else record.engine(image, record.parameters())
    if engine is not None:
        engine.solve(case.trimap, None)
    # Another trimap between, or an engine would see that it knows the answer.
    other = np.ascontiguousarray(case.trimap[:, ::-1])
    seconds: list[tuple[float, float, float]] = []
    for _ in range(_ROUNDS[name]):
        their_time, their_alpha = timed(theirs, name, image, case.trimap)
        our_time, our_alpha = timed(ours, name, image, case.trimap)
        prepared = np.nan
        if engine is not None:
            engine.solve(other, None)
            prepared, _ = timed(engine.solve, case.trimap, None)
        seconds.append((their_time, our_time, prepared))
    first, second, third = np.median(seconds, axis=0)
    row = [case.name, name, case.band, first, second, first / second, third, first / third]
    return row, (their_alpha, our_alpha)


def _distances(case: Case, their_alpha: Alpha, our_alpha: Alpha) -> list[object]:
    from pymatting import cf_laplacian

    image = to_float(case.image)
    band = case.trimap == UNKNOWN
    row: list[object] = [case.name]
    for matrix in (laplacian(image), cf_laplacian(image.astype(np.float64)).tocsr()):
        exact = solved(matrix, case.trimap)
        gaps = [np.abs(alpha[band] - exact[band]) for alpha in (their_alpha, our_alpha)]
        row += [*(gap.max() for gap in gaps), *(gap.mean() for gap in gaps)]
    return row
