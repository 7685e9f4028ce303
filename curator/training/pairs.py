"""Folders to train on: photos, each with its truth.

A folder holds `images/STEM.jpg` (or png, webp) and for each photo either an alpha in `alphas/STEM.png`
or a mask in `masks/STEM.png` (bright is person).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from curator.errors import LayoutError
from curator.formats.files import dataset_folder, is_photo_name
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_alpha, decode_mask
from curator.types import Alpha, Image


@dataclass(frozen=True)
class Pair:
    """A photo's file and that of its truth; `soft` where it is an alpha, else it is a mask."""

    photo: Path
    truth: Path
    soft: bool


def pairs_of(folder: Path, fewest: int) -> list[Pair]:
    """The photos of a folder with their truths, none of them decoded yet.

    Raises
    ------
    LayoutError
        If there is no `images`, a photo without a truth, or fewer photos than `fewest`.
    """
    root = dataset_folder(folder)
    if not (root / "images").is_dir():
        raise LayoutError(
            f"{folder} has no folder `images`. A folder to train on has images/STEM.jpg, and "
            "alphas/STEM.png or masks/STEM.png for each."
        )
    photos = sorted(path for path in (root / "images").iterdir() if is_photo_name(path.name))
    pairs, missing = [], []
    for photo in photos:
        alpha, mask = (root / kind / f"{photo.stem}.png" for kind in ("alphas", "masks"))
        if alpha.is_file():
            pairs.append(Pair(photo, alpha, True))
        elif mask.is_file():
            pairs.append(Pair(photo, mask, False))
        else:
            missing.append(photo.name)
    if missing:
        raise LayoutError(
            f"{len(missing)} of {len(photos)} photos in {folder} have neither alphas/STEM.png nor "
            f"masks/STEM.png ({', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}): add them, "
            "or take those photos away."
        )
    if len(pairs) < fewest:
        raise LayoutError(
            f"{folder} has {len(pairs)} photos with a truth; training needs at least {fewest}."
        )
    return pairs


def decoded(pair: Pair) -> tuple[Image, Alpha]:
    """A photo (uint8, H x W x 3) and its truth (float32 in [0, 1], H x W).

    Raises
    ------
    LayoutError
        If the truth is of another size than its photo.
    """
    photo = decode_photo(pair.photo.read_bytes(), pair.photo.name)
    decode = decode_alpha if pair.soft else decode_mask
    truth = decode(pair.truth.read_bytes(), pair.truth.name)
    if truth.shape != photo.shape[:2]:
        raise LayoutError(
            f"{pair.truth.name} is {truth.shape[1]} x {truth.shape[0]} pixels and {pair.photo.name} is "
            f"{photo.shape[1]} x {photo.shape[0]}: a truth must be of its photo's size."
        )
    return photo, truth
