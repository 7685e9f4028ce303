"""How well the sources find the person: foreground IoU on portraits with masks, and time.

    python benchmarks/sources.py --data ../shared/data/eg1800_val [--source NAME]...

The folder holds `images/STEM.jpg` and `masks/STEM.png` (bright is person). GrabCut gets the box of the
true mask, widened by 5 % of the photo on each side, as a careful annotator would drag it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from curator.errors import NoPersonError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask
from curator.records import Prompt, Rectangle
from curator.registry import SOURCES, Source
from curator.types import Image, Region


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, required=True, help="folder with images/ and masks/")
    options.add_argument("--source", action="append", choices=["selfie", "grabcut"])
    chosen = options.parse_args()
    pairs = list(_pairs(chosen.data))
    table = Table(title=f"Foreground IoU at 0.5 on {len(pairs)} photos of {chosen.data.name}")
    for column in ("source", "mean", "median", "worst", "worst photo", "nobody", "ms a photo"):
        table.add_column(column, justify="left" if column in ("source", "worst photo") else "right")
    for name in chosen.source or ["selfie", "grabcut"]:
        table.add_row(name, *_measure(SOURCES.get(name), pairs))
    Console().print(table)


def _pairs(folder: Path) -> Iterator[tuple[str, Image, Region]]:
    for path in sorted((folder / "images").iterdir()):
        truth = folder / "masks" / f"{path.stem}.png"
        photo = decode_photo(path.read_bytes(), path.name)
        yield path.name, photo, decode_mask(truth.read_bytes(), truth.name) >= 0.5


def _measure(source: Source, pairs: list[tuple[str, Image, Region]]) -> list[str]:
    scores, seconds, nobody = [], [], 0
    name, photo, truth = pairs[0]
    _ask(source, photo, truth)  # loads the weights, which is not what is timed
    for _, photo, truth in pairs:
        began = time.perf_counter()
        person = _ask(source, photo, truth)
        seconds.append(time.perf_counter() - began)
        nobody += not person.any()
        scores.append(float((person & truth).sum() / (person | truth).sum()))
    worst = int(np.argmin(scores))
    name = pairs[worst][0]
    figures = [np.mean(scores), np.median(scores), scores[worst]]
    milliseconds = 1000 * float(np.mean(seconds))
    return [*(f"{figure:.3f}" for figure in figures), name, str(nobody), f"{milliseconds:.1f}"]


def _ask(source: Source, photo: Image, truth: Region) -> Region:
    prompt = Prompt(rectangle=_box(truth)) if source.name == "grabcut" else Prompt()
    try:
        subjects = source.function(photo, prompt, source.parameters())
    except NoPersonError:
        return np.zeros(truth.shape, np.bool_)
    person: Region = np.max([subject.mask for subject in subjects], axis=0) >= 0.5
    return person


def _box(truth: Region) -> Rectangle:
    height, width = truth.shape
    rows, columns = np.flatnonzero(truth.any(axis=1)), np.flatnonzero(truth.any(axis=0))
    left, right = columns[0] - 0.05 * width, columns[-1] + 1 + 0.05 * width
    top, bottom = rows[0] - 0.05 * height, rows[-1] + 1 + 0.05 * height
    x, y = max(0, int(left)), max(0, int(top))
    return Rectangle(x, y, min(width, int(right)) - x, min(height, int(bottom)) - y)


if __name__ == "__main__":
    main()
