"""Portraits with their true masks, and what the embedded sources say of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from curator.errors import NoPersonError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask
from curator.records import Prompt
from curator.registry import SOURCES
from curator.types import Image, PersonMask, Region
from curator.workflow.asking import EMBEDDED


@dataclass(frozen=True)
class Portrait:
    """A photo, its true person, and the mask of each source that found somebody."""

    name: str
    photo: Image
    person: Region
    masks: dict[str, PersonMask]


def portraits(folder: Path, limit: int | None = None, seed: int = 0) -> list[Portrait]:
    """The portraits of a folder with `images/` and `masks/`: all, or `limit` by chance.

    Photos in which no source finds anybody are left out and said.
    """
    files = sorted((folder / "images").iterdir())
    if limit is not None and limit < len(files):
        chosen = np.random.default_rng(seed).choice(len(files), limit, replace=False)
        files = [files[number] for number in sorted(chosen)]
    found = [_portrait(folder, file) for file in files]
    silent = [portrait.name for portrait in found if not portrait.masks]
    if silent:
        print(f"Nobody found in {', '.join(silent)}")
    return [portrait for portrait in found if portrait.masks]


def _portrait(folder: Path, file: Path) -> Portrait:
    photo = decode_photo(file.read_bytes(), file.name)
    truth = folder / "masks" / f"{file.stem}.png"
    person = decode_mask(truth.read_bytes(), truth.name) >= 0.5
    masks = {name: mask for name in EMBEDDED if (mask := _mask(name, photo)) is not None}
    return Portrait(file.stem, photo, person, masks)


def _mask(name: str, photo: Image) -> PersonMask | None:
    source = SOURCES.get(name)
    try:
        subjects = source.function(photo, Prompt(), source.parameters())
    except NoPersonError:
        return None
    mask: PersonMask = np.max([subject.mask for subject in subjects], axis=0)
    return mask
