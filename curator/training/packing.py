"""Photos and their truth at training size, packed once into one file.

A folder to train on holds `images/STEM.jpg` (or png, webp) and for each photo either an alpha in
`alphas/STEM.png` or a mask in `masks/STEM.png` (bright is person). Where there is only a mask, the
truth is made soft: the band about the mask's edge becomes unknown, and blend matting solves it at the
pack's size. What this truth says of hair is then that method's opinion; cards say so.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError, LayoutError, TrimapError
from curator.formats.files import dataset_folder, is_photo_name
from curator.imaging.convert import to_levels
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_alpha, decode_mask
from curator.matting import estimate_alpha
from curator.trimap.fusion import fuse, scaled_kernel
from curator.types import Alpha, Image

Step = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Packing:
    """How photos are packed; the recipe's table `[pack]` has these.

    `width` and `height` are the pack's size in pixels: photos are squeezed to it. `kernel` is the band
    about a mask's edge, in pixels of a 600 x 800 photo. `fewest` is how many photos there must be.
    """

    width: int
    height: int
    kernel: float
    method: str
    fewest: int


@dataclass(frozen=True)
class Pack:
    """Photos (uint8, N x H x W x 3) and alphas (uint8, N x H x W, 255 is subject), with their stems.

    `fingerprint` is the SHA-256 of the files' names and sizes and of how they were packed.
    """

    photos: NDArray[np.uint8]
    alphas: NDArray[np.uint8]
    stems: tuple[str, ...]
    fingerprint: str

    def __len__(self) -> int:
        return len(self.stems)


@dataclass(frozen=True)
class _Pair:
    photo: Path
    truth: Path
    soft: bool


def load_or_pack(folder: Path, packing: Packing, place: Path, step: Step) -> Pack:
    """The pack of a folder: read from `place` where it is still that of the folder, else made there.

    Raises
    ------
    LayoutError
        If the folder does not fit: no `images`, photos without a truth, truths of another size, masks
        that show nobody or nothing else, or too few photos. All that can be told without decoding is
        told before the first photo is.
    """
    pairs = _pairs(folder, packing.fewest)
    fingerprint = _fingerprint(pairs, packing)
    kept = _read(place, fingerprint)
    if kept is not None:
        return kept
    photos = np.empty((len(pairs), packing.height, packing.width, 3), np.uint8)
    alphas = np.empty(photos.shape[:3], np.uint8)
    for number, pair in enumerate(pairs):
        step(number, len(pairs), f"packing {pair.photo.name}")
        photos[number], alphas[number] = _packed(pair, packing)
    pack = Pack(photos, alphas, tuple(pair.photo.stem for pair in pairs), fingerprint)
    _write(pack, place)
    return pack


def held_out(pack: Pack, every: int) -> tuple[Pack, Pack]:
    """A pack without every n-th photo, and those: where there is no folder to choose by."""
    chosen = np.zeros(len(pack), np.bool_)
    chosen[::every] = True
    return _part(pack, ~chosen), _part(pack, chosen)


def _part(pack: Pack, chosen: NDArray[np.bool_]) -> Pack:
    stems = tuple(stem for stem, taken in zip(pack.stems, chosen, strict=True) if taken)
    return Pack(pack.photos[chosen], pack.alphas[chosen], stems, pack.fingerprint)


def _pairs(folder: Path, fewest: int) -> list[_Pair]:
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
            pairs.append(_Pair(photo, alpha, True))
        elif mask.is_file():
            pairs.append(_Pair(photo, mask, False))
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


def _packed(pair: _Pair, packing: Packing) -> tuple[Image, NDArray[np.uint8]]:
    photo = decode_photo(pair.photo.read_bytes(), pair.photo.name)
    decode = decode_alpha if pair.soft else decode_mask
    truth = decode(pair.truth.read_bytes(), pair.truth.name)
    if truth.shape != photo.shape[:2]:
        raise LayoutError(
            f"{pair.truth.name} is {truth.shape[1]} x {truth.shape[0]} pixels and {pair.photo.name} is "
            f"{photo.shape[1]} x {photo.shape[0]}: a truth must be of its photo's size."
        )
    size = (packing.width, packing.height)
    small: Image = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)
    shrunk = cv2.resize(truth, size, interpolation=cv2.INTER_AREA)
    alpha: Alpha = np.asarray(shrunk, np.float32).clip(0, 1)
    return small, to_levels(alpha if pair.soft else _soft(small, alpha, pair.truth.name, packing))


def _soft(photo: Image, mask: Alpha, name: str, packing: Packing) -> Alpha:
    kernel = max(3.0, scaled_kernel(packing.kernel, packing.width, packing.height))
    trimap = fuse([mask], [kernel])
    try:
        return estimate_alpha(photo, trimap, packing.method)
    except ConvergenceError as error:
        raise LayoutError(
            f"No matte could be made of {name} ({error}): take the photo away."
        ) from error
    except TrimapError as error:
        raise LayoutError(
            f"{name} shows nobody, or nothing but a person ({error}): take the photo away."
        ) from error


def _fingerprint(pairs: list[_Pair], packing: Packing) -> str:
    files = [(path.name, path.stat().st_size) for pair in pairs for path in (pair.photo, pair.truth)]
    said = json.dumps([files, asdict(packing)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _read(place: Path, fingerprint: str) -> Pack | None:
    try:
        with np.load(place, allow_pickle=False) as file:
            if str(file["fingerprint"]) != fingerprint:
                return None
            return Pack(file["photos"], file["alphas"], tuple(map(str, file["stems"])), fingerprint)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise LayoutError(
            f"The pack {place} cannot be read ({error}): remove it to make it anew."
        ) from error


def _write(pack: Pack, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".part.npz")
    np.savez(
        beside,
        photos=pack.photos,
        alphas=pack.alphas,
        stems=np.array(pack.stems),
        fingerprint=np.array(pack.fingerprint),
    )
    beside.replace(place)
