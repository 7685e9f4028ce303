"""Orientations as cameras write them, in either byte order; anything else is upright."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pictures

from curator.imaging.exif import orientation
from tests.pictures import exif


@pytest.mark.parametrize("value", range(1, 9))
def test_what_another_writer_wrote(value: int) -> None:
    tags = Pictures.Exif()
    tags[0x010F] = "A camera's maker"
    tags[0x0112] = value
    tags[0x0132] = "2026:01:01 00:00:00"
    assert orientation(tags.tobytes()) == value
    assert orientation(exif(value)) == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0", 6),
        (b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0", 8),
    ],
)
def test_both_byte_orders_and_long_values(data: bytes, value: int) -> None:
    assert orientation(data) == value


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_a_value_that_is_no_orientation_is_upright(value: int) -> None:
    assert orientation(exif(value)) == 1


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda data: b"II*\0\x08\0\0\0" + data))
def test_nonsense_is_never_an_error(data: bytes) -> None:
    assert orientation(data) in range(1, 9)
