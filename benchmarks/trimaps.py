"""How good the trimaps of sources and fusions are, on portraits with known masks.

    python benchmarks/trimaps.py --data ../shared/data/eg1800_val [--limit N] [--seed N] [--way TEXT]...
        [--method NAME]...

The folder holds `images/STEM.jpg` and `masks/STEM.png` (bright is person). For each way to a trimap:
how much of what it calls foreground and background is truly so, its unknown band in percent of the
photo, how much of the true edge lies in the band (the edge: pixels with a neighbour of the other
side), and the foreground IoU of the alphas at 0.5. Means over photos, medians in brackets. Of a photo
with several people the masks hold all of them. Polygons are the true mask as an annotator with a
polygon tool leaves it, fine or rough.

Then what bounds all of them: the IoU if every pixel were true of which the two sources are not both
sure alike (at 95 %), and how often they are right where they are. And the photos a second that `curator
propose` makes masks and trimaps of, in one process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from trimaps_photos import Portrait, portraits
from trimaps_polygons import FINE, ROUGH, Care, polygon, said_of

from curator.matting import estimate_alpha
from curator.registry import METHODS
from curator.store.project import Project
from curator.trimap.fusion import fuse
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, PersonMask, Region, Trimap
from curator.workflow.fusing import fuse_said
from curator.workflow.ingest import import_photos
from curator.workflow.kernels import Kernels
from curator.workflow.propose import propose_all

_METHODS = ("closed-form", "shared", "blend")
_TRUSTS = {"selfie": 1.0, "pose": 2.0, "annotation": 1.0}
Fusing = Callable[[Portrait], Trimap]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, required=True, help="folder with images/ and masks/")
    options.add_argument("--limit", type=int, help="so many photos, by chance")
    options.add_argument("--seed", type=int, default=0, help="of that choice")
    options.add_argument("--way", action="append", help="only ways whose title holds this; repeatable")
    options.add_argument("--method", action="append", choices=METHODS.names(), help="matting methods")
    chosen = options.parse_args()
    found = portraits(chosen.data, chosen.limit, chosen.seed)
    methods = chosen.method or _METHODS
    ways = {
        title: fusing
        for title, fusing in _ways().items()
        if any(text in title for text in chosen.way or [""])
    }
    table = Table(title=f"Trimaps of {len(found)} photos of {chosen.data.name}")
    columns = ("foreground right, %", "background right, %", "band, %", "edge in band, %")
    for column in ("of", *columns, *(f"IoU, {method}" for method in methods)):
        table.add_column(column, justify="left" if column == "of" else "right")
    for title, fusing in ways.items():
        table.add_row(title, *_measured(found, fusing, methods))
    Console(width=180).print(table)
    _print_bound(found)
    _print_speed(chosen.data)


def _ways() -> dict[str, Fusing]:
    def paper(*names: str) -> Fusing:
        return lambda portrait: _said(portrait.masks, names, Kernels())

    def calibrated(*names: str) -> Fusing:
        return lambda portrait: _said(portrait.masks, names, None)

    return {
        "selfie, kernel 35": paper("selfie"),
        "pose, kernel 35": _pose,
        "both, Orrite's fusion": paper("selfie", "pose"),
        "both, mean, kernel 35": _mean,
        "selfie, calibrated": calibrated("selfie"),
        "pose, calibrated": calibrated("pose"),
        "both, calibrated (default)": calibrated("selfie", "pose"),
        "fine polygons alone": _drawn(FINE, False),
        "fine polygons and both": _drawn(FINE, True),
        "rough polygons alone": _drawn(ROUGH, False),
        "rough polygons and both": _drawn(ROUGH, True),
    }


def _drawn(care: Care, asked: bool) -> Fusing:
    """About a mask drawn in polygons, alone or with what the sources say of that person."""

    def fusing(portrait: Portrait) -> Trimap:
        drawn = polygon(portrait.person, care, seed=0)
        masks = said_of(portrait.photo, drawn) if asked else {"annotation": drawn}
        return fuse_said(list(masks.values()), list(masks), [_TRUSTS[name] for name in masks], None)[0]

    return fusing


def _said(masks: dict[str, PersonMask], names: Sequence[str], kernels: Kernels | None) -> Trimap:
    spoke = [name for name in names if name in masks] or list(masks)
    return fuse_said([masks[name] for name in spoke], spoke, [_TRUSTS[n] for n in spoke], kernels)[0]


def _pose(portrait: Portrait) -> Trimap:
    """As a silhouette: alone, its kernel is not halved."""
    return _kernel_35(portrait.masks.get("pose", portrait.masks["selfie"]))


def _mean(portrait: Portrait) -> Trimap:
    return _kernel_35(np.mean(list(portrait.masks.values()), axis=0, dtype=np.float32))


def _kernel_35(mask: PersonMask) -> Trimap:
    return fuse([mask], Kernels().scaled([1.0], mask.shape[1], mask.shape[0]))


def _measured(found: Sequence[Portrait], fusing: Fusing, methods: Sequence[str]) -> list[str]:
    rows = []
    for portrait in found:
        trimap = fusing(portrait)
        row = [*_trimap_scores(trimap, portrait.person)]
        row += [_iou(portrait, trimap, method) for method in methods]
        rows.append(row)
    means, medians = np.mean(rows, axis=0), np.median(rows, axis=0)
    percents = [f"{100 * a:.1f} ({100 * b:.1f})" for a, b in zip(means[:4], medians[:4], strict=True)]
    return [*percents, *(f"{a:.4f} ({b:.4f})" for a, b in zip(means[4:], medians[4:], strict=True))]


def _trimap_scores(trimap: Trimap, person: Region) -> tuple[float, float, float, float]:
    foreground, background, band = (trimap == value for value in (FOREGROUND, BACKGROUND, UNKNOWN))
    edge = _edge(person)
    return (
        float(person[foreground].mean()) if foreground.any() else 1.0,
        float((~person)[background].mean()) if background.any() else 1.0,
        float(band.mean()),
        float(band[edge].mean()) if edge.any() else 1.0,
    )


def _edge(person: Region) -> Region:
    """Pixels of both sides that touch the other side, above, below, left or right."""
    edge = np.zeros_like(person)
    down, across = person[1:] != person[:-1], person[:, 1:] != person[:, :-1]
    edge[1:] |= down
    edge[:-1] |= down
    edge[:, 1:] |= across
    edge[:, :-1] |= across
    return edge


def _iou(portrait: Portrait, trimap: Trimap, method: str) -> float:
    alpha = estimate_alpha(portrait.photo, trimap, method) >= 0.5
    return float((alpha & portrait.person).sum() / (alpha | portrait.person).sum())


def _print_bound(found: Sequence[Portrait]) -> None:
    rows = []
    for portrait in found:
        person, masks = portrait.person, np.stack(list(portrait.masks.values()))
        inside, outside = (masks > 0.95).all(axis=0), (masks < 0.05).all(axis=0)
        best = inside | (person & ~outside)
        iou = (best & person).sum() / (best | person).sum()
        rows.append([iou, person[inside].mean(), (~person)[outside].mean()])
    iou, right, empty = np.mean(rows, axis=0)
    print(
        f"bound: IoU {iou:.4f} (median {np.median(np.array(rows)[:, 0]):.4f}); where both are sure "
        f"{100 * right:.1f} % of the foreground and {100 * empty:.1f} % of the background are right"
    )


def _print_speed(data: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "project") as project:
        count = len(import_photos(project, data / "images").photos)
        began, busy = time.perf_counter(), time.process_time()
        summary = propose_all(project)
        wall, busy = time.perf_counter() - began, time.process_time() - busy
    each = f"{count / wall:.1f} a second, {1000 * busy / count:.0f} ms of work each"
    print(f"propose: {count} photos, {each}, {len(summary.problems)} without a proposal")


if __name__ == "__main__":
    main()
