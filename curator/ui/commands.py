"""The command line that does the same as a form: so that a page's work can be scripted."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from html import escape
from pathlib import Path


def export_command(project: Path, target: Path, format: str, split: str | None, state: str) -> str:
    """`curator export` with what the export page holds."""
    words = ["curator", "export", str(project), str(target), "--format", format]
    words += ["--split", split] if split else []
    return shlex.join(words if state == "accepted" else [*words, "--state", state])


def evaluate_command(
    truth: Path, predictions: Sequence[Path], out: Path, trimaps: Path | None, split: Path | None
) -> str:
    """`curator evaluate` with what the evaluate page holds."""
    words = ["curator", "evaluate", str(truth), *map(str, predictions), "--out", str(out)]
    words += ["--trimaps", str(trimaps)] if trimaps else []
    return shlex.join([*words, "--split", str(split)] if split else words)


def agreement_command(export: Path, coco: Path, out: Path) -> str:
    """`curator agreement` with what the evaluate page holds."""
    return shlex.join(["curator", "agreement", str(export), str(coco), "--out", str(out)])


def shown(command: str) -> str:
    """A command line as the pages show it, with a button that copies it."""
    return (
        '<div class="c-command"><span>The same on the command line</span>'
        f"<code>{escape(command)}</code>"
        '<button type="button" data-copy aria-label="Copy the command line">Copy</button></div>'
    )
