"""How good each way to a matte is on portraits, step by step: Orrite's Table 1 and Zhu's Table 1.

    python benchmarks/portraits.py --data ../shared/data/eg1800_val [--limit N] [--method NAME]...
        [--part orrite|zhu]...

The folder holds `images/STEM.jpg` and `masks/STEM.png` (bright is person).

First table, at the photo's size: the sources alone (of several people, all), the trimap fused from
selfie and pose with each matting method, and the light dense network alone (its foreground score), with
the guided filter, and with its feathering block, which is the source `light-dense`. The matte of the
first method is refined too, by the refining network's decision alone and by the method again over the
trimap that the decision redraws; the photos on which that is worst are listed below. IoU and boundary
IoU are of alphas at 0.5 against the masks. The mean squared error and the gradient difference are
against a soft truth: blend matting in a band of 25 pixels (at 600 x 800) about the mask's edge; so they
favour blend. `better` and `worse` count photos whose IoU moved by more than a tenth of a point against
the way named in `against`, and `a point worse` those that lost more than a point.

Second table, at the network's 128 x 128 pixels, against the soft truth squeezed to it: the network's
binary mask (its score at 0.5, as Zhu et al. judge it), its score as it is, the binary mask with the
guided filter, and the feathering block. Both errors are in thousandths, as in the paper.

Times are of one photo, in the process's own CPU time (all its threads); torch and OpenCV have one
thread. Squeezing the photo is not in the second table's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from portraits_ways import Way, at_network_size, ways
from rich.console import Console
from rich.table import Table
from trimaps_photos import Portrait, portraits

from curator.matting import estimate_alpha
from curator.metrics.boundary_iou import BoundaryParameters, boundary_iou
from curator.metrics.common import ThresholdParameters
from curator.metrics.foreground_iou import foreground_iou
from curator.metrics.gradient_difference import gradient_difference
from curator.metrics.mse import mse
from curator.parameters import NoParameters
from curator.registry import METHODS
from curator.trimap.fusion import fuse, scaled_kernel
from curator.types import Alpha, FloatImage

_BAND = 25.0
#: IoUs nearer than this are alike.
_ALIKE = 0.001
_POINT = 0.01
#: How many of the worst photos are shown.
_SHOWN = 10


@dataclass(frozen=True)
class Measured:
    """Of one alpha: the scores of the tables, and the milliseconds that it took."""

    iou: float
    boundary: float
    mse: float
    gradient: float
    milliseconds: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, required=True, help="folder with images/ and masks/")
    options.add_argument("--limit", type=int, help="so many photos, by chance")
    options.add_argument("--method", action="append", choices=METHODS.names(), help="default: all")
    options.add_argument("--part", action="append", choices=["orrite", "zhu"], help="default: both")
    chosen = options.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    photos = portraits(chosen.data, chosen.limit)
    truths = [soft_truth(photo) for photo in photos]
    if "orrite" in (chosen.part or ["orrite"]):
        known = ways(chosen.method or METHODS.names())
        found = _measure(known, photos, truths)
        Console(width=180).print(_orrite(known, found, chosen.data.name))
        Console(width=180).print(_worst(known, found, photos))
    if "zhu" in (chosen.part or ["zhu"]):
        Console(width=180).print(_zhu(photos, truths, chosen.data.name))


def soft_truth(portrait: Portrait) -> Alpha:
    """The true mask with a soft edge: blend matting in a band about it."""
    height, width = portrait.person.shape
    kernel = scaled_kernel(_BAND, width, height)
    trimap = fuse([portrait.person.astype(np.float32)], [kernel])
    return estimate_alpha(portrait.photo, trimap, "blend")


def _measure(
    known: Sequence[Way], photos: Sequence[Portrait], truths: Sequence[Alpha]
) -> dict[str, list[Measured]]:
    """What each way scores on each photo."""
    found: dict[str, list[Measured]] = {}
    for way in known:
        way.alpha(photos[0])  # loads and compiles, which is not what is timed
        found[way.name] = [
            _measured(way.alpha, photo, truth) for photo, truth in zip(photos, truths, strict=True)
        ]
    return found


def _orrite(known: Sequence[Way], found: dict[str, list[Measured]], name: str) -> Table:
    number = len(found[known[0].name])
    table = Table(title=f"{number} portraits of {name}, at their size")
    columns = ("mean IoU", "median", "worst", "boundary IoU", "MSE e-3", "gradient e-3", "CPU ms")
    table.add_column("way")
    for column in (*columns, "better", "worse", "a point worse"):
        table.add_column(column, justify="right")
    table.add_column("against")
    for way in known:
        table.add_row(way.name, *_means(found[way.name]), *_moved(found, way))
    return table


def _worst(known: Sequence[Way], found: dict[str, list[Measured]], photos: Sequence[Portrait]) -> Table:
    """The IoU of the photos on which the refined way is worst, and of the ways before it."""
    refined = next(way for way in reversed(known) if way.name.endswith("again"))
    steps = [way for way in known if refined.against in (way.name, way.against)]
    table = Table(title=f"The {_SHOWN} photos on which {refined.name} is worst")
    for column in ("photo", *(way.name for way in steps)):
        table.add_column(column, justify="right")
    order = np.argsort([each.iou for each in found[refined.name]])
    for place in order[:_SHOWN]:
        ious = [f"{found[way.name][place].iou:.3f}" for way in steps]
        table.add_row(photos[place].name, *ious)
    return table


def _measured(alpha: Callable[[Portrait], Alpha], photo: Portrait, truth: Alpha) -> Measured:
    began = time.process_time()
    said = alpha(photo)
    milliseconds = 1000 * (time.process_time() - began)
    mask = photo.person.astype(np.float32)
    whole = np.ones(mask.shape, np.bool_)
    return Measured(
        foreground_iou(said, mask, whole, ThresholdParameters()),
        boundary_iou(said, mask, whole, BoundaryParameters()),
        mse(said, truth, whole, NoParameters()),
        gradient_difference(said, truth, whole, NoParameters()),
        milliseconds,
    )


def _means(found: Sequence[Measured]) -> list[str]:
    ious = [each.iou for each in found]
    return [
        f"{np.mean(ious):.4f}",
        f"{np.median(ious):.4f}",
        f"{np.min(ious):.3f}",
        f"{np.mean([each.boundary for each in found]):.3f}",
        f"{1000 * np.mean([each.mse for each in found]):.2f}",
        f"{1000 * np.mean([each.gradient for each in found]):.2f}",
        f"{np.mean([each.milliseconds for each in found]):.1f}",
    ]


def _moved(found: dict[str, list[Measured]], way: Way) -> list[str]:
    if way.against is None:
        return ["", "", "", ""]
    pairs = zip(found[way.name], found[way.against], strict=True)
    moves = np.array([new.iou - old.iou for new, old in pairs])
    counts = (moves > _ALIKE).sum(), (moves < -_ALIKE).sum(), (moves < -_POINT).sum()
    return [*map(str, counts), way.against]


def _zhu(photos: Sequence[Portrait], truths: Sequence[Alpha], name: str) -> Table:
    table = Table(title=f"{len(photos)} portraits of {name}, at 128 x 128")
    table.add_column("way")
    for column in ("CPU ms, median", "fastest", "gradient e-3", "MSE e-3", "mean IoU"):
        table.add_column(column, justify="right")
    for way, alpha, side in at_network_size():
        alpha(_squeezed(photos[0].photo, side) / np.float32(255))
        scores = [
            _small_scores(alpha, _squeezed(photo.photo, side) / np.float32(255), _squeezed(truth, side))
            for photo, truth in zip(photos, truths, strict=True)
        ]
        times = [each[0] for each in scores]
        _, gradient, squared, iou = np.mean(scores, axis=0)
        table.add_row(
            way,
            f"{np.median(times):.1f}",
            f"{min(times):.1f}",
            f"{1000 * gradient:.2f}",
            f"{1000 * squared:.2f}",
            f"{iou:.4f}",
        )
    return table


def _small_scores(
    alpha: Callable[[FloatImage], Alpha], photo: FloatImage, truth: Alpha
) -> tuple[float, float, float, float]:
    began = time.process_time()
    said = alpha(photo)
    milliseconds = 1000 * (time.process_time() - began)
    whole = np.ones(truth.shape, np.bool_)
    return (
        milliseconds,
        gradient_difference(said, truth, whole, NoParameters()),
        mse(said, truth, whole, NoParameters()),
        foreground_iou(said, truth, whole, ThresholdParameters()),
    )


def _squeezed(array: NDArray[Any], side: int) -> NDArray[np.float32]:
    small = cv2.resize(array, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


if __name__ == "__main__":
    main()
