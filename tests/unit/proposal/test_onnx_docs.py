"""The TOML that the documentation shows is one that curator reads."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from curator.proposal.onnx_description import Description, read_description

DOCS = Path(__file__).parents[3] / "docs" / "sources.md"


def test_the_shown_description_says_all_that_may_be_said(tmp_path: Path) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    file = tmp_path / "modnet.toml"
    file.write_text(shown, "utf-8")
    half = (0.5, 0.5, 0.5)
    assert read_description(file) == Description("MODNet", 512, 512, mean=half, deviation=half)
    said = re.findall(r"^(\w+) =", shown, re.M)
    assert sorted(said) == sorted(field.name for field in fields(Description))
