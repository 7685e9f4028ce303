"""Files that are no photo are refused, before they cost anything, with a sentence that names them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures
from PIL.ImageFile import ImageFile

from curator import settings
from curator.errors import AlphaError, PhotoError
from curator.imaging.decode import decode_photo, inspect_photo
from curator.imaging.encode import decode_alpha
from tests.pictures import (
    GREY,
    PALETTE,
    RGB,
    exif,
    gradient,
    noise,
    png_bomb,
    png_chunk,
    png_file,
    saved,
)

BOTH = pytest.mark.parametrize("read", [inspect_photo, decode_photo])
Reader = Callable[[bytes, str], object]


@pytest.fixture
def decoding_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a test fail that decodes any pixel."""

    def refuse(*_: object) -> None:
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr(ImageFile, "load", refuse)
    monkeypatch.setattr(cv2, "imdecode", refuse)


@BOTH
def test_an_empty_file(read: Reader) -> None:
    with pytest.raises(PhotoError, match=r"^a\.jpg is empty"):
        read(b"", "a.jpg")


@BOTH
@pytest.mark.parametrize(
    "content", [b"Dear diary, today", b"\xff", b"<svg/>", b"\0" * 64, b"\xff\xd8\xfe"]
)
def test_a_file_that_is_no_picture(read: Reader, content: bytes) -> None:
    with pytest.raises(PhotoError, match=r"^a\.jpg is no picture.*JPEG, PNG and WebP"):
        read(content, "a.jpg")


@BOTH
@pytest.mark.parametrize(
    ("content", "title"),
    [
        (saved(gradient(4, 4), "GIF"), "a GIF"),
        (saved(gradient(4, 4), "BMP"), "a BMP"),
        (saved(gradient(4, 4), "TIFF"), "a TIFF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "an AVIF"),
    ],
)
def test_a_picture_of_another_kind_is_named(read: Reader, content: bytes, title: str) -> None:
    with pytest.raises(PhotoError, match=f"is {title}.*convert it"):
        read(content, "photo.jpg")


@BOTH
@pytest.mark.usefixtures("decoding_fails")
def test_a_png_bomb_is_refused_by_its_header(read: Reader) -> None:
    bomb = png_bomb(20000, 20000)
    assert len(bomb) < 100_000
    with pytest.raises(
        PhotoError, match=r"bomb\.png has 20000 x 20000 pixels, more than the 100 million"
    ):
        read(bomb, "bomb.png")


@BOTH
@pytest.mark.usefixtures("decoding_fails")
def test_300_megapixels_of_each_kind_are_refused_by_the_header(read: Reader) -> None:
    jpeg = saved(gradient(16, 16), "JPEG")
    frame = jpeg.index(b"\xff\xc0") + 5
    jpeg = jpeg[:frame] + struct.pack(">HH", 15000, 20000) + jpeg[frame + 4 :]
    vp8x = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\x7f\x3e\0" * 2
    vp8l = b"VP8L" + struct.pack("<I", 5) + b"\x2f" + struct.pack("<I", 15999 | 15999 << 14)
    vp8 = b"VP8 " + struct.pack("<I", 10) + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 16000, 16000)
    webps = [
        b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk for chunk in (vp8x, vp8l, vp8)
    ]
    for content in (jpeg, *webps):
        with pytest.raises(PhotoError, match="more than the 100 million"):
            read(content, "large")


@BOTH
def test_the_limit_is_the_one_in_the_settings(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = [saved(gradient(10, 20), kind) for kind in ("PNG", "JPEG", "WEBP")]
    monkeypatch.setattr(settings, "MAX_PHOTO_PIXELS", 200)
    for content in contents:
        read(content, "a")
    monkeypatch.setattr(settings, "MAX_PHOTO_PIXELS", 199)
    for content in contents:
        with pytest.raises(PhotoError, match="20 x 10 pixels"):
            read(content, "a")


@pytest.mark.filterwarnings("error")
def test_the_limit_of_pillow_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pictures, "MAX_IMAGE_PIXELS", 10)
    for kind in ("PNG", "JPEG", "WEBP"):
        assert decode_photo(saved(gradient(10, 20), kind), "a").shape == (10, 20, 3)


def every_kind() -> dict[str, bytes]:
    picture = noise(24, 31)
    deep = np.random.default_rng(0).integers(0, 65536, (24, 31, 3)).astype(np.uint16)
    return {
        "jpeg": saved(picture, "JPEG"),
        "progressive": saved(picture, "JPEG", progressive=True),
        "png": saved(picture, "PNG"),
        "deep": png_file(deep, RGB, 16),
        "webp": saved(picture, "WEBP"),
        "lossless": saved(picture, "WEBP", lossless=True),
    }


@pytest.mark.parametrize("kind", every_kind())
def test_a_file_cut_short_anywhere_is_refused(kind: str) -> None:
    content = every_kind()[kind]
    whole = decode_photo(content, "a")
    refused = 0
    for length in [*range(1, len(content) - 40, 37), *range(len(content) - 40, len(content))]:
        try:
            image = decode_photo(content[:length], "cut.jpg")
        except PhotoError:
            refused += 1
        else:
            # Nothing but the end mark is missing: every pixel is there.
            assert length > len(content) - 16
            np.testing.assert_array_equal(image, whole)
    assert refused > 0


@pytest.mark.parametrize("depth", [8, 16])
def test_a_damaged_png_is_refused(depth: int) -> None:
    levels = np.random.default_rng(0).integers(0, 256, (40, 40, 3)).astype(np.uint16)
    content = bytearray(png_file(levels, RGB, depth))
    content[len(content) // 2] ^= 0x10
    with pytest.raises(PhotoError, match="damaged or cut short"):
        decode_photo(bytes(content), "a.png")


@pytest.mark.parametrize("kind", [b"PLTE", b"tRNS", b"IDAT", b"eXIf"])
def test_a_checksum_that_does_not_hold_is_refused_in_one_sentence(
    kind: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    before = [
        png_chunk(b"PLTE", bytes([200, 100, 50, 0, 100, 200])),
        png_chunk(b"tRNS", bytes([0, 51])),
    ]
    after = [png_chunk(b"eXIf", exif(6))]
    content = bytearray(png_file(np.eye(8, dtype=np.uint8), PALETTE, before=before, after=after))
    decode_photo(bytes(content), "a.png")
    start = content.index(kind)
    checksum = start + 4 + int.from_bytes(content[start - 4 : start], "big")
    content[checksum] ^= 1
    with pytest.raises(PhotoError, match="damaged or cut short"):
        decode_photo(bytes(content), "a.png")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("kind", [b"zTXt", b"pHYs", b"eXIf", b"sRGB"])
def test_nonsense_beside_the_samples_is_passed_over_in_silence(
    kind: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    picture = noise(8, 8)
    image = decode_photo(png_file(picture, RGB, after=[png_chunk(kind, b"x")]), "a.png")
    np.testing.assert_array_equal(image, picture)
    assert capfd.readouterr().err == ""


def test_a_png_whose_samples_end_early_is_refused() -> None:
    header = struct.pack(">IIBBBBB", 8, 8, 8, GREY, 0, 0, 0)
    chunks = (
        png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(bytes(9 * 3)))
        + png_chunk(b"IEND")
    )
    with pytest.raises(PhotoError, match="damaged or cut short"):
        decode_photo(b"\x89PNG\r\n\x1a\n" + chunks, "a.png")


@BOTH
@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_an_animation_is_refused(read: Reader, kind: str) -> None:
    frames = [Pictures.fromarray(noise(8, 8, seed)) for seed in (1, 2)]
    content = saved(noise(8, 8), kind, save_all=True, append_images=frames)
    with pytest.raises(PhotoError, match=r"is an animation.*save the frame"):
        read(content, "a.webp")


@BOTH
def test_messages_show_a_hostile_name_on_one_line(read: Reader) -> None:
    with pytest.raises(PhotoError) as caught:
        read(b"", '../a\n"b" <script>\u202e😀.jpg')
    assert str(caught.value).startswith('../a\\n"b" <script>\\u202e😀.jpg is empty')


def test_layers_are_refused_with_their_own_error() -> None:
    for content in (b"", b"text", png_bomb(20000, 20000), saved(gradient(4, 4), "PNG")[:60]):
        with pytest.raises(AlphaError):
            decode_alpha(content, "a.png")
