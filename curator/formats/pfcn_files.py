"""The small files of the PFCN layout: MATLAB variables, lists of ids, and crops.csv."""

from __future__ import annotations

import csv
import io
import math
import struct
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import scipy.io
from numpy.typing import NDArray
from scipy.io.matlab import MatReadError

from curator.errors import LayoutError
from curator.imaging.names import shown

# The first 116 bytes of a MAT-file are free text; SciPy writes the time there.
_MAT_TEXT = b"MATLAB 5.0 MAT-file".ljust(116)

_MAT_ERRORS = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError, OSError, OverflowError),
    *(NotImplementedError, MemoryError, struct.error, zlib.error, MatReadError),
)

_MAX_LIST = 1_000_000

_NUMBERS = frozenset(
    ["logical", "double", "single", *(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32))]
)


@dataclass(frozen=True)
class CropRow:
    """How one photo was cut and scaled: a row of crops.csv.

    The window (`crop_x`, `crop_y`, `crop_width`, `crop_height`) is in pixels of the upright photo of
    `width` x `height`; it was scaled by `scale` to 600 x 800. `sha256` is of the photo's own bytes,
    `name` what its file was called. Ids of a dataset are empty where there are none.
    """

    id: int
    stem: str
    name: str
    sha256: str
    width: int
    height: int
    crop_x: int
    crop_y: int
    crop_width: int
    crop_height: int
    scale: float
    photo_external_id: int | None
    annotation_id: int
    annotation_external_id: int | None
    state: str
    split: str


def numbered(id: int) -> str:
    """The stem of an id: five digits."""
    return f"{id:05d}"


def write_variable(variable: str, value: NDArray[Any]) -> bytes:
    """A MAT-file (version 5, compressed) with one variable; the same value gives the same bytes."""
    file = io.BytesIO()
    scipy.io.savemat(file, {variable: value}, do_compression=True)
    return _MAT_TEXT + file.getvalue()[len(_MAT_TEXT) :]


def read_variable(
    content: bytes, variable: str, name: str, shape: tuple[int, int] | None = None
) -> NDArray[Any]:
    """A matrix of numbers from a MAT-file.

    Parameters
    ----------
    content, name
        Bytes of the file, and what to call it in messages.
    variable
        The name of the matrix.
    shape
        Rows and columns that it must have; None for a list of any length up to a million.

    Raises
    ------
    LayoutError
        If it is no such file, or has no such variable of numbers and of that shape.
    """
    try:
        listed = {found[0]: found[1:] for found in scipy.io.whosmat(io.BytesIO(content))}
        found_shape, kind = listed.get(variable, (None, ""))
        if kind not in _NUMBERS or found_shape is None:
            raise LayoutError(f"{shown(name)} has no matrix {variable!r}; correct or remove it.")
        if math.prod(found_shape) > _MAX_LIST if shape is None else found_shape != shape:
            sizes = " x ".join(str(size) for size in found_shape)
            wanted = f"up to {_MAX_LIST}" if shape is None else f"{shape[0]} x {shape[1]}"
            raise LayoutError(
                f"{shown(name)} has {sizes} values in {variable!r} instead of {wanted}; "
                "bring the one that belongs there."
            )
        loaded = scipy.io.loadmat(io.BytesIO(content), variable_names=[variable])
        values = np.asarray(loaded[variable])
    except _MAT_ERRORS as error:
        raise LayoutError(
            f"{shown(name)} is no MAT-file of MATLAB 4 to 7 ({error or type(error).__name__}). "
            "Save it again with `save -v7`, or remove it."
        ) from error
    if np.iscomplexobj(values):
        raise LayoutError(f"{shown(name)} has complex numbers in {variable!r}; correct or remove it.")
    return values


def list_of_ids(ids: Iterable[int]) -> NDArray[np.float64]:
    """Ids as MATLAB keeps lists: one row of doubles."""
    return np.array([list(ids)], dtype=np.float64)


def stems_of_ids(values: NDArray[Any], name: str) -> list[str]:
    """Stems of a list of ids.

    Raises
    ------
    LayoutError
        If one is no whole number from 1.
    """
    numbers = values.ravel().tolist()
    for number in numbers:
        if not (0 < number < 1e9 and number == int(number)):
            raise LayoutError(f"{shown(name)} lists {number!r}; ids are whole numbers from 1.")
    return [numbered(int(number)) for number in numbers]


def stems_of_text(content: bytes) -> list[str]:
    """Stems of a list of names, one a line: 7, 00007 and 00007.jpg all name the photo 00007."""
    words = (
        line.split()[0] for line in content.decode("utf-8-sig", "replace").splitlines() if line.strip()
    )
    stems = (word.rpartition("/")[2].partition(".")[0] for word in words)
    return [stem.zfill(5) if stem.isdecimal() else stem for stem in stems]


def write_crops(rows: Iterable[CropRow]) -> bytes:
    """crops.csv, with every text quoted."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([field.name for field in fields(CropRow)])
    for row in rows:
        writer.writerow(["" if value is None else value for value in asdict(row).values()])
    return file.getvalue().encode("utf-8", "surrogatepass")


def read_crops(content: bytes) -> dict[str, CropRow]:
    """The rows of crops.csv, by stem of the id.

    Raises
    ------
    LayoutError
        If it is not what `write_crops` writes.
    """
    try:
        # Programs that edit tables put a mark before the first name.
        text = content.decode("utf-8-sig", "surrogatepass")
        entries = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        rows = [_crop_row(entry) for entry in entries]
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise LayoutError(
            f"crops.csv cannot be read ({error or type(error).__name__}), so the photos keep "
            "their numbers for names. Get the file again."
        ) from error
    return {numbered(row.id): row for row in rows}


def _crop_row(entry: Mapping[str, str | None]) -> CropRow:
    values: dict[str, Any] = {}
    for field in fields(CropRow):
        text = entry[field.name]
        if text is None:
            raise ValueError("a row is too short")
        values[field.name] = _PARSERS[str(field.type)](text)
    return CropRow(**values)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is not finite")
    return value


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "int": int,
    "float": _finite,
    "str": str,
    "int | None": lambda text: int(text) if text else None,
}
