"""An installed package adds a source: it is found, listed, and proposes like those of the house."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from curator.imaging.encode import encode_png
from curator.store.project import Project
from curator.workflow.annotate import trimap_of
from tests.scenes import scene

MODULE = '''
"""A source of a package of its own: the bright half of the photo."""
import numpy as np
from curator.parameters import NoParameters
from curator.records import SubjectMask
from curator.registry import SOURCES, Source


def bright(photo, prompt, parameters):
    return (SubjectMask((photo.mean(axis=2) >= 128).astype(np.float32)),)


SOURCES.register(Source(
    name="bright", title="Bright half", paper="", version="7", trust=1.0, parameters=NoParameters,
    function=bright, unavailable=lambda: None,
))
'''


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder as pip leaves it: a module, and beside it what its distribution says of itself."""
    folder = tmp_path / "site"
    about = folder / "curator_bright-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "curator_bright.py").write_text(MODULE, "utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: curator-bright\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[curator.proposal]\nbright = curator_bright\n")
    return folder


def run(site: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curator.cli", *map(str, words)]
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": path}, cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_its_source_is_listed_and_proposes(site: Path, tmp_path: Path) -> None:
    listed = json.loads(run(site, "methods", "--json").stdout)["sources"]
    (bright,) = (each for each in listed if each["name"] == "bright")
    assert (bright["title"], bright["version"], bright["unavailable"]) == ("Bright half", "7", None)
    assert {"annotation", "grabcut", "selfie"} <= {each["name"] for each in listed}

    photos = tmp_path / "photos"
    photos.mkdir()
    photo = scene(160, 120).image // 4
    photo[20:120, 30:90] = 230
    (photos / "one.png").write_bytes(encode_png(photo))
    project = tmp_path / "project"
    Project.create(project).close()
    assert run(site, "import", project, photos).returncode == 0
    done = run(site, "propose", project, "--source", "bright")
    assert done.returncode == 0, done.stderr
    with Project.open(project) as opened:
        (annotation,) = opened.annotations.all(None)
        (mask,) = opened.revisions.get(annotation.head).inputs["masks"]
        assert (mask["source"], mask["version"]) == ("bright", "7")
        trimap = trimap_of(opened, annotation.id)
        assert trimap[70, 60] == 255
        assert trimap[2, 2] == 0


def test_a_package_that_cannot_be_loaded_is_named(site: Path) -> None:
    (site / "curator_bright.py").write_text("import a_module_that_is_not_there")
    done = run(site, "methods")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "The installed package curator-bright cannot add its source 'bright'" in done.stderr
    assert "pip uninstall curator-bright" in done.stderr


def test_a_name_that_is_taken_is_not_taken_twice(site: Path) -> None:
    (site / "curator_bright.py").write_text(MODULE.replace('name="bright"', 'name="selfie"'))
    done = run(site, "methods")
    assert done.returncode == 1
    assert "there is a source 'selfie' already" in done.stderr
