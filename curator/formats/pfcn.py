"""The PFCN layout (Shen et al. 2016) and what survives of it, EG1800: read and written.

```
NAME/
  images_data_crop/00001.jpg         600 x 800 (width x height)
  images_mask/00001_mask.mat         variable `mask`, uint8 0/1, 800 x 600
  GT_png/00001_mask.png              the same as 0/255
  alphas/00001.png                   16-bit alpha
  trainlist.mat, testlist.mat        variables `trainlist`, `testlist`: ids from 1
  EG1800_train.txt, EG1800_val.txt   lists of names
  crops.csv                          how each photo was called, scaled and cropped
```

Read are this, any part of it that has photos and masks (`images_mask` or `GT_png`), and repackaged
EG1800 (`images/NAME.jpg`, `masks/NAME.png`); of several masks of one photo the first in the order
`images_mask`, `GT_png`, `masks`. A 16-bit alpha is read beside, and stands for the mask where there is
none. A photo whose mask is missing or broken is left out and named, so that it can come in when its
mask is right. The split is that of crops.csv, else "test" by testlist.mat, else "val" by
EG1800_val.txt, else "train" by either training list; photos in the lists of both sides are named, and
stay out of training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from curator.errors import InputError, LayoutError, MaskError
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.formats.files import (
    as_text,
    dataset_folder,
    is_photo_name,
    list_folder,
    locate,
    read_file,
    read_inside,
)
from curator.formats.pfcn_files import CropRow, read_crops, read_variable, stems_of_ids, stems_of_text
from curator.formats.pfcn_writing import THRESHOLD, write
from curator.imaging.checks import check_alpha, check_mask
from curator.imaging.decode import inspect_photo
from curator.imaging.encode import decode_alpha, decode_mask
from curator.imaging.names import shown
from curator.records import Problem
from curator.registry import FORMATS, Format
from curator.types import Alpha, PersonMask

# The later the stronger: held-out lists over training lists, the dataset's own over the repackaged.
_LISTS = (
    ("EG1800_train.txt", "train"),
    ("trainlist.mat", "train"),
    ("EG1800_val.txt", "val"),
    ("testlist.mat", "test"),
)

_PLAIN_FACTS = ("name", "state", "split")


@dataclass(frozen=True)
class _Layout:
    """Where photos lie, and under which names their masks are looked for, in that order."""

    photos: str
    masks: tuple[str, ...]


_LAYOUTS = (
    _Layout("images_data_crop", ("images_mask/{}_mask.mat", "GT_png/{}_mask.png", "masks/{}.png")),
    _Layout("images", ("masks/{}.png", "GT_png/{}_mask.png")),
)


def read(path: Path) -> Iterator[IncomingPhoto | Problem]:
    """Photos of a PFCN or EG1800 folder, one at a time, each with its mask and alpha.

    Raises
    ------
    LayoutError
        If `path` is no folder, or has no folder of photos with a folder of masks or alphas.
    """
    root = dataset_folder(path)
    for layout in _LAYOUTS:
        names = [name for name in list_folder(root / layout.photos) if is_photo_name(name)]
        places = {pattern.partition("/")[0] for pattern in (*layout.masks, "alphas/")}
        if names and any((root / place).is_dir() for place in places):
            return _photos(root, layout, names)
    raise LayoutError(
        f"{path} is not in the PFCN layout: it needs photos in images_data_crop/ with masks in "
        "images_mask/ or GT_png/, or photos in images/ with masks in masks/. "
        "Import photos without masks as a plain folder."
    )


def _photos(root: Path, layout: _Layout, names: list[str]) -> Iterator[IncomingPhoto | Problem]:
    problems: list[Problem] = []
    crops = _crops(root, problems)
    splits = _splits(root, problems)
    yield from problems
    for name in names:
        stem = Path(name).stem
        row = crops.get(stem)
        try:
            content = read_inside(root, f"{layout.photos}/{name}")
            header = inspect_photo(content, name)
            subject = _subject(root, layout, stem, (header.height, header.width), row)
        except InputError as error:
            yield Problem(as_text(name), str(error))
            continue
        yield IncomingPhoto(
            name=as_text(name if row is None or not row.name else row.name),
            content=content,
            split=splits.get(stem) if row is None or not row.split else row.split,
            subjects=(subject,),
            attributes={} if row is None else {"crop": _facts(row)},
        )


def _subject(
    root: Path, layout: _Layout, stem: str, shape: tuple[int, int], row: CropRow | None
) -> IncomingSubject:
    alpha = _alpha(root, stem, shape)
    mask = _mask(root, layout, stem, shape)
    if mask is None:
        if alpha is None:
            tried = " or ".join(pattern.format(stem) for pattern in layout.masks)
            raise MaskError(f"The mask of {shown(stem)} is missing; put it in {tried}.")
        mask = (alpha >= THRESHOLD).astype(np.float32)
    provenance = None if row is None else {"state": row.state, "crop": _facts(row)}
    return IncomingSubject(mask=mask, alpha=alpha, provenance=provenance)


def _alpha(root: Path, stem: str, shape: tuple[int, int]) -> Alpha | None:
    name = f"alphas/{stem}.png"
    content = _optional(root, name)
    if content is None:
        return None
    alpha = decode_alpha(content, name)
    check_alpha(alpha, shape, name)
    return alpha


def _mask(root: Path, layout: _Layout, stem: str, shape: tuple[int, int]) -> PersonMask | None:
    for pattern in layout.masks:
        name = pattern.format(stem)
        content = _optional(root, name)
        if content is None:
            continue
        if name.endswith(".mat"):
            return _mask_of_mat(content, name, shape)
        mask = decode_mask(content, name)
        check_mask(mask, shape, name)
        if mask.max() < THRESHOLD:
            raise MaskError(
                f"{name} has no pixel that says person: the highest value is {mask.max() * 255:.0f}. "
                "Masks are 0 and 255; scale its values."
            )
        return mask
    return None


def _mask_of_mat(content: bytes, name: str, shape: tuple[int, int]) -> PersonMask:
    values = read_variable(content, "mask", name, shape)
    region = values != 0
    if not region.any():
        raise MaskError(f"{name} marks no pixel as person; correct or remove it.")
    if not np.isin(values[region], (1, 255)).all() or np.unique(values[region]).size > 1:
        raise MaskError(f"{name} has values other than 0 and 1; a mask holds no others.")
    mask: PersonMask = region.astype(np.float32)
    return mask


def _optional(root: Path, name: str) -> bytes | None:
    try:
        path = locate(root, name)
    except FileNotFoundError:
        return None
    return read_file(path, name)


def _facts(row: CropRow) -> dict[str, Any]:
    return {key: value for key, value in asdict(row).items() if key not in _PLAIN_FACTS}


def _crops(root: Path, problems: list[Problem]) -> Mapping[str, CropRow]:
    try:
        content = _optional(root, "crops.csv")
        return {} if content is None else read_crops(content)
    except LayoutError as error:
        problems.append(Problem("crops.csv", str(error)))
        return {}


def _splits(root: Path, problems: list[Problem]) -> dict[str, str]:
    """The split of each stem that is in a list; a held-out list is stronger than a training list."""
    splits: dict[str, str] = {}
    leaked: set[str] = set()
    for name, split in _LISTS:
        try:
            content = _optional(root, name)
            stems = [] if content is None else _stems(content, name)
        except LayoutError as error:
            problems.append(Problem(name, str(error)))
            continue
        if split != "train":
            leaked.update(stem for stem in stems if splits.get(stem) == "train")
        splits.update(dict.fromkeys(stems, split))
    if leaked:
        listed = ", ".join(shown(stem) for stem in sorted(leaked)[:5])
        message = (
            f"{len(leaked)} photos are listed both for training and for testing ({listed}"
            f"{', …' if len(leaked) > 5 else ''}); they came in for testing. Correct the training list."
        )
        problems.append(Problem("the lists of the splits", message))
    return splits


def _stems(content: bytes, name: str) -> list[str]:
    variable, _, suffix = name.partition(".")
    if suffix == "mat":
        return stems_of_ids(read_variable(content, variable, name), name)
    return stems_of_text(content)


FORMATS.register(
    Format(
        name="pfcn",
        title="PFCN layout (and EG1800)",
        reference="Shen et al., Automatic Portrait Segmentation for Image Stylization, 2016",
        version="1",
        read=read,
        write=write,
    )
)
