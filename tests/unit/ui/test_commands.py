"""The command line that a page offers: a shell reads back exactly what the form holds."""

from __future__ import annotations

import shlex
from pathlib import Path

from curator.ui import commands


def test_export_is_quoted_and_leaves_out_what_is_default() -> None:
    line = commands.export_command(
        Path("/my photos"), Path("o'ut; rm -rf $HOME"), "pfcn", None, "accepted"
    )
    assert shlex.split(line) == [
        "curator", "export", "/my photos", "o'ut; rm -rf $HOME", "--format", "pfcn",
    ]  # fmt: skip
    line = commands.export_command(Path("p"), Path("out"), "coco-plus", "val", "submitted")
    assert shlex.split(line)[4:] == ["--format", "coco-plus", "--split", "val", "--state", "submitted"]


def test_evaluate_names_every_folder() -> None:
    line = commands.evaluate_command(
        Path("t"), [Path("a b"), Path("c")], Path("out"), Path("tri"), Path("list.txt")
    )
    assert shlex.split(line) == [
        "curator", "evaluate", "t", "a b", "c",
        "--out", "out", "--trimaps", "tri", "--split", "list.txt",
    ]  # fmt: skip


def test_agreement_names_both_datasets() -> None:
    line = commands.agreement_command(Path("my plus"), Path("coco/a.json"), Path("out"))
    assert shlex.split(line) == ["curator", "agreement", "my plus", "coco/a.json", "--out", "out"]


def test_what_is_shown_is_text() -> None:
    assert "<b>" not in commands.shown("curator export <b>")
