"""Large photos from scratch: seconds and the peak of memory, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matting_data import large_portrait
from matting_methods import SHARED_NAMES, ours, print_table, say, theirs, timed, warm

from curator.imaging.convert import to_float
from curator.memory import available

#: What PyMatting takes for each pixel (its KNN for 12 megapixels was ended by a machine of 24 GB).
_THEIR_BYTES = {"closed-form": 600, "knn": 3400, "shared": 300}
#: What solves 50 megapixels.
_HUGE = ("closed-form",)
_COLUMNS = "method | of | unknown, % | seconds | peak, GB"


def run(data: Path, methods: Sequence[str]) -> None:
    """Print a table for each size."""
    for width, height, names in ((3000, 4000, methods), (6000, 8333, _HUGE)):
        case = large_portrait(data, width, height)
        rows: list[list[object]] = []
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "case.npz"
            np.savez(file, image=case.image, trimap=case.trimap)
            for name in names:
                rows.append([name, "ours", case.band, *_measured(file, name, "ours")])
                if name in SHARED_NAMES:
                    rows.append([name, "PyMatting", case.band, *_theirs(file, name, width * height)])
        print_table(f"From scratch at {width} x {height}", _COLUMNS, rows)


def _theirs(file: Path, name: str, pixels: int) -> list[object]:
    room = available()
    if room is not None and _THEIR_BYTES[name] * pixels > room:
        return ["not run: too little memory", f"about {_THEIR_BYTES[name] * pixels / 1e9:.0f}"]
    return _measured(file, name, "theirs")


def _measured(file: Path, name: str, side: str) -> list[object]:
    say(f"large: {name}, {side}")
    done = subprocess.run(
        [sys.executable, __file__, str(file), name, side], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return [f"failed: {(done.stderr.strip().splitlines() or [str(done.returncode)])[-1]}", ""]
    answer = json.loads(done.stdout.splitlines()[-1])
    return [answer["seconds"], answer["peak"]]


def _peak() -> float:
    """The largest resident set of this process, in GB.

    `ru_maxrss` would begin with that of the process which started this one.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e9


def main() -> None:
    file, name, side = sys.argv[1:]
    warm([name])
    held = np.load(file)
    image, trimap = to_float(held["image"]), held["trimap"]
    seconds, _ = timed(ours if side == "ours" else theirs, name, image, trimap)
    print(json.dumps({"seconds": seconds, "peak": _peak()}))


if __name__ == "__main__":
    main()
