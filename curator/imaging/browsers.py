"""What a browser makes of a photo's own file: the same pixels as ours, or others."""

from __future__ import annotations

from typing import Final

from PIL.ImageFile import ImageFile

from curator.errors import PhotoError
from curator.imaging.colour import is_srgb
from curator.imaging.decode import inspect_photo
from curator.imaging.files import JPEG, PNG, FileKind, open_picture
from curator.imaging.png import chunks

# Those that exchange width and height: a browser that did not turn such a photo would be found out by
# the size of what it shows. Whether the others are followed cannot be seen from outside.
_TURNS: Final = (1, 5, 6, 7, 8)
_EIGHT_BITS: Final = ("RGB", "L", "P", "1")
_DEPTH: Final = 24
# Chunks that say how a browser is to take the levels of a PNG, and that we do not read.
_UNREAD: Final = frozenset((b"cICP", b"gAMA", b"cHRM"))
_IN_SRGB: Final = frozenset((b"gAMA", b"cHRM"))


def shown_alike(content: bytes, name: str) -> bool:
    """Whether browsers show a photo's own file as `decode_photo` decodes it.

    They do where there is nothing to convert: 8 bits, opaque, grey or RGB, sRGB or without a profile,
    upright, or turned by EXIF in a JPEG. Decoders of JPEG may differ by a level or two.

    Parameters
    ----------
    content
        The file's bytes.
    name
        What messages call the file.

    Raises
    ------
    PhotoError
        As `inspect_photo`.
    """
    kind, picture = open_picture(content, name, PhotoError)
    turn = inspect_photo(content, name).orientation
    if turn not in (_TURNS if kind is JPEG else (1,)):
        return False
    if picture.mode not in _EIGHT_BITS or "transparency" in picture.info:
        return False
    return _plain(kind, content) and _srgb(picture, name)


def _plain(kind: FileKind, content: bytes) -> bool:
    if kind is not PNG:
        return True
    found = {chunk.kind for chunk in chunks(content)}
    # Beside the mark of sRGB, browsers leave gamma and primaries unread too.
    told = found & _UNREAD - (_IN_SRGB if b"sRGB" in found else frozenset())
    return content[_DEPTH] <= 8 and not told


def _srgb(picture: ImageFile, name: str) -> bool:
    # The profile of a palette is of its colours.
    mode = "L" if picture.mode in ("L", "1") else "RGB"
    return is_srgb(picture.info.get("icc_profile"), mode, name)
