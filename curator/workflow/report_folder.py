"""Where a report goes: a folder that appears whole, with the report before it kept beside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from curator.errors import EvaluationError
from curator.evaluation.report import created_of
from curator.imaging.names import shown
from curator.store.failures import translated


def check_free(out: Path) -> datetime | None:
    """When the report that lies in `out` was made; None where nothing lies there.

    Raises
    ------
    EvaluationError
        If something else lies there.
    """
    with translated(out):
        if not out.exists():
            return None
        if not out.is_dir():
            raise EvaluationError(f"{shown(str(out))} is a file; name a folder for the report.")
        if not any(out.iterdir()):
            return None
        created = created_of(out)
    if created is None:
        raise EvaluationError(
            f"{shown(str(out))} holds something that is no report. Nothing was written there; name a "
            "folder that is empty or not there."
        )
    return created


@contextmanager
def in_place_of_earlier(out: Path) -> Iterator[Path | None]:
    """Move an earlier report beside, under its date; back again if the new one does not come."""
    created = check_free(out)
    if created is None:
        yield None
        return
    name, number = f"{out.name}-{created.astimezone(UTC):%Y%m%dT%H%M%SZ}", 1
    earlier = out.with_name(name)
    while earlier.exists():
        number += 1
        earlier = out.with_name(f"{name}-{number}")
    with translated(out):
        os.rename(out, earlier)
    try:
        yield earlier
    except BaseException:
        os.rename(earlier, out)
        raise
