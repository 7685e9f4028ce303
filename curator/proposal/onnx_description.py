"""The small TOML beside an ONNX network: how the photo goes in, and what comes out.

For MODNet, for one, `modnet.toml` beside `modnet.onnx` says::

    title = "MODNet"
    width = 512
    height = 512
    mean = [0.5, 0.5, 0.5]
    deviation = [0.5, 0.5, 0.5]

All that it may say is in `Description`, with what holds where it says nothing.
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.errors import UnavailableError

_LARGEST_FILE = 64 * 1024
_LARGEST_SIDE = 4096
_CHOICES = {
    "fit": ("squeeze", "pad"),
    "colours": ("rgb", "bgr"),
    "layout": ("nchw", "nhwc"),
    "activation": ("none", "sigmoid", "softmax"),
}


@dataclass(frozen=True)
class Description:
    """How a network is asked and read.

    Attributes
    ----------
    title
        What it is called where it is spoken of.
    width, height
        The size at which it sees a photo, from 1 to 4096 pixels.
    fit
        "squeeze" brings the photo to that size without keeping its proportions; "pad" keeps them and
        fills the rest, to the right and below, with zeros after normalisation.
    colours, layout
        "rgb" or "bgr"; "nchw" or "nhwc". There is one photo, N is 1.
    scale, mean, deviation
        A value v of a channel, from 0 to 255, goes in as (v * scale - mean) / deviation.
    input, output
        Names of the network's input and output; empty for the first of them.
    channel
        Which channel of the answer is "person", from 0, or from the end where negative.
    activation
        What turns the answer into probabilities: "none" where it is one, "sigmoid", or "softmax" over
        its channels.
    """

    title: str = ""
    width: int = 256
    height: int = 256
    fit: str = "squeeze"
    colours: str = "rgb"
    layout: str = "nchw"
    scale: float = 1 / 255
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    deviation: tuple[float, float, float] = (1.0, 1.0, 1.0)
    input: str = ""
    output: str = ""
    channel: int = 0
    activation: str = "none"


def read_description(file: Path) -> Description:
    """Read and check a network's TOML.

    Raises
    ------
    UnavailableError
        If it is not there, is no TOML, or says what `Description` does not know.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise UnavailableError(
            f"The network needs a description at {file}, which cannot be read "
            f"({error.strerror}): write one that says width and height, and what else differs."
        ) from error
    if len(content) > _LARGEST_FILE:
        raise _wrong(file, f"it is larger than {_LARGEST_FILE // 1024} KB")
    try:
        held = tomllib.loads(content.decode("utf-8"))
    # Nested deep enough, a TOML exhausts the stack of its reader.
    except (ValueError, RecursionError) as error:
        raise _wrong(file, f"it is no TOML: {str(error).splitlines()[0]}") from error
    return _checked(held, file)


def _checked(held: dict[str, Any], file: Path) -> Description:
    fields = {field.name: field for field in dataclasses.fields(Description)}
    unknown = sorted(set(held) - set(fields))
    if unknown:
        raise _wrong(file, f"it says {unknown[0][:40]!r}; it may say: {', '.join(fields)}")
    values = {name: _value(name, fields[name].default, value, file) for name, value in held.items()}
    description = Description(**{"title": file.stem, **values})
    for name in ("width", "height"):
        if not 1 <= getattr(description, name) <= _LARGEST_SIDE:
            raise _wrong(file, f"{name} must be from 1 to {_LARGEST_SIDE}")
    if 0 in description.deviation:
        raise _wrong(file, "deviation must not be 0")
    return description


def _value(name: str, default: Any, value: Any, file: Path) -> Any:
    if name in _CHOICES and value not in _CHOICES[name]:
        raise _wrong(file, f"{name} must be one of: {', '.join(_CHOICES[name])}")
    if isinstance(default, tuple):
        if isinstance(value, list) and len(value) == len(default) and all(map(_is_number, value)):
            return tuple(float(each) for each in value)
        raise _wrong(file, f"{name} must be a list of {len(default)} numbers")
    if isinstance(default, float):
        if _is_number(value):
            return float(value)
        raise _wrong(file, f"{name} must be a number")
    if type(value) is not type(default):
        kind = "a whole number" if isinstance(default, int) else "text"
        raise _wrong(file, f"{name} must be {kind}")
    if isinstance(value, str) and len(value) > 200:
        raise _wrong(file, f"{name} must be at most 200 characters")
    return value


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e9 and math.isfinite(value)


def _wrong(file: Path, why: str) -> UnavailableError:
    return UnavailableError(f"The description {file} cannot be used ({why}): correct it.")
