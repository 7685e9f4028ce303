"""What the command line shows: progress, tables, sentences, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from curator.imaging.names import shown
from curator.records import Problem
from curator.workflow.jobs import Job

_out = Console()
_err = Console(stderr=True)


def say(text: str) -> None:
    """One line of plain text on stdout; what its encoding does not have becomes escapes."""
    print(_encodable(text))


def as_json(value: Any) -> None:
    """A value as JSON on stdout, in ASCII where its encoding does not have every letter."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False)
    if _encodable(text) != text:
        text = json.dumps(value, indent=2, allow_nan=False)
    print(text)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table: aligned and rounded in a terminal, tab separated and exact in a pipe."""
    if not _out.is_terminal:
        for row in rows:
            say("\t".join("" if cell is None else str(cell) for cell in row))
        return
    shown_table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        shown_table.add_row(*(escape(_cell(cell)) for cell in row))
    _out.print(shown_table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else _encodable(str(value))


def _encodable(text: str) -> str:
    # Names of files can hold bytes that are no text, and a pipe may take less than UTF-8.
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def problems(found: Sequence[Problem]) -> None:
    """What went wrong with single files, a line each, on stderr."""
    for problem in found:
        line = " ".join(problem.message.split())
        print(f"{shown(problem.name)}: {line}", file=sys.stderr)


def note(text: str) -> None:
    """A remark on the work, on stderr."""
    print(text, file=sys.stderr)


def failure(message: str) -> None:
    """The one line a failed command ends with, on stderr."""
    print(f"curator: {' '.join(message.split())}", file=sys.stderr)


@contextmanager
def progress(title: str) -> Iterator[Job[Any]]:
    """A job whose progress is a bar when stderr is a terminal, and silent otherwise."""
    if not _err.is_terminal:
        yield Job(title)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Progress(*columns, console=_err, transient=True) as bar:
        task = bar.add_task(title, total=None, name="")

        def watch(done: int, total: int, message: str) -> None:
            bar.update(task, completed=done, total=total or None, name=escape(message))

        yield Job(title, watch)


@contextmanager
def download(title: str) -> Iterator[Callable[[int, int], None]]:
    """What takes the bytes so far and those of the whole: a bar where stderr is a terminal."""
    if not _err.is_terminal:
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_err, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
