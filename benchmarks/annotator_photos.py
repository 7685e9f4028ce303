"""What the robot annotator works on: photos whose alpha is known, and the trimaps to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from curator.errors import NoPersonError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask
from curator.records import Prompt
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Image, Trimap
from curator.workflow.asking import ask, embedded
from curator.workflow.demo_figure import Look
from curator.workflow.demo_portraits import draw
from curator.workflow.fusing import fuse_said

_STYLES = ("wavy", "short", "curly", "bob")
_SKINS = ("#f2d2bd", "#e7b795", "#c68d66", "#8a5536", "#5a3825")
_HAIRS = ("#1d1511", "#33221a", "#4a3527", "#7a4726", "#a5632e", "#c9974d", "#9a938c")


@dataclass(frozen=True)
class KnownPhoto:
    """A photo and its true alpha; `hard` where that is a mask, of 0 and 1 alone."""

    name: str
    image: Image
    truth: Alpha
    hard: bool


def masked(data: Path, number: int, seed: int) -> list[KnownPhoto]:
    """Some of the photos of a folder with `images/` and `masks/`, chosen by chance."""
    images, masks = data / "images", data / "masks"
    if not (images.is_dir() and masks.is_dir()):
        raise SystemExit(f"{data} has no images/ and masks/: name the folder that holds both.")
    files = sorted(path for path in images.iterdir() if (masks / f"{path.stem}.png").is_file())
    random = np.random.default_rng(seed)
    chosen = sorted(random.permutation(len(files))[:number])
    return [_masked(files[index], masks) for index in chosen]


def composed(number: int, seed: int) -> list[KnownPhoto]:
    """Drawn portraits with some thousand hairs each, whose alpha is exact: 600 x 800 pixels."""
    portraits = (draw(_look(seed, index)) for index in range(number))
    return [KnownPhoto(each.name, each.photo, each.alpha, hard=False) for each in portraits]


def proposed(image: Image) -> Trimap:
    """The trimap that the app proposes; an empty one, all unknown, where it finds nobody."""
    try:
        said = ask(image, Prompt(), embedded()[0])[0]
    except NoPersonError:
        return empty(image)
    names, trusts = [each.source.name for each in said], [each.source.trust for each in said]
    return fuse_said([each.mask.mask for each in said], names, trusts, None)[0]


def empty(image: Image) -> Trimap:
    """A trimap in which nothing is known."""
    return np.full(image.shape[:2], UNKNOWN, np.uint8)


def solvable(trimap: Trimap) -> bool:
    """Whether there is some foreground and some background for a method to go by."""
    return bool((trimap == FOREGROUND).any() and (trimap == BACKGROUND).any())


def _masked(file: Path, masks: Path) -> KnownPhoto:
    image = decode_photo(file.read_bytes(), file.name)
    mask = decode_mask((masks / f"{file.stem}.png").read_bytes(), file.stem)
    return KnownPhoto(file.stem, image, (mask >= 0.5).astype(np.float32), hard=True)


def _look(seed: int, index: int) -> Look:
    random = np.random.default_rng((seed, index))
    style = _STYLES[index % len(_STYLES)]
    colours = random.integers(30, 226, (5, 3))
    clothes, iris, near, far, glow = (
        f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours
    )
    return Look(
        name=f"{style} {index}",
        skin=str(random.choice(_SKINS)),
        hair=str(random.choice(_HAIRS)),
        style=style,
        clothes=clothes,
        iris=iris,
        backdrop=(near, far, glow),
        smile=float(random.uniform(0.2, 1.0)),
        head=int(random.integers(100, 151)),
        seed=int(random.integers(1, 100_000)),
    )
