"""Which way up a photo is."""

from __future__ import annotations

import struct
from typing import Final

_ORIENTATION: Final = 0x0112
_BYTE_ORDERS: Final = {b"II": "<", b"MM": ">"}
_LONG: Final = 4


def orientation(data: bytes) -> int:
    """The orientation that EXIF data names, 1 to 8; 1 (upright) where it names none.

    Data that cannot be read names none, as in every viewer. Source: TIFF 6.0, section 2 (the header and
    the first directory), and EXIF 2.32, tag 0112.
    """
    tiff = data.removeprefix(b"Exif\0\0")
    order = _BYTE_ORDERS.get(tiff[:2])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(f"{order}HH", tiff, entry)
            if tag == _ORIENTATION:
                (value,) = struct.unpack_from(order + ("I" if kind == _LONG else "H"), tiff, entry + 8)
                return value if value in range(1, 9) else 1
    except struct.error:
        return 1
    return 1
