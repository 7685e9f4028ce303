"""ICC profiles, by profiles made byte by byte and colours worked out by hand."""

from __future__ import annotations

import logging
import struct

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageCms

from curator.imaging.decode import decode_photo
from tests.pictures import GREY, icc_gamma, icc_profile, icc_xyz, noise, png_file, saved

# The primaries of sRGB, adapted to D50 (IEC 61966-2-1, Bradford).
RED, GREEN, BLUE = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7142)


def rgb_profile(
    red: tuple[float, ...], green: tuple[float, ...], blue: tuple[float, ...], gamma: float
) -> bytes:
    primaries = {"rXYZ": icc_xyz(*red), "gXYZ": icc_xyz(*green), "bXYZ": icc_xyz(*blue)}  # type: ignore[call-arg]
    curves = dict.fromkeys(("rTRC", "gTRC", "bTRC"), icc_gamma(gamma))
    return icc_profile("RGB ", primaries | curves)


def encoded(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """The levels of sRGB for linear light (IEC 61966-2-1)."""
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return 255 * curve


def ramp() -> NDArray[np.uint8]:
    return np.arange(256, dtype=np.uint8).reshape(16, 16)


def test_linear_light_gets_the_curve_of_srgb() -> None:
    picture = np.repeat(ramp()[..., np.newaxis], 3, axis=2)
    for kind in ("PNG", "WEBP"):
        content = saved(picture, kind, icc_profile=rgb_profile(RED, GREEN, BLUE, 1.0), lossless=True)
        image = decode_photo(content, "a")
        assert np.abs(image - encoded(picture / 255)).max() <= 1.5


def test_swapped_primaries_swap_the_channels() -> None:
    picture = noise(8, 8)
    straight = saved(picture, "PNG", icc_profile=rgb_profile(RED, GREEN, BLUE, 2.2))
    swapped = saved(picture[..., ::-1], "PNG", icc_profile=rgb_profile(BLUE, GREEN, RED, 2.2))
    one, other = decode_photo(straight, "a.png"), decode_photo(swapped, "b.png")
    assert np.abs(one.astype(int) - other).max() <= 1
    assert np.abs(one.astype(int) - picture).max() < 40
    assert (
        np.abs(decode_photo(saved(picture[..., ::-1], "PNG"), "c.png").astype(int) - picture).max()
        > 100
    )


def test_a_profile_of_srgb_itself_moves_nothing() -> None:
    picture = noise(16, 16)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    np.testing.assert_array_equal(
        decode_photo(saved(picture, "PNG", icc_profile=profile), "a.png"), picture
    )


def test_grey_profiles_and_rgb_profiles_apply_to_grey_photos() -> None:
    grey = icc_profile("GRAY", {"kTRC": icc_gamma(1.0)})
    for profile in (grey, rgb_profile(RED, GREEN, BLUE, 1.0)):
        image = decode_photo(saved(ramp(), "PNG", icc_profile=profile), "a.png")
        assert np.abs(image - encoded(ramp() / 255)[..., np.newaxis]).max() <= 1.5


def test_16_bit_samples_go_through_the_profile_too() -> None:
    profile = icc_profile("GRAY", {"kTRC": icc_gamma(1.0)})
    compressed = saved(ramp(), "PNG", icc_profile=profile)
    start = compressed.index(b"iCCP") - 4
    length = int.from_bytes(compressed[start : start + 4], "big") + 12
    levels = ramp().astype(np.uint16) * 257
    content = png_file(levels, GREY, 16, before=[compressed[start : start + length]])
    image = decode_photo(content, "a.png")
    assert np.abs(image - encoded(ramp() / 255)[..., np.newaxis]).max() <= 1.5


def test_transparent_pixels_of_a_profiled_photo_are_white() -> None:
    rgba = np.concatenate([noise(8, 8), np.zeros((8, 8, 1), np.uint8)], axis=2)
    content = saved(rgba, "PNG", icc_profile=rgb_profile(BLUE, GREEN, RED, 2.2))
    assert (decode_photo(content, "a.png") == 255).all()


def test_inks_become_what_their_profile_says() -> None:
    # A table of 2 points an ink: lightness is (1 - black) (1 - other inks), without colour. Lab in
    # 8 bits: L 0..255 is 0..100, 128 is no a or b.
    corners = [(0 if 1 in (c, m, y, k) else 255, 128, 128) for c, m, y, k in np.ndindex(2, 2, 2, 2)]
    identity = bytes(range(256))
    matrix = struct.pack(">9i", *(65536 * value for value in (1, 0, 0, 0, 1, 0, 0, 0, 1)))
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + matrix + identity * 4
    table += bytes(value for corner in corners for value in corner) + identity * 3
    profile = icc_profile("CMYK", {"A2B0": table}, kind="prtr", connection="Lab ")
    inks = np.zeros((16, 48, 4), np.uint8)
    inks[:, 16:32, 3] = 128
    inks[:, 32:, 3] = 255
    picture = Pictures.frombytes("CMYK", (48, 16), inks.tobytes())
    image = decode_photo(saved(picture, "JPEG", quality=100, icc_profile=profile), "a.jpg")
    # L = 49.8 reflects ((L + 16) / 116)^3 of the light.
    middle = encoded(np.array(((100 * 127 / 255 + 16) / 116) ** 3))
    assert np.abs(image[8, [8, 24, 40]] - np.array([[255], [middle], [0]])).max() <= 2


@pytest.mark.parametrize(
    "profile", [b"nonsense", icc_profile("GRAY", {"kTRC": icc_gamma(1.0)}), icc_profile("RGB ", {})]
)
def test_a_profile_that_does_not_fit_is_left_out_and_logged(
    profile: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    picture = noise(8, 8)
    with caplog.at_level(logging.WARNING):
        image = decode_photo(saved(picture, "PNG", icc_profile=profile), "odd.png")
    np.testing.assert_array_equal(image, picture)
    assert "odd.png" in caplog.text
