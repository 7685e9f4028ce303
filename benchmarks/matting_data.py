"""What the matting benchmark is run on: portraits with the app's trimaps, scenes, random strokes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask
from curator.parameters import NoParameters
from curator.proposal.selfie import selfie
from curator.records import Label, Prompt, Stroke
from curator.trimap.fusion import fuse
from curator.types import UNKNOWN, Alpha, Image, Region, Trimap
from curator.workflow.kernels import Kernels

#: Five portraits, by chance but the same every time.
_PORTRAITS = 5
_WIDE = ("GT04", "GT16")
_LABELS: tuple[Label, ...] = ("unknown", "foreground", "background")


@dataclass(frozen=True)
class Case:
    """A photo with its trimap; `truth` where one is known, `person` where a mask of it is."""

    name: str
    image: Image
    trimap: Trimap
    truth: Alpha | None = None
    person: Region | None = None

    @property
    def band(self) -> float:
        """The unknown pixels, in percent."""
        return 100.0 * float(np.mean(self.trimap == UNKNOWN))


def portraits(data: Path) -> list[Case]:
    """Five of the 600 x 800 portraits, each with the trimap that the app proposes for it."""
    folder = _folder(data, "eg1800", "images", "masks")
    files = sorted((folder / "images").iterdir())
    chosen = np.random.default_rng(3).choice(len(files), _PORTRAITS, replace=False)
    return [portrait(folder, files[number]) for number in sorted(chosen)]


def portrait(folder: Path, file: Path, width: int = 600, height: int = 800) -> Case:
    """One portrait, enlarged to that size; where it is, with grain, for no photo is that smooth."""
    image = decode_photo(file.read_bytes(), file.name)
    mask = decode_mask((folder / "masks" / f"{file.stem}.png").read_bytes(), file.stem)
    if image.shape != (800, 600, 3):
        raise SystemExit(f"{file} is {image.shape[1]} x {image.shape[0]} pixels, not 600 x 800.")
    if (height, width) != image.shape[:2]:
        image = _enlarged(image, width, height)
    person = selfie(image, Prompt(), NoParameters())[0].mask
    trimap = fuse([person], Kernels().scaled([1.0], width, height))
    inside = cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR) >= 0.5
    return Case(file.stem, image, trimap, person=np.asarray(inside))


def large_portrait(data: Path, width: int, height: int) -> Case:
    """The first of the portraits, enlarged."""
    folder = _folder(data, "eg1800", "images", "masks")
    return portrait(folder, folder / "images" / f"{portraits(data)[0].name}.jpg", width, height)


def scenes(data: Path, band: str, names: tuple[str, ...] | None = None) -> list[Case]:
    """The alphamatting scenes with one of their trimaps: `trimap1` or `trimap2`."""
    folder = _folder(data, "alphamatting", "images", "alphas", "trimap1", "trimap2")
    found = names or tuple(sorted(path.stem for path in (folder / "images").iterdir()))
    return [_scene(folder, band, name) for name in found]


def wide_scenes(data: Path) -> list[Case]:
    """Two scenes with wide bands of hair."""
    return scenes(data, "trimap2", _WIDE)


def strokes(case: Case, count: int, seed: int) -> list[Stroke]:
    """Random strokes that begin in the unknown band.

    Two of five make unknown what they meet; the others say what the mask says where they begin.
    Radius and length grow with the photo.
    """
    random = np.random.default_rng(seed)
    height, width = case.trimap.shape
    unit = math.sqrt(width * height / (600 * 800))
    rows, columns = np.nonzero(case.trimap == UNKNOWN)
    drawn = []
    for _ in range(count):
        which = random.integers(rows.size)
        start = np.array([columns[which], rows[which]]) + 0.5
        way = random.normal(0, 12 * unit, (random.integers(2, 7), 2)).cumsum(axis=0)
        points = np.clip(start + np.vstack([np.zeros((1, 2)), way]), 0, (width, height))
        inside = case.person is not None and case.person[rows[which], columns[which]]
        label = _LABELS[0] if random.random() < 0.4 else _LABELS[1 if inside else 2]
        radius = float(random.uniform(3, 12) * unit)
        drawn.append(Stroke(label, radius, tuple((float(x), float(y)) for x, y in points)))
    return drawn


def _enlarged(image: Image, width: int, height: int) -> Image:
    large = cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.float32)
    large += np.random.default_rng(0).standard_normal(large.shape, np.float32) * 2
    return np.asarray(np.clip(np.rint(large), 0, 255).astype(np.uint8))


def _scene(folder: Path, band: str, name: str) -> Case:
    image = decode_photo((folder / "images" / f"{name}.png").read_bytes(), name)
    levels = decode_mask((folder / band / f"{name}.png").read_bytes(), name)
    trimap = np.select([levels < 0.04, levels > 0.96], [0, 255], UNKNOWN).astype(np.uint8)
    truth = decode_mask((folder / "alphas" / f"{name}.png").read_bytes(), name)
    return Case(f"{name} {band}", image, trimap, truth=truth)


def _folder(data: Path, name: str, *parts: str) -> Path:
    absent = [part for part in parts if not (data / name / part).is_dir()]
    if absent:
        raise SystemExit(
            f"{data / name} has no folder {', '.join(absent)}: give --data its parent folder."
        )
    return data / name
