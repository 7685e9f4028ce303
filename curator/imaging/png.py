"""The samples of a PNG, strictly: every checksum is read, and a file that is not whole is refused."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.errors import InputError
from curator.imaging.files import broken
from curator.imaging.samples import Samples

_SIGNATURE_BYTES: Final = 8
_DEPTH, _COLOUR_TYPE = 24, 25
_GREY_ALPHA = 4
# The chunks that samples are made of. The others are not shown to the decoder, which would write
# what it thinks of them to the terminal.
_NEEDED: Final = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))


class Chunk(NamedTuple):
    """Where one chunk of a PNG lies: from its length to its checksum, both included."""

    kind: bytes
    start: int
    stop: int

    def data(self, content: bytes) -> memoryview:
        """What the chunk holds."""
        return memoryview(content)[self.start + 8 : self.stop - 4]


def chunks(content: bytes) -> Iterator[Chunk]:
    """The chunks of a PNG as far as they are whole, up to its end mark."""
    start = _SIGNATURE_BYTES
    while start + 12 <= len(content):
        kind = content[start + 4 : start + 8]
        stop = start + 12 + int.from_bytes(content[start : start + 4], "big")
        if stop > len(content):
            return
        yield Chunk(kind, start, stop)
        if kind == b"IEND":
            return
        start = stop


def read_png(content: bytes, name: str, error: type[InputError]) -> Samples:
    """The samples of a PNG: palettes as RGB, grey of 1, 2 and 4 bits spread over 8.

    Raises
    ------
    InputError
        Of the type `error`: if the file is cut short or damaged anywhere.
    """
    needed = [content[:_SIGNATURE_BYTES]]
    transparency = None
    chunk = None
    for chunk in chunks(content):
        inside = memoryview(content)[chunk.start : chunk.stop]
        if zlib.crc32(inside[4:-4]) != int.from_bytes(inside[-4:], "big"):
            raise broken(name, error)
        if chunk.kind in _NEEDED:
            needed.append(bytes(inside))
        if chunk.kind == b"tRNS":
            transparency = bytes(chunk.data(content))
    if chunk is None or chunk.kind != b"IEND":
        raise broken(name, error)
    whole = np.frombuffer(b"".join(needed), np.uint8)
    levels: NDArray[Any] | None = cv2.imdecode(whole, cv2.IMREAD_UNCHANGED)
    if levels is None:
        raise broken(name, error)
    if levels.ndim == 3:
        alpha = levels[..., 3] if levels.shape[2] == 4 else None
        if content[_COLOUR_TYPE] == _GREY_ALPHA:
            return Samples(levels[..., 0], alpha)
        colour: NDArray[Any] = cv2.cvtColor(np.ascontiguousarray(levels[..., :3]), cv2.COLOR_BGR2RGB)
        return Samples(colour, alpha)
    if transparency is None:
        return Samples(levels, None)
    return Samples(levels, _opacity(levels, int.from_bytes(transparency, "big"), content[_DEPTH]))


def _opacity(levels: NDArray[Any], key: int, depth: int) -> NDArray[Any]:
    """Alpha where one level of a grey PNG is transparent; `key` counts in the file's own depth."""
    highest = np.iinfo(levels.dtype).max
    alpha: NDArray[Any] = np.full_like(levels, highest)
    alpha[levels == key * highest // (2**depth - 1)] = 0
    return alpha
