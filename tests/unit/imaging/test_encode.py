"""What is written comes back, and is what other readers see."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pictures

from curator.errors import AlphaError, InputError, MaskError, PhotoError, TrimapError
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import (
    decode_alpha,
    decode_mask,
    decode_trimap,
    encode_alpha,
    encode_jpeg,
    encode_mask,
    encode_png,
    encode_trimap,
)
from tests.pictures import (
    GREY,
    GREY_ALPHA,
    PALETTE,
    RGB,
    RGBA,
    gradient,
    noise,
    png_chunk,
    png_file,
    portrait,
    saved,
)

EVERY_STEP = np.arange(65536, dtype=np.uint16).reshape(256, 256)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_another_reader_sees_the_same_png(channels: int) -> None:
    array = np.random.default_rng(0).integers(0, 256, (9, 7, channels), dtype=np.uint8)
    array = array[..., 0] if channels == 1 else array
    np.testing.assert_array_equal(np.asarray(Pictures.open(BytesIO(encode_png(array)))), array)
    turned = array[::-1, ::2]
    np.testing.assert_array_equal(np.asarray(Pictures.open(BytesIO(encode_png(turned)))), turned)


@pytest.mark.parametrize(
    "array", [np.zeros((3, 4, 2), np.uint8), np.zeros((3, 4), np.uint16), np.zeros(3, np.uint8)]
)
def test_what_is_no_picture_is_not_written(array: Any) -> None:
    with pytest.raises(PhotoError):
        encode_png(array)


def test_a_jpeg_is_a_jpeg_of_the_image() -> None:
    image = gradient(32, 48)
    picture = Pictures.open(BytesIO(encode_jpeg(image)))
    assert picture.format == "JPEG"
    assert np.abs(np.asarray(picture).astype(int) - image).mean() < 3
    assert len(encode_jpeg(noise(32, 48), 30)) < len(encode_jpeg(noise(32, 48), 90))


def test_every_16_bit_step_of_an_alpha_comes_back() -> None:
    alpha = (EVERY_STEP / 65535).astype(np.float32)
    content = encode_alpha(alpha)
    stored = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert stored is not None
    np.testing.assert_array_equal(stored, EVERY_STEP)
    np.testing.assert_array_equal(decode_alpha(content, "a.png"), alpha)
    np.testing.assert_array_equal(decode_mask(encode_mask(alpha), "a.png"), alpha)


def test_a_quantised_alpha_comes_back_to_the_bit() -> None:
    alpha = np.random.default_rng(0).random((64, 64), dtype=np.float32)
    np.testing.assert_array_equal(decode_alpha(encode_alpha(alpha), "a.png"), quantise_alpha(alpha))


@pytest.mark.parametrize("decode", [decode_alpha, decode_mask])
@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
def test_grey_of_any_depth_is_divided_by_its_highest_level(
    decode: Callable[..., Any], depth: int
) -> None:
    highest = 2**depth - 1
    levels = np.array([[0, 1, highest // 2, highest - 1, highest]], dtype=np.uint16)
    values = decode(png_file(levels, GREY, depth), "a.png")
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, levels / highest, rtol=1e-6)


@pytest.mark.parametrize("depth", [8, 16])
def test_three_equal_channels_are_grey(depth: int) -> None:
    levels = np.array([[0, 3, 2**depth - 1]], dtype=np.uint16)
    content = png_file(np.repeat(levels[..., np.newaxis], 3, axis=2), RGB, depth)
    np.testing.assert_allclose(decode_alpha(content, "a.png"), levels / (2**depth - 1), rtol=1e-6)


@pytest.mark.parametrize(
    ("decode", "error"),
    [(decode_alpha, AlphaError), (decode_mask, MaskError), (decode_trimap, TrimapError)],
)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (saved(gradient(4, 4), "JPEG"), "is a JPEG, which loses values"),
        (saved(gradient(4, 4), "WEBP"), "is a WebP, which loses values"),
        (saved(gradient(4, 4), "PNG"), "in colour"),
        (png_file(np.zeros((2, 2, 4), np.uint8), RGBA), "alpha channel of its own"),
        (png_file(np.zeros((2, 2, 2), np.uint8), GREY_ALPHA), "alpha channel of its own"),
        (
            png_file(
                np.eye(2, dtype=np.uint8),
                PALETTE,
                before=[png_chunk(b"PLTE", bytes([0, 0, 0, 128, 0, 0]))],
            ),
            "in colour",
        ),
    ],
)
def test_what_is_no_grey_png_is_refused(
    decode: Callable[..., Any], error: type[InputError], content: bytes, words: str
) -> None:
    with pytest.raises(error, match=rf"^layer\.png .*{words}"):
        decode(content, "layer.png")


def test_a_trimap_comes_back() -> None:
    trimap = portrait().trimap
    content = encode_trimap(trimap)
    np.testing.assert_array_equal(np.asarray(Pictures.open(BytesIO(content))), trimap)
    np.testing.assert_array_equal(decode_trimap(content, "a.png"), trimap)


def test_a_trimap_of_other_values_is_refused() -> None:
    levels = np.array([[0, 127, 255]], dtype=np.uint8)
    with pytest.raises(TrimapError, match=r"^a\.png has the value 127 at \(1, 0\)"):
        decode_trimap(png_file(levels, GREY), "a.png")
    with pytest.raises(TrimapError, match="16 bits"):
        decode_trimap(png_file(levels.astype(np.uint16), GREY, 16), "a.png")
    with pytest.raises(TrimapError, match="value 127"):
        encode_trimap(levels)


@pytest.mark.parametrize("value", [np.nan, -0.1, 1.1])
def test_no_alpha_or_mask_is_written_that_is_none(value: float) -> None:
    array = np.full((2, 2), value, np.float32)
    with pytest.raises(AlphaError):
        encode_alpha(array)
    with pytest.raises(MaskError):
        encode_mask(array)
