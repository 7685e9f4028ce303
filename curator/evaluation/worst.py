"""The photos a method did worst on, as pictures for the report."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from curator.errors import InputError
from curator.evaluation.pairs import Pair
from curator.evaluation.reading import label, read_alpha
from curator.evaluation.scores import Score
from curator.evaluation.tables import Row
from curator.imaging.convert import to_uint8
from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_jpeg, encode_png
from curator.imaging.geometry import resize_within
from curator.types import Alpha, Image

#: How many cases a method shows, and how long the longer side of a picture is.
CASES = 6
SIDE = 560

_PHOTO_FOLDERS = ("images", "image", "photos", "images_data_crop")
_PHOTO_SUFFIXES = (".jpg", ".jpeg", ".webp", ".png")

# Apart in hue for every kind of colour vision, and apart in lightness from the grey below them.
_ADDED = np.array((0.85, 0.33, 0.05), np.float32)
_MISSED = np.array((0.05, 0.38, 0.78), np.float32)


@dataclass(frozen=True)
class Case:
    """One photo of one method. The pictures are data URIs; `photo` is None where there is none.

    `note` says why a photo that lies beside the truths is not shown.

    `difference` shows on a pale truth where the prediction has too much (orange) and too little
    (blue).
    """

    rank: int
    row: Row
    photo: str | None
    truth: str
    prediction: str
    difference: str
    note: str | None


def worst_rows(rows: Sequence[Row], method: str, score: Score) -> list[Row]:
    """The rows of a method that scored worst, the worst first; equal ones by SAD, then by stem."""
    sign = 1 if score.metric.better == "higher" else -1

    def rank(row: Row) -> tuple[float, float, str]:
        # Masks that are right to the pixel, or wrong to the last one, have all the same IoU.
        return sign * row.scores[score.name], -row.scores["sad/image"], row.stem

    return sorted((row for row in rows if row.method == method), key=rank)[:CASES]


def draw(pair: Pair, number: int, row: Row, rank: int) -> Case:
    """The pictures of one case; `number` is the method's place among the pair's predictions."""
    truth, _ = read_alpha(pair.truth)
    prediction, _ = read_alpha(pair.predictions[number], truth.shape)
    photo, note = _photo(pair, truth.shape)
    return Case(
        rank=rank,
        row=row,
        photo=None if photo is None else jpeg(photo),
        truth=_grey(truth),
        prediction=_grey(prediction),
        difference=jpeg(difference_picture(prediction, truth)),
        note=note,
    )


def difference_picture(prediction: Alpha, truth: Alpha) -> Image:
    """Where the prediction has too much and too little, over a pale truth; uint8, H x W x 3."""
    base = (0.97 - 0.13 * truth)[..., None]
    error = (prediction - truth)[..., None]
    colour = np.where(error > 0, _ADDED, _MISSED)
    strength = np.abs(error)
    return to_uint8((base * (1 - strength) + colour * strength).astype(np.float32))


def _photo(pair: Pair, shape: tuple[int, ...]) -> tuple[Image | None, str | None]:
    """The picture of a pair's stem beside the truths, if it is a photo of their size.

    COCO+ and PFCN call a truth after its photo, an underscore, and the annotation's id or "mask".
    """
    for file in _places(pair):
        if file == pair.truth or not os.path.isfile(file):
            continue
        # The photo is only shown: what is measured does not depend on it, so it may be missing.
        try:
            photo = decode_photo(file.read_bytes(), label(file))
        except InputError as error:
            return None, f"No photo: {error}"
        except OSError as error:
            return None, f"No photo: {label(file)} cannot be read: {error.strerror}."
        if photo.shape[:2] != shape:
            return None, f"No photo: {label(file)} is of another size than the truth."
        return photo, None
    return None, None


def _places(pair: Pair) -> Iterator[Path]:
    """Where the photo may lie; under the shorter stem not among the truths, one of which it may be."""
    beside = [pair.truth.parent.parent / name for name in _PHOTO_FOLDERS]
    shorter = pair.stem.rpartition("_")[0]
    for stem, folders in ((pair.stem, [pair.truth.parent, *beside]), (shorter, beside)):
        if stem:
            yield from (folder / (stem + suffix) for folder in folders for suffix in _PHOTO_SUFFIXES)


def _grey(alpha: Alpha) -> str:
    picture = resize_within(to_uint8(np.repeat(alpha[..., None], 3, axis=2)), SIDE)
    return _uri("png", encode_png(np.ascontiguousarray(picture[..., 0])))


def jpeg(image: NDArray[np.uint8], side: int = SIDE, quality: int = 88) -> str:
    """An image of uint8, H x W x 3, as a data URI, its longer side at most `side` pixels."""
    return _uri("jpeg", encode_jpeg(resize_within(image, side), quality))


def _uri(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
