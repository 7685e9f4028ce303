"""Pictures that tests make themselves: small, quick, the same every time, and with a known truth.

Files are built here byte by byte where our own encoder must not vouch for our own decoder.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from scipy import ndimage

from curator.types import Alpha, Image, Trimap

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
"""Colour types of a PNG."""


@dataclass(frozen=True)
class Portrait:
    """A picture of a person-like shape with soft hair, and everything that is true of it.

    `image` is `round(alpha * foreground + (1 - alpha) * background)`; `alpha` is on the 16-bit grid, so
    that a PNG of it holds the truth itself; `trimap` knows what lies clear of every soft pixel.
    """

    image: Image
    alpha: Alpha
    trimap: Trimap
    foreground: Image
    background: Image


def gradient(height: int, width: int) -> Image:
    """Red grows to the right, green downwards, blue falls along the diagonal."""
    y, x = np.mgrid[0:height, 0:width]
    across, down = x / max(1, width - 1), y / max(1, height - 1)
    return _levels(np.stack([across, down, 1 - (across + down) / 2], axis=-1))


def noise(height: int, width: int, seed: int = 0) -> Image:
    """Independent pixels of every colour."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def person_alpha(height: int, width: int) -> Alpha:
    """Head, neck and shoulders with edges two pixels soft, and hair in soft strands around the head.

    The body is cut by the lower frame, as it is in portraits.
    """
    y, x = np.mgrid[0:height, 0:width]
    # Lengths are in shares of the smaller side; the origin is the middle of the face.
    unit = min(height, width)
    u, v = (x + 0.5 - width / 2) / unit, (y + 0.5 - 0.4 * height) / unit
    soft = 2 / unit
    head = 1 - np.hypot(u / 0.19, v / 0.25)
    neck = np.minimum(0.1 - np.abs(u), np.minimum(v, 0.5 - v)) / 0.2
    body = 1 - np.hypot(u / 0.42, (v - 0.78) / 0.46)
    solid = np.maximum.reduce([head, neck, body]) * 0.2
    alpha = np.clip(solid / soft + 0.5, 0, 1)
    radius, angle = np.hypot(u / 0.19, v / 0.25), np.arctan2(u, -v)
    strands = 0.55 + 0.45 * np.cos(46 * angle + 5 * np.sin(3 * angle) + 6 * radius)
    length = 0.25 + 0.12 * np.cos(5 * angle + 1)
    hair = np.clip(1 - (radius - 1) / length, 0, 1) * strands * np.clip(2.4 - np.abs(angle), 0, 1)
    alpha = np.maximum(alpha, np.where(radius >= 1, hair, 0))
    return np.rint(alpha * 65535).astype(np.float32) / np.float32(65535)


def trimap_of(alpha: Alpha, clear: float = 4) -> Trimap:
    """The trimap that leaves unknown what is soft, and what is within `clear` pixels of the outline."""
    soft = (alpha > 0) & (alpha < 1)
    person = alpha >= 0.5
    edge = person ^ ndimage.binary_erosion(person, border_value=1)
    unknown = ndimage.distance_transform_edt(~(soft | edge)) <= clear if (soft | edge).any() else soft
    return np.where(unknown, 128, np.where(person, 255, 0)).astype(np.uint8)


def portrait(height: int = 160, width: int = 120, seed: int = 0) -> Portrait:
    """A person before a noisy background; another seed gives other colours and another noise."""
    random = np.random.default_rng(seed)
    alpha = person_alpha(height, width)
    y, x = np.mgrid[0:height, 0:width]
    y, x = y / height, x / width
    skin, cloth = random.uniform([0.6, 0.4, 0.3], [0.9, 0.6, 0.5]), random.uniform(0.05, 0.4, 3)
    cloth_share = np.clip((y - 0.62) * 20, 0, 1)[..., np.newaxis]
    shade = (1 - 0.25 * np.abs(x - 0.4))[..., np.newaxis]
    foreground = (skin * (1 - cloth_share) + cloth * cloth_share) * shade
    wall = random.uniform([0.1, 0.4, 0.5], [0.4, 0.7, 0.95])
    blotches = ndimage.gaussian_filter(random.standard_normal((height, width)), 6)[..., np.newaxis]
    grain = random.standard_normal((height, width, 3)) * 0.015
    background = wall * (0.8 + 0.2 * y[..., np.newaxis]) + 0.8 * blotches + grain
    front, back = _levels(foreground), _levels(background)
    cover = alpha[..., np.newaxis].astype(np.float64)
    image = np.rint(cover * front + (1 - cover) * back).astype(np.uint8)
    return Portrait(image, alpha, trimap_of(alpha), front, back)


def _levels(values: NDArray[np.float64]) -> Image:
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


def png_chunk(kind: bytes, data: bytes = b"") -> bytes:
    """One chunk of a PNG, with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_file(
    levels: NDArray[np.uint8] | NDArray[np.uint16],
    colour_type: int,
    depth: int = 8,
    *,
    before: Sequence[bytes] = (),
    after: Sequence[bytes] = (),
) -> bytes:
    """A PNG made byte by byte after the standard.

    Parameters
    ----------
    levels
        H x W, or H x W x channels: what the file shall hold, in the file's own depth.
    colour_type, depth
        As the header writes them.
    before, after
        Chunks (`png_chunk`) in front of and behind the samples.
    """
    height, width = levels.shape[:2]
    rows = levels.reshape(height, -1)
    if depth == 16:
        packed = rows.astype(">u2").view(np.uint8)
    elif depth == 8:
        packed = rows.astype(np.uint8)
    else:
        bits = (rows[..., np.newaxis] >> np.arange(depth - 1, -1, -1)) & 1
        packed = np.packbits(bits.reshape(height, -1).astype(np.uint8), axis=1)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), packed], axis=1)
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", png_chunk(b"IHDR", header), *before]
    parts += [png_chunk(b"IDAT", zlib.compress(lines.tobytes())), *after, png_chunk(b"IEND")]
    return b"".join(parts)


def png_bomb(width: int, height: int) -> bytes:
    """A true PNG of that size, all black, of few bytes: one bit a pixel, compressed."""
    packer = zlib.compressobj(9)
    line = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, GREY, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND")
    return b"\x89PNG\r\n\x1a\n" + chunks


def exif(orientation: int) -> bytes:
    """EXIF data that says nothing but the orientation (TIFF header, one entry of type SHORT)."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 0)


def saved(picture: Pictures.Image | NDArray[np.uint8], kind: str, **options: object) -> bytes:
    """A file as Pillow writes it: kind "JPEG", "PNG" or "WEBP", and Pillow's own options."""
    if isinstance(picture, np.ndarray):
        picture = Pictures.fromarray(picture)
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def icc_profile(
    space: str, tags: dict[str, bytes], kind: str = "mntr", connection: str = "XYZ "
) -> bytes:
    """An ICC profile of version 2 made byte by byte (ICC.1:2001-04, section 6).

    Parameters
    ----------
    space
        "RGB ", "GRAY" or "CMYK".
    tags
        Signature to the tag's data (`icc_xyz`, `icc_gamma` …).
    kind
        "mntr" for a monitor, "prtr" for a printer.
    connection
        "XYZ " or "Lab ".
    """
    described = {"desc": b"desc\0\0\0\0" + struct.pack(">I", 2) + b"t\0" + bytes(78)}
    described |= {"cprt": b"text\0\0\0\0none\0", "wtpt": icc_xyz(0.9642, 1.0, 0.8249)} | tags
    offset = 128 + 4 + 12 * len(described)
    table, data = struct.pack(">I", len(described)), b""
    for signature, body in described.items():
        table += signature.encode() + struct.pack(">II", offset + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    white = struct.pack(">iii", *(round(65536 * value) for value in (0.9642, 1.0, 0.8249)))
    start = (
        b"test" + struct.pack(">I", 0x02400000) + kind.encode() + space.encode() + connection.encode()
    )
    date = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head = start + date + b"acsp" + bytes(28) + white
    head = struct.pack(">I", 128 + len(table) + len(data)) + head
    return head + bytes(128 - len(head)) + table + data


def icc_xyz(x: float, y: float, z: float) -> bytes:
    """A tag of type XYZ."""
    return b"XYZ \0\0\0\0" + struct.pack(">iii", *(round(65536 * value) for value in (x, y, z)))


def icc_gamma(gamma: float) -> bytes:
    """A tag of type curve: a plain power."""
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(256 * gamma))
