"""How numbers of things are said."""

from __future__ import annotations

import pytest

from curator.wording import counted


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, ("photo",), "0 photos"),
        (1, ("photo",), "1 photo"),
        (2, ("photo",), "2 photos"),
        (1270, ("photo",), "1,270 photos"),
        (1, ("person", "people"), "1 person"),
        (3, ("person", "people"), "3 people"),
    ],
)
def test_one_is_said_otherwise_than_many(number: int, words: tuple[str, ...], said: str) -> None:
    assert counted(number, *words) == said
