"""What the command line writes, to a stdout that does not take every letter."""

from __future__ import annotations

import io
import json
import sys

import pytest

from curator import terminal

NAME = "\u0142\u00f3d\u017a\udcff.png"


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "\u0142\u00f3d\u017a\\udcff.png"),
        ("latin-1", "\\u0142\u00f3d\\u017a\\udcff.png"),
        ("ascii", "\\u0142\\xf3d\\u017a\\udcff.png"),
    ],
)
def test_what_an_encoding_does_not_have_becomes_escapes(
    encoding: str, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    terminal.say(NAME)
    terminal.table(("name",), [(NAME,)])
    terminal.as_json({"name": NAME})
    sys.stdout.flush()
    lines = sys.stdout.buffer.getvalue().decode(encoding).splitlines()
    assert lines[:2] == [written, written]
    assert json.loads("\n".join(lines[2:])) == {"name": NAME}
