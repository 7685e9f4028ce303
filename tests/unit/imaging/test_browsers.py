"""A photo's own file goes to the browser only where the browser shows what we decode."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image as Pictures
from PIL import ImageCms

from curator.errors import PhotoError
from curator.imaging.browsers import shown_alike
from tests.pictures import (
    GREY,
    GREY_ALPHA,
    RGB,
    RGBA,
    exif,
    icc_gamma,
    icc_profile,
    icc_xyz,
    noise,
    png_chunk,
    png_file,
    saved,
)

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
WIDE = icc_profile(
    "RGB ",
    {
        "rXYZ": icc_xyz(0.6, 0.3, 0.02),
        "gXYZ": icc_xyz(0.2, 0.65, 0.06),
        "bXYZ": icc_xyz(0.15, 0.05, 0.7),
    }  # type: ignore[call-arg]
    | dict.fromkeys(("rTRC", "gTRC", "bTRC"), icc_gamma(1.8)),
)
GAMMA = png_chunk(b"gAMA", (100_000).to_bytes(4, "big"))
MARK = png_chunk(b"sRGB", b"\0")
NOISE = noise(6, 8)


def grey(levels: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(levels[..., 0])


def with_alpha(levels: np.ndarray) -> np.ndarray:
    return np.concatenate([levels, levels[..., :1]], axis=2)


ALIKE: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: saved(NOISE, "JPEG"),
    "grey jpeg": lambda: saved(grey(NOISE), "JPEG"),
    "jpeg of srgb": lambda: saved(NOISE, "JPEG", icc_profile=SRGB),
    "jpeg that is turned": lambda: saved(NOISE, "JPEG", exif=b"Exif\0\0" + exif(6)),
    "webp": lambda: saved(NOISE, "WEBP"),
    "png": lambda: png_file(NOISE, RGB),
    "grey png": lambda: png_file(grey(NOISE), GREY),
    "png of srgb": lambda: saved(NOISE, "PNG", icc_profile=SRGB),
    "png with the mark of srgb": lambda: png_file(NOISE, RGB, before=[MARK, GAMMA]),
}
OTHERS: dict[str, Callable[[], bytes]] = {
    "jpeg of a wider space": lambda: saved(NOISE, "JPEG", icc_profile=WIDE),
    "jpeg of inks": lambda: saved(Pictures.fromarray(with_alpha(NOISE), "CMYK"), "JPEG"),
    "jpeg upside down": lambda: saved(NOISE, "JPEG", exif=b"Exif\0\0" + exif(3)),
    "jpeg mirrored": lambda: saved(NOISE, "JPEG", exif=b"Exif\0\0" + exif(2)),
    "webp that is turned": lambda: saved(NOISE, "WEBP", exif=b"Exif\0\0" + exif(6)),
    "webp with alpha": lambda: saved(with_alpha(NOISE), "WEBP"),
    "png that is turned": lambda: png_file(NOISE, RGB, after=[png_chunk(b"eXIf", exif(6))]),
    "png of 16 bits": lambda: png_file(NOISE.astype(np.uint16) * 257, RGB, 16),
    "grey png of 16 bits": lambda: png_file(grey(NOISE).astype(np.uint16) * 257, GREY, 16),
    "png with alpha": lambda: png_file(with_alpha(NOISE), RGBA),
    "grey png with alpha": lambda: png_file(NOISE[..., :2], GREY_ALPHA),
    "png with a transparent colour": lambda: png_file(
        NOISE, RGB, before=[png_chunk(b"tRNS", bytes(6))]
    ),
    "png of a wider space": lambda: saved(NOISE, "PNG", icc_profile=WIDE),
    "png with a gamma": lambda: png_file(NOISE, RGB, before=[GAMMA]),
    "png with coding points": lambda: png_file(
        NOISE, RGB, before=[MARK, png_chunk(b"cICP", bytes([9, 16, 0, 1]))]
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_nothing_to_convert(name: str) -> None:
    assert shown_alike(ALIKE[name](), name)


@pytest.mark.parametrize("name", OTHERS)
def test_something_that_browsers_do_otherwise_or_not_at_all(name: str) -> None:
    assert not shown_alike(OTHERS[name](), name)


def test_what_is_no_photo_is_refused() -> None:
    with pytest.raises(PhotoError):
        shown_alike(b"no photo", "notes.txt")


def test_the_palette_of_a_png() -> None:
    picture = Pictures.fromarray(NOISE).quantize(16)
    assert shown_alike(saved(picture, "PNG"), "a.png")
    assert not shown_alike(saved(picture, "PNG", transparency=0), "a.png")
