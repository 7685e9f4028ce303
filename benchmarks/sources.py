"""How well the sources find the person: foreground IoU on portraits with masks, and time.

    python benchmarks/sources.py --data ../shared/data/eg1800_val [--source NAME]... [--first N]

The folder holds `images/STEM.jpg` and `masks/STEM.png` (bright is person). Asked are all sources that
are available here, but for the imported masks, which are somebody's answer already; those that are not
available are named with what they lack. Of several people the union counts. GrabCut gets the box of
the true mask, 2 % of the photo wider on each side but never nearer to its left, right and upper edge:
the box that a careful annotator would drag.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import islice
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
    names = [name for name in SOURCES.names() if name != "annotation"]
    options.add_argument("--source", action="append", choices=names)
    options.add_argument("--first", type=int, metavar="N", help="only the first N photos")
    chosen = options.parse_args()
    pairs = list(islice(_pairs(chosen.data), chosen.first))
    table = Table(title=f"Foreground IoU at 0.5 on {len(pairs)} photos of {chosen.data.name}")
    for column in ("source", "mean", "median", "worst", "worst photo", "nobody", "photos a second"):
        table.add_column(column, justify="left" if column in ("source", "worst photo") else "right")
    lacking = []
    for source in map(SOURCES.get, chosen.source or names):
        reason = source.unavailable()
        if reason is None:
            table.add_row(source.name, *_measure(source, pairs))
        else:
            lacking.append(f"{source.name} is not available: {reason}")
    console = Console()
    console.print(table)
    for line in lacking:
        console.print(line, markup=False, highlight=False)


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
    rate = len(seconds) / sum(seconds)
    return [*(f"{figure:.3f}" for figure in figures), name, str(nobody), f"{rate:.1f}"]


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
    margin_x, margin_y = max(1, width // 50), max(1, height // 50)
    left, right = max(margin_x, columns[0] - margin_x), min(width, columns[-1] + 1 + margin_x)
    top, bottom = max(margin_y, rows[0] - margin_y), min(height, rows[-1] + 1 + margin_y)
    right = min(right, width - margin_x)
    return Rectangle(int(left), int(top), int(right - left), int(bottom - top))


if __name__ == "__main__":
    main()
