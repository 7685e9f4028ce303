"""Photos of every kind come out upright, opaque, 8 bits and RGB."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image as Pictures

from curator.imaging.decode import decode_photo, inspect_photo
from tests.pictures import (
    GREY,
    GREY_ALPHA,
    PALETTE,
    RGB,
    RGBA,
    exif,
    gradient,
    noise,
    png_chunk,
    png_file,
    saved,
)

# A picture of 2 rows and 3 columns whose corners are all different.
SIX = np.array(
    [[[10, 0, 0], [20, 0, 0], [30, 0, 0]], [[40, 0, 0], [50, 0, 0], [60, 0, 0]]],
    dtype=np.uint8,
)
# What the standard's words for row 0 and column 0 make of it, worked out by hand.
UPRIGHT = {
    1: [[10, 20, 30], [40, 50, 60]],
    2: [[30, 20, 10], [60, 50, 40]],
    3: [[60, 50, 40], [30, 20, 10]],
    4: [[40, 50, 60], [10, 20, 30]],
    5: [[10, 40], [20, 50], [30, 60]],
    6: [[40, 10], [50, 20], [60, 30]],
    7: [[60, 30], [50, 20], [40, 10]],
    8: [[30, 60], [20, 50], [10, 40]],
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_png_is_turned_upright(orientation: int, place: str) -> None:
    chunk = png_chunk(b"eXIf", exif(orientation))
    content = png_file(SIX, RGB, **{place: [chunk]})  # type: ignore[arg-type]
    image = decode_photo(content, "a.png")
    np.testing.assert_array_equal(image[..., 0], UPRIGHT[orientation])
    assert image.flags["C_CONTIGUOUS"]
    header = inspect_photo(content, "a.png")
    assert (header.height, header.width) == image.shape[:2]


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_jpeg_and_webp_are_turned_upright(orientation: int, kind: str) -> None:
    large = np.repeat(SIX[..., :1].repeat(16, axis=0).repeat(16, axis=1), 3, axis=2) * 4
    content = saved(large, kind, quality=100, exif=b"Exif\0\0" + exif(orientation))
    image = decode_photo(content, "a")
    header = inspect_photo(content, "a")
    assert (header.height, header.width) == image.shape[:2]
    middles = image[8::16, 8::16, 1].astype(int)
    assert np.abs(middles - 4 * np.array(UPRIGHT[orientation])).max() <= 4


@pytest.mark.parametrize(
    "data", [exif(0), exif(9), exif(255), b"II*\0", b"nonsense", b"II*\0" + b"\xff" * 40]
)
def test_an_orientation_that_is_none_turns_nothing(data: bytes) -> None:
    content = png_file(SIX, RGB, before=[png_chunk(b"eXIf", data)])
    np.testing.assert_array_equal(decode_photo(content, "a.png"), SIX)


@pytest.mark.parametrize(
    ("kind", "suffix", "media_type"),
    [("JPEG", ".jpg", "image/jpeg"), ("PNG", ".png", "image/png"), ("WEBP", ".webp", "image/webp")],
)
def test_the_content_decides_what_a_file_is(kind: str, suffix: str, media_type: str) -> None:
    header = inspect_photo(saved(gradient(20, 30), kind), "called.gif")
    assert (header.width, header.height, header.suffix, header.media_type) == (
        30,
        20,
        suffix,
        media_type,
    )


def test_a_lossless_file_gives_its_own_pixels() -> None:
    picture = noise(13, 17)
    for content in (
        saved(picture, "PNG"),
        saved(picture, "WEBP", lossless=True),
        png_file(picture, RGB),
    ):
        np.testing.assert_array_equal(decode_photo(content, "a"), picture)


def test_a_jpeg_comes_close() -> None:
    picture = gradient(40, 60)
    image = decode_photo(saved(picture, "JPEG", quality=95), "a.jpg")
    assert np.abs(image.astype(int) - picture).mean() < 2


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_grey_becomes_three_equal_channels(kind: str) -> None:
    grey = np.tile(np.arange(0, 256, 8, dtype=np.uint8), (16, 1))
    image = decode_photo(saved(grey, kind, quality=100), "a")
    assert image.shape == (16, 32, 3)
    assert (image == image[..., :1]).all()
    assert np.abs(image[..., 0].astype(int) - grey).max() <= 2


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_grey_of_few_bits_spans_the_whole_range(depth: int) -> None:
    levels = np.arange(2**depth, dtype=np.uint8)[np.newaxis]
    image = decode_photo(png_file(levels, GREY, depth), "a.png")
    np.testing.assert_array_equal(image[0, :, 0], levels[0] * (255 // (2**depth - 1)))


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_the_transparent_level_of_a_grey_png_becomes_white(depth: int) -> None:
    levels = np.array([[0, 1, 0]], dtype=np.uint16)
    key = png_chunk(b"tRNS", struct.pack(">H", 0))
    image = decode_photo(png_file(levels, GREY, depth, before=[key]), "a.png")
    one = round(255 / (2**depth - 1))
    np.testing.assert_array_equal(image[..., 0], [[255, one, 255]])


def test_an_interlaced_png() -> None:
    picture = noise(11, 13)
    # The seven passes of Adam7: first row, first column, row step, column step.
    passes = [
        (0, 0, 8, 8),
        (0, 4, 8, 8),
        (4, 0, 8, 4),
        (0, 2, 4, 4),
        (2, 0, 4, 2),
        (0, 1, 2, 2),
        (1, 0, 2, 1),
    ]
    lines = [
        b"\0" + row.tobytes()
        for top, left, down, across in passes
        for row in picture[top::down, left::across]
    ]
    header = struct.pack(">IIBBBBB", 13, 11, 8, RGB, 0, 0, 1)
    parts = [
        png_chunk(b"IHDR", header),
        png_chunk(b"IDAT", zlib.compress(b"".join(lines))),
        png_chunk(b"IEND"),
    ]
    image = decode_photo(b"\x89PNG\r\n\x1a\n" + b"".join(parts), "a.png")
    np.testing.assert_array_equal(image, picture)


def test_16_bit_grey_is_rounded() -> None:
    levels = np.array([[0, 128, 129, 257, 32767, 65406, 65407, 65535]], dtype=np.uint16)
    image = decode_photo(png_file(levels, GREY, 16), "a.png")
    np.testing.assert_array_equal(image[0, :, 1], [0, 0, 1, 1, 127, 254, 255, 255])


def test_16_bit_rgb_is_rounded_and_keeps_its_channels() -> None:
    levels = np.random.default_rng(0).integers(0, 65536, (5, 7, 3)).astype(np.uint16)
    image = decode_photo(png_file(levels, RGB, 16), "a.png")
    np.testing.assert_array_equal(image, np.rint(levels / 257))


def test_16_bit_alpha_channels_are_laid_over_white() -> None:
    random = np.random.default_rng(0)
    colour = random.integers(0, 65536, (5, 7, 4)).astype(np.uint16)
    cover = np.rint(colour[..., 3:] / 257) / 255
    for levels, kind in ((colour, RGBA), (colour[..., [0, 3]], GREY_ALPHA)):
        image = decode_photo(png_file(np.ascontiguousarray(levels), kind, 16), "a.png")
        expected = np.rint(levels[..., :-1] / 257) * cover + 255 * (1 - cover)
        assert np.abs(image - expected).max() <= 0.5 + 1e-9


def test_8_bit_alpha_channels_are_laid_over_white() -> None:
    rgba = np.array([[[10, 20, 30, 0], [10, 20, 30, 255], [0, 100, 200, 51]]], np.uint8)
    expected = [[[255, 255, 255], [10, 20, 30], [204, 224, 244]]]
    for content in (png_file(rgba, RGBA), saved(rgba, "WEBP", lossless=True, exact=True)):
        np.testing.assert_array_equal(decode_photo(content, "a"), expected)
    grey_alpha = np.array([[[10, 0], [10, 255], [100, 51]]], np.uint8)
    image = decode_photo(png_file(grey_alpha, GREY_ALPHA), "a.png")
    np.testing.assert_array_equal(image[..., 2], [[255, 10, 224]])


def test_the_transparent_colour_of_an_rgb_png_becomes_white() -> None:
    rgb = np.array([[[1, 2, 3], [1, 2, 4]]], np.uint8)
    key = png_chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3))
    image = decode_photo(png_file(rgb, RGB, before=[key]), "a.png")
    np.testing.assert_array_equal(image, [[[255, 255, 255], [1, 2, 4]]])


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_palettes_with_and_without_transparency(depth: int) -> None:
    palette = png_chunk(b"PLTE", bytes([200, 100, 50, 0, 100, 200]))
    indices = np.array([[0, 1, 1]], np.uint8)
    opaque = decode_photo(png_file(indices, PALETTE, depth, before=[palette]), "a.png")
    np.testing.assert_array_equal(opaque, [[[200, 100, 50], [0, 100, 200], [0, 100, 200]]])
    clear = png_chunk(b"tRNS", bytes([0, 51]))
    seen = decode_photo(png_file(indices, PALETTE, depth, before=[palette, clear]), "a.png")
    np.testing.assert_array_equal(seen, [[[255, 255, 255], [204, 224, 244], [204, 224, 244]]])


def without_segment(content: bytes, marker: int) -> bytes:
    """A JPEG without its first segment of that marker."""
    start = content.index(bytes([0xFF, marker]))
    length = int.from_bytes(content[start + 2 : start + 4], "big")
    return content[:start] + content[start + 2 + length :]


@pytest.mark.parametrize("inverted", [True, False])
def test_cmyk_becomes_the_light_that_the_inks_leave(inverted: bool) -> None:
    # Full ink of each in turn, then half of cyan under half of black: (1 - ink) (1 - black).
    inks = np.array([[255, 0, 0, 0], [0, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 255], [128, 0, 0, 128]])
    light = np.array([[0, 255, 255], [255, 0, 255], [255, 255, 0], [0, 0, 0], [63, 127, 127]])
    blocks = inks.astype(np.uint8)[np.newaxis].repeat(16, axis=0).repeat(16, axis=1)
    # Pillow inverts what it writes and marks the file as Adobe's.
    picture = Pictures.frombytes("CMYK", (80, 16), (blocks if inverted else 255 - blocks).tobytes())
    content = saved(picture, "JPEG", quality=100, subsampling=0)
    assert b"Adobe" in content
    if not inverted:
        content = without_segment(content, 0xEE)
    image = decode_photo(content, "a.jpg")
    assert np.abs(image[8, 8::16].astype(int) - light).max() <= 4


def test_of_a_jpeg_with_several_pictures_the_first_is_the_photo() -> None:
    first, second = gradient(16, 24), np.zeros((16, 24, 3), np.uint8)
    content = saved(
        first, "MPO", save_all=True, append_images=[Pictures.fromarray(second)], quality=100
    )
    image = decode_photo(content, "a.jpg")
    assert np.abs(image.astype(int) - first).mean() < 3
    assert inspect_photo(content, "a.jpg").suffix == ".jpg"
