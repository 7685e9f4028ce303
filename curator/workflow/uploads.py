"""Photos that a browser sent: imported from a folder of their own, which then goes."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from curator.imaging.names import unique_stem
from curator.store.project import Project
from curator.workflow.ingest import ImportSummary, import_photos
from curator.workflow.jobs import Job


def import_uploads(
    project: Project,
    files: Sequence[Path],
    split: str | None = None,
    author: str | None = None,
    job: Job[Any] | None = None,
) -> ImportSummary:
    """Import files that were uploaded one by one; the uploaded copies are gone afterwards.

    Raises
    ------
    StoreError
        If the project cannot be written; the photos that came in before stay.
    """
    with tempfile.TemporaryDirectory(prefix="curator-uploads-") as name:
        folder = Path(name)
        taken: defaultdict[str, set[str]] = defaultdict(set)
        for file in files:
            alike = taken[file.suffix.casefold()]
            stem = unique_stem(file.stem, alike)
            alike.add(stem.casefold())
            shutil.move(file, folder / f"{stem}{file.suffix}")
        return import_photos(project, folder, "folder", split, author, job)
