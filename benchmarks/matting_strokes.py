"""Stroke to patch: through `MattingSession`, at 600 x 800 and at 3000 x 4000."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matting_data import Case, large_portrait, portraits, strokes
from matting_methods import SHARED_NAMES, ours, print_table, say, theirs, timed

from curator.imaging.convert import to_float
from curator.matting.session import MattingSession

_STROKES = 40
_CHECKPOINTS = 3
_LARGE_STROKES = 12


def run(data: Path, methods: Sequence[str]) -> None:
    """Print a table for each size."""
    cases = portraits(data)
    print_table(
        f"{_STROKES * len(cases)} strokes on {len(cases)} portraits of 600 x 800: ms to the patch",
        "method | median | 95 % | largest | PyMatting | ratio | box, % of photo | largest deviation",
        [_small(name, cases) for name in methods],
        "All patches are exact. Deviation from a solution from scratch, and PyMatting's median time, "
        f"on {_CHECKPOINTS} of the trimaps of each portrait.",
    )
    large = large_portrait(data, 3000, 4000)
    print_table(
        f"{_LARGE_STROKES} strokes on a portrait of 3000 x 4000, {large.band:.1f} % unknown",
        "method | begin, ms | then exact, s | first picture, ms | largest | exact, s | largest | "
        "error of first pictures | largest deviation | GB",
        [_large(name, large) for name in methods],
        "Medians and largest, from the stroke on. Error: mean over the box, against the exact answer.",
    )


def _small(name: str, cases: list[Case]) -> list[object]:
    seconds, boxes, their_seconds, deviations = [], [], [], [0.0]
    for number, case in enumerate(cases):
        say(f"strokes: {case.name}, {name}")
        checks = np.linspace(0, _STROKES - 1, _CHECKPOINTS + 1).astype(int)[1:]
        with MattingSession(case.image, case.trimap, name) as session:
            for index, stroke in enumerate(strokes(case, _STROKES, seed=number)):
                spent, patch = timed(session.edit, [stroke])
                seconds.append(spent)
                boxes.append(patch.alpha.size / case.trimap.size)
                if index in checks:
                    image = to_float(case.image)
                    scratch = ours(name, image, session.trimap)
                    deviations.append(float(np.abs(scratch - session.alpha).max()))
                    if name in SHARED_NAMES:
                        their_seconds.append(timed(theirs, name, image, session.trimap)[0])
    median = np.median(seconds)
    reference = np.median(their_seconds) if their_seconds else np.nan
    return [
        name,
        1e3 * median,
        1e3 * np.percentile(seconds, 95),
        1e3 * max(seconds),
        1e3 * reference,
        reference / median,
        100 * np.mean(boxes),
        max(deviations),
    ]


def _large(name: str, case: Case) -> list[object]:
    say(f"strokes: {case.name} enlarged, {name}")
    firsts, exacts, errors = [], [], []
    begin, session = timed(MattingSession, case.image, case.trimap, name)
    with session:
        settle = timed(session.settle)[0]
        for stroke in strokes(case, _LARGE_STROKES, seed=0):
            first, patch = timed(session.edit, [stroke])
            waited, _ = timed(session.settle)
            firsts.append(first)
            exacts.append(first + waited)
            if patch.box is not None:
                box = patch.box
                part = slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)
                errors.append(np.abs(session.alpha[part] - patch.alpha).mean())
        scratch = ours(name, to_float(case.image), session.trimap)
        deviation = np.abs(scratch - session.alpha).max()
        held = session.nbytes / 1e9
    return [
        name,
        1e3 * begin,
        settle,
        1e3 * np.median(firsts),
        1e3 * max(firsts),
        np.median(exacts),
        max(exacts),
        np.mean(errors),
        deviation,
        held,
    ]
