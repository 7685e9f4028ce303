"""Photos and their truth at training size, packed once into one file.

Where a photo's truth is a mask, it is made soft if the recipe wants it so: the band about the mask's
edge becomes unknown, and blend matting solves it at the pack's size. What this truth says of hair is
then that method's opinion; cards say so.

A network that refines mattes is packed with what it will meet: drafts, which are mattes made without
the truth. Each photo is there several times then, after the first one cut to a part of it at random.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import ConvergenceError, LayoutError, TrimapError
from curator.imaging.convert import to_levels
from curator.matting import estimate_alpha
from curator.training.pairs import Pair, decoded, pairs_of
from curator.trimap.fusion import fuse, scaled_kernel
from curator.types import Alpha, Image

Step = Callable[[int, int, str], None]

#: The least part of a photo's sides that a draft is made of.
_SMALLEST_PART = 0.6


#: A photo at the pack's size and what decides how it is made, to a matte; None where none can be made.
#: The first draft of a photo is made without a generator: as curator makes it by itself.
Drafter = Callable[[Image, np.random.Generator | None], Alpha | None]


@dataclass(frozen=True)
class Packing:
    """How photos are packed; the recipe's table `[pack]` has these.

    `width` and `height` are the pack's size in pixels: photos are squeezed to it. `kernel` is the band
    about a mask's edge in pixels of a 600 x 800 photo, and `method` what solves it; with the method
    `none` a mask is the truth as it is. `fewest` is how many photos there must be, `drafts` how many
    mattes to refine are made of each.
    """

    width: int
    height: int
    kernel: float
    method: str
    fewest: int
    drafts: int = 0


@dataclass(frozen=True)
class Pack:
    """Photos (uint8, N x H x W x 3) and alphas (uint8, N x H x W, 255 is subject), with their stems.

    `fingerprint` is the SHA-256 of the files' names and sizes and of how they were packed. `drafts` are
    mattes to refine (as alphas), where there are some; a photo's stem is there for each of them.
    """

    photos: NDArray[np.uint8]
    alphas: NDArray[np.uint8]
    stems: tuple[str, ...]
    fingerprint: str
    drafts: NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        return len(self.stems)


@dataclass(frozen=True)
class _Sample:
    photo: NDArray[np.uint8]
    alpha: NDArray[np.uint8]
    stem: str
    draft: NDArray[np.uint8] | None = None


def load_or_pack(
    folder: Path, packing: Packing, place: Path, step: Step, drafter: Drafter | None = None
) -> Pack:
    """The pack of a folder: read from `place` where it is still that of the folder, else made there.

    `drafter` makes the drafts that `packing` wants; what it can make no matte of is left out.

    Raises
    ------
    LayoutError
        If the folder does not fit: no `images`, photos without a truth, truths of another size, masks
        that show nobody or nothing else, or too few photos. All that can be told without decoding is
        told before the first photo is.
    """
    pairs = pairs_of(folder, packing.fewest)
    fingerprint = _fingerprint(pairs, packing)
    kept = _read(place, fingerprint)
    if kept is not None:
        return kept
    samples: list[_Sample] = []
    for number, pair in enumerate(pairs):
        step(number, len(pairs), f"packing {pair.photo.name}")
        if drafter is None:
            samples.append(_packed(pair, packing))
        else:
            samples += _drafted(pair, packing, drafter)
    if not samples:
        raise LayoutError(f"Of no photo in {folder} could a matte be made: check the sources.")
    pack = _stacked(samples, fingerprint)
    _write(pack, place)
    return pack


def held_out(pack: Pack, every: int) -> tuple[Pack, Pack]:
    """A pack without every n-th photo, and those: where there is no folder to choose by."""
    places = {stem: place for place, stem in enumerate(dict.fromkeys(pack.stems))}
    chosen = np.array([places[stem] % every == 0 for stem in pack.stems])
    return _part(pack, ~chosen), _part(pack, chosen)


def _part(pack: Pack, chosen: NDArray[np.bool_]) -> Pack:
    stems = tuple(stem for stem, taken in zip(pack.stems, chosen, strict=True) if taken)
    drafts = None if pack.drafts is None else pack.drafts[chosen]
    return Pack(pack.photos[chosen], pack.alphas[chosen], stems, pack.fingerprint, drafts)


def _stacked(samples: list[_Sample], fingerprint: str) -> Pack:
    drafts = [each.draft for each in samples if each.draft is not None]
    return Pack(
        np.stack([each.photo for each in samples]),
        np.stack([each.alpha for each in samples]),
        tuple(each.stem for each in samples),
        fingerprint,
        np.stack(drafts) if drafts else None,
    )


def _packed(pair: Pair, packing: Packing) -> _Sample:
    photo, truth = decoded(pair)
    small, alpha = _squeezed(photo, truth, packing)
    if not pair.soft and packing.method != "none":
        return _Sample(small, to_levels(_soft(small, alpha, pair.truth.name, packing)), pair.photo.stem)
    return _Sample(small, to_levels(alpha), pair.photo.stem)


def _drafted(pair: Pair, packing: Packing, drafter: Drafter) -> list[_Sample]:
    """A photo with each of its drafts; from the second on, parts of it."""
    photo, truth = decoded(pair)
    found = []
    for number in range(packing.drafts):
        rng = np.random.default_rng((number, *pair.photo.stem.encode())) if number else None
        part = _window(photo.shape, rng)
        small, alpha = _squeezed(np.ascontiguousarray(photo[part]), truth[part], packing)
        draft = drafter(small, rng)
        if draft is not None:
            found.append(_Sample(small, to_levels(alpha), pair.photo.stem, to_levels(draft)))
    return found


def _window(shape: tuple[int, ...], rng: np.random.Generator | None) -> tuple[slice, slice]:
    """All of a photo, or a part of its proportions anywhere in it."""
    if rng is None:
        return slice(None), slice(None)
    part = rng.uniform(_SMALLEST_PART, 1)
    height, width = (max(1, round(part * side)) for side in shape[:2])
    top, left = rng.integers(shape[0] - height + 1), rng.integers(shape[1] - width + 1)
    return slice(int(top), int(top) + height), slice(int(left), int(left) + width)


def _squeezed(photo: Image, truth: Alpha, packing: Packing) -> tuple[Image, Alpha]:
    size = (packing.width, packing.height)
    small: Image = np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)
    alpha: Alpha = np.asarray(cv2.resize(truth, size, interpolation=cv2.INTER_AREA), np.float32)
    return small, alpha.clip(0, 1)


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


def _fingerprint(pairs: list[Pair], packing: Packing) -> str:
    files = [(path.name, path.stat().st_size) for pair in pairs for path in (pair.photo, pair.truth)]
    said = json.dumps([files, asdict(packing)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _read(place: Path, fingerprint: str) -> Pack | None:
    try:
        with np.load(place, allow_pickle=False) as file:
            if str(file["fingerprint"]) != fingerprint:
                return None
            drafts = file["drafts"] if "drafts" in file.files else None
            stems = tuple(map(str, file["stems"]))
            return Pack(file["photos"], file["alphas"], stems, fingerprint, drafts)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise LayoutError(
            f"The pack {place} cannot be read ({error}): remove it to make it anew."
        ) from error


def _write(pack: Pack, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(".part.npz")
    drafts: dict[str, Any] = {} if pack.drafts is None else {"drafts": pack.drafts}
    np.savez(
        beside,
        photos=pack.photos,
        alphas=pack.alphas,
        stems=np.array(pack.stems),
        fingerprint=np.array(pack.fingerprint),
        **drafts,
    )
    beside.replace(place)
