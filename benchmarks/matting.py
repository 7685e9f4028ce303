"""How fast and how good the matting methods are, beside PyMatting's in the same run.

    python benchmarks/matting.py --data ../shared/data [--part scratch]... [--method knn]...

The folder holds `eg1800` (portraits with masks) and `alphamatting` (scenes with two trimaps and true
alphas). The parts:

scratch
    Five portraits of 600 x 800 with the trimaps that the app proposes, and two scenes with wide bands.
strokes
    Random strokes through `MattingSession`, at 600 x 800 and 3000 x 4000.
large
    From scratch at 12 and 50 megapixels, each in a process of its own: seconds and memory.
start
    A new process to its first matte.
accuracy
    Mean errors over all scenes, for both trimaps.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import matting_accuracy
import matting_large
import matting_scratch
import matting_start
import matting_strokes
from matting_methods import warm

from curator.registry import METHODS

_PARTS: dict[str, Callable[[Path, Sequence[str]], None]] = {
    "scratch": matting_scratch.run,
    "strokes": matting_strokes.run,
    "large": matting_large.run,
    "start": lambda data, _: matting_start.run(data),
    "accuracy": lambda data, _: matting_accuracy.run(data),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument(
        "--data", type=Path, required=True, help="folder with eg1800/ and alphamatting/"
    )
    options.add_argument("--part", action="append", choices=list(_PARTS))
    options.add_argument(
        "--method",
        action="append",
        choices=METHODS.names(),
        dest="methods",
        help="of the parts scratch, strokes and large; without it, all",
    )
    chosen = options.parse_args()
    methods = chosen.methods or METHODS.names()
    warm(methods)
    for part in chosen.part or _PARTS:
        _PARTS[part](chosen.data, methods)


if __name__ == "__main__":
    main()
