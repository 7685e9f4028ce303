"""The PFCN layout written: portraits of 600 x 800, each with one mask.

Where a photo has several annotations, the main one (large and near the middle) is written and the
others are named as left out. A photo that is a 600 x 800 JPEG keeps its own bytes; of every other the
largest window of 3:4 that holds most of the subject is cut out, scaled and written as JPEG; its alpha
likewise. crops.csv says for each photo what it was called and how it was cut, so that it can be undone.

A split whose name starts with "train" goes to trainlist.mat and EG1800_train.txt; any other goes to
testlist.mat and EG1800_val.txt. The lists of the other side are written empty, since tools expect all
four; the split's own name is in crops.csv.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import PIL.Image

from curator.errors import PhotoError
from curator.exchange import OutgoingPhoto, OutgoingSubject, WriteSummary
from curator.formats.files import Ledger
from curator.formats.pfcn_files import CropRow, list_of_ids, numbered, write_crops, write_variable
from curator.imaging.checks import check_alpha
from curator.imaging.convert import quantise_alpha
from curator.imaging.decode import decode_photo, inspect_photo
from curator.imaging.encode import encode_alpha, encode_jpeg, encode_png
from curator.imaging.geometry import (
    PORTRAIT_HEIGHT,
    PORTRAIT_WIDTH,
    Crop,
    apply_crop,
    importance,
    portrait_crop,
)
from curator.imaging.names import shown
from curator.records import Problem

#: Alpha from which a pixel belongs to the mask.
THRESHOLD = 0.5

#: What is written of a photo: its portrait, its mask twice, and its alpha.
_PLACES = (
    "images_data_crop/{}.jpg",
    "images_mask/{}_mask.mat",
    "GT_png/{}_mask.png",
    "alphas/{}.png",
)

#: The id of a photo whose number is not known yet.
_NO_NUMBER = 0

# Photos are cut once: little is lost at this quality.
_JPEG_QUALITY = 95


def write(directory: Path, photos: Iterable[OutgoingPhoto], split: str) -> WriteSummary:
    """Fill an empty directory with photos and masks in the PFCN layout.

    Parameters
    ----------
    directory
        Where to; it exists and is empty.
    photos
        Taken one at a time.
    split
        Decides which lists name the photos.

    Returns
    -------
    WriteSummary
        `left_out` names every annotation but the largest of a photo, photos without any or too small
        for a crop, and annotations whose alpha nowhere reaches 0.5 in the crop.

    Raises
    ------
    AlphaError
        If an alpha does not fit its photo.
    StoreError
        If the disk fails, also where a file read back is not what was written.
    """
    ledger = Ledger(directory)
    rows: list[CropRow] = []
    left_out: list[Problem] = []
    for outgoing in photos:
        chosen = _choose(outgoing, left_out)
        if chosen is None:
            continue
        number = _number(outgoing.photo.stem, {row.id for row in rows})
        stem = _draft(len(rows)) if number == _NO_NUMBER else numbered(number)
        written = _write_photo(ledger, number, stem, outgoing, chosen, split)
        if isinstance(written, CropRow):
            rows.append(written)
        else:
            left_out.append(written)
    rows = _all_numbered(ledger, rows)
    _write_lists(ledger, rows, split)
    ledger.write("crops.csv", write_crops(rows))
    ledger.verify()
    return WriteSummary(len(rows), len(rows), tuple(left_out))


def _number(stem: str, taken: Container[int]) -> int:
    """The id of a photo that is called by a number still free; `_NO_NUMBER` for another.

    A photo of PFCN keeps its number, so that what is written lines up with the truths it came with.
    """
    if stem.isascii() and stem.isdigit() and len(stem) <= 8 and 0 < int(stem) not in taken:
        return int(stem)
    return _NO_NUMBER


def _draft(position: int) -> str:
    """Under which stem a photo is written until all those are known that are called by numbers."""
    return f"draft{position}"


def _all_numbered(ledger: Ledger, rows: list[CropRow]) -> list[CropRow]:
    """The rows, those without a number with the numbers that are free, and their files named so."""
    taken = {row.id for row in rows}
    free = (number for number in itertools.count(1) if number not in taken)
    done = []
    for position, row in enumerate(rows):
        if row.id == _NO_NUMBER:
            row = replace(row, id=next(free))
            for place in _PLACES:
                ledger.rename(place.format(_draft(position)), place.format(numbered(row.id)))
        done.append(row)
    return done


def _choose(outgoing: OutgoingPhoto, left_out: list[Problem]) -> OutgoingSubject | None:
    """The main subject; the others are named in `left_out`."""
    name = outgoing.photo.name
    if not outgoing.subjects:
        left_out.append(Problem(name, f"{shown(name)} has no annotation, and the layout needs a mask."))
        return None
    chosen = max(outgoing.subjects, key=lambda subject: importance(subject.alpha >= 0.5))
    for subject in outgoing.subjects:
        if subject is not chosen:
            message = (
                f"Annotation {subject.annotation_id} of {shown(name)} is left out: this layout has one "
                f"mask a photo, and annotation {chosen.annotation_id} is the main one. COCO+ keeps "
                "all."
            )
            left_out.append(Problem(name, message))
    return chosen


def _write_photo(
    ledger: Ledger,
    number: int,
    stem: str,
    outgoing: OutgoingPhoto,
    subject: OutgoingSubject,
    split: str,
) -> CropRow | Problem:
    photo = outgoing.photo
    label = f"{photo.name}, annotation {subject.annotation_id}"
    check_alpha(subject.alpha, (photo.height, photo.width), label)
    try:
        crop = portrait_crop(subject.alpha)
    except PhotoError as error:
        return Problem(photo.name, f"{shown(photo.name)} is left out. {error}")
    alpha = quantise_alpha(apply_crop(subject.alpha, crop))
    region = alpha >= THRESHOLD
    if not region.any():
        message = (
            f"The alpha of annotation {subject.annotation_id} of {shown(photo.name)} nowhere reaches "
            f"{THRESHOLD} in the crop, so there is no mask to write. Correct its trimap, then matte it."
        )
        return Problem(photo.name, message)
    mask = region.astype(np.uint8)
    contents = (
        _jpeg(outgoing, crop),
        write_variable("mask", mask),
        encode_png(mask * np.uint8(255)),
        encode_alpha(alpha),
    )
    for place, content in zip(_PLACES, contents, strict=True):
        ledger.write(place.format(stem), content)
    return CropRow(
        id=number,
        stem=photo.stem,
        name=photo.name,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
        crop_x=crop.x,
        crop_y=crop.y,
        crop_width=crop.width,
        crop_height=crop.height,
        scale=crop.scale,
        photo_external_id=photo.external_id,
        annotation_id=subject.annotation_id,
        annotation_external_id=subject.external_id,
        state=subject.state,
        split=split,
    )


def _jpeg(outgoing: OutgoingPhoto, crop: Crop) -> bytes:
    if _is_portrait_jpeg(outgoing.content, outgoing.photo.name):
        return outgoing.content
    image = decode_photo(outgoing.content, outgoing.photo.name)
    return encode_jpeg(apply_crop(image, crop), quality=_JPEG_QUALITY)


def _is_portrait_jpeg(content: bytes, name: str) -> bool:
    """Whether these bytes are the portrait to every tool, also one without EXIF and CMYK."""
    header = inspect_photo(content, name)
    if (header.suffix, header.orientation) != (".jpg", 1):
        return False
    if (header.width, header.height) != (PORTRAIT_WIDTH, PORTRAIT_HEIGHT):
        return False
    with PIL.Image.open(io.BytesIO(content)) as picture:
        return picture.mode in ("RGB", "L")


def _write_lists(ledger: Ledger, rows: list[CropRow], split: str) -> None:
    ids = [row.id for row in rows]
    train, test = (ids, []) if split.lower().startswith("train") else ([], ids)
    for variable, text, listed in (
        ("trainlist", "EG1800_train.txt", train),
        ("testlist", "EG1800_val.txt", test),
    ):
        ledger.write(f"{variable}.mat", write_variable(variable, list_of_ids(listed)))
        ledger.write(text, "".join(f"{numbered(id)}\n" for id in listed).encode("ascii"))
