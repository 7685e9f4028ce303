"""The command line that does the same as a form: so that a page's work can be scripted."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from html import escape
from pathlib import Path


def export_command(project: Path, target: str, format: str, split: str | None, state: str) -> str:
    """`curator export` with what the export page holds."""
    words = ["curator", "export", str(project), target, "--format", format]
    words += ["--split", split] if split else []
    return shlex.join(words if state == "accepted" else [*words, "--state", state])


def evaluate_command(
    truth: str, predictions: Sequence[str], out: str, trimaps: str | None, split: str | None
) -> str:
    """`curator evaluate` with what the evaluate page holds."""
    words = ["curator", "evaluate", truth, *predictions, "--out", out]
    words += ["--trimaps", trimaps] if trimaps else []
    return shlex.join([*words, "--split", split] if split else words)


def shown(command: str) -> str:
    """A command line as the pages show it, with a button that copies it."""
    return (
        '<div class="c-command"><span>The same on the command line</span>'
        f"<code>{escape(command)}</code>"
        '<button type="button" data-copy aria-label="Copy the command line">Copy</button></div>'
    )
