"""The files of pictures: what kind they are, how large, and whether they are whole.

Nothing is decoded before the header has been judged, and a file that is cut short is refused:
half a photo has no ground truth.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image as Pictures
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from curator import settings
from curator.errors import InputError
from curator.imaging.names import shown

#: What the readers of Pillow raise when a file is not what it should be.
BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
    Pictures.DecompressionBombError,
)


@dataclass(frozen=True)
class FileKind:
    """A kind of picture that is read."""

    title: str
    suffix: str
    media_type: str
    # Opened by its own class: Pillow's general `open` warns and raises by a limit that is not ours.
    opener: type[ImageFile]


JPEG: Final = FileKind("JPEG", ".jpg", "image/jpeg", JpegImageFile)
PNG: Final = FileKind("PNG", ".png", "image/png", PngImageFile)
WEBP: Final = FileKind("WebP", ".webp", "image/webp", WebPImageFile)

# Kinds that people have and that are not read: named, so that they know what to convert.
_OTHERS: Final = (
    (0, b"GIF8", "a GIF"),
    (0, b"BM", "a BMP"),
    (0, b"II*\0", "a TIFF or a camera's raw file"),
    (0, b"MM\0*", "a TIFF or a camera's raw file"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"%PDF", "a PDF"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000"),
    (4, b"ftypavif", "an AVIF"),
    (4, b"ftyphei", "a HEIC"),
    (4, b"ftypmif1", "a HEIC"),
)


def open_picture(content: bytes, name: str, error: type[InputError]) -> tuple[FileKind, ImageFile]:
    """Open a picture by its content: the header is read, nothing is decoded.

    Parameters
    ----------
    content
        The file's bytes.
    name
        What messages call the file.
    error
        The error to raise.

    Raises
    ------
    InputError
        Of the type `error`: if the file is empty, of another kind, damaged, an animation, or has
        more pixels than `settings.MAX_PHOTO_PIXELS`.
    """
    kind = _kind(content, name, error)
    if kind is WEBP:
        # Before Pillow, whose reader makes room for the whole canvas when it opens a file.
        _check_pixels(*_webp_size(content, name, error), name, error)
    try:
        picture = kind.opener(BytesIO(content))
    except BROKEN as problem:
        raise broken(name, error) from problem
    _check_pixels(*picture.size, name, error)
    if getattr(picture, "n_frames", 1) > 1:
        raise error(
            f"{shown(name)} is an animation; curator works on still pictures: save the frame that you "
            "mean as a picture of its own."
        )
    return kind, picture


def load(picture: ImageFile, name: str, error: type[InputError]) -> None:
    """Decode a JPEG or WebP.

    Raises
    ------
    InputError
        Of the type `error`: if the file is cut short or damaged.
    """
    try:
        picture.load()
    except BROKEN as problem:
        raise broken(name, error) from problem


def broken(name: str, error: type[InputError]) -> InputError:
    """The error for a file that is cut short or damaged."""
    return error(
        f"{shown(name)} is damaged or cut short and cannot be read whole: copy it again from where it "
        "came from, or save it anew."
    )


def _kind(content: bytes, name: str, error: type[InputError]) -> FileKind:
    if not content:
        raise error(f"{shown(name)} is empty (0 bytes): copy it again from where it came from.")
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    for start, magic, title in _OTHERS:
        if content.startswith(magic, start):
            raise error(
                f"{shown(name)} is {title}; curator reads JPEG, PNG and WebP: convert it to one."
            )
    raise error(
        f"{shown(name)} is no picture, whatever its name says: curator reads JPEG, PNG and WebP files. "
        "Bring the picture itself, or convert it to one of them."
    )


def _check_pixels(width: int, height: int, name: str, error: type[InputError]) -> None:
    if width * height > settings.MAX_PHOTO_PIXELS:
        raise error(
            f"{shown(name)} has {width} x {height} pixels, more than the "
            f"{settings.MAX_PHOTO_PIXELS / 1e6:g} million that curator opens: scale it down first."
        )


def _webp_size(content: bytes, name: str, error: type[InputError]) -> tuple[int, int]:
    """Width and height as the first chunk of a WebP file says (RFC 9649, sections 2.5 to 2.7)."""
    chunk = content[12:16]
    try:
        if chunk == b"VP8X":
            width, height = content[24:27], content[27:30]
            if len(height) == 3:
                return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
        elif chunk == b"VP8L":
            bits = struct.unpack_from("<I", content, 21)[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        elif chunk == b"VP8 ":
            width_bits, height_bits = struct.unpack_from("<HH", content, 26)
            return width_bits & 0x3FFF, height_bits & 0x3FFF
    except struct.error as problem:
        raise broken(name, error) from problem
    raise broken(name, error)
