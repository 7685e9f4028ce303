"""What every test shares: no network by accident, no skip that hides a missing part."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.store.project import Project

#: Skips that are right everywhere: these parts are optional, or never there on a checking machine.
ALLOWED_SKIPS = ("../shared/data", "detectron2", "CURATOR_ONNX", "rembg")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With CURATOR_NO_SKIP set, a test that was skipped for a missing part has failed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if not (report.skipped and os.environ.get("CURATOR_NO_SKIP")) or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr)
    if not any(allowed in reason for allowed in ALLOWED_SKIPS):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be missing: {reason}"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """An empty project."""
    with Project.create(tmp_path / "project") as made:
        yield made
