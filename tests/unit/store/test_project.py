"""A project's folder: made once, opened by what can read it, never half written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from curator.errors import (
    CorruptError,
    DiskFullError,
    InputError,
    NewerProjectError,
    ProjectError,
    ReadOnlyError,
)
from curator.records import Photo
from curator.store.project import Project


def add_photo(project: Project, name: str = "anna", content: bytes = b"photo") -> Photo:
    return project.photos.add(
        sha256=project.blobs.add(content),
        name=f"{name}.jpg",
        stem=name,
        suffix=".jpg",
        size=(3, 4),
        external_id=None,
        attributes={},
    )


def test_what_was_kept_is_there_after_reopening(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p") as project:
        photo = add_photo(project)
        project.splits.add("val", photo.id)
    with Project.open(tmp_path / "p") as project:
        assert project.photos.all() == (photo,)
        assert project.splits.get("val").photo_ids == (photo.id,)
        assert project.damage() == ()


def test_commits_are_durable_and_references_are_kept(project: Project) -> None:
    with project._database.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ProjectError, match="not empty"):
        Project.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_project_is_made_once(tmp_path: Path) -> None:
    Project.create(tmp_path / "p").close()
    with pytest.raises(ProjectError, match="already"):
        Project.create(tmp_path / "p")


def test_no_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="curator init"):
        Project.open(tmp_path / "nothing")


def test_a_database_from_the_future_is_left_alone(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p") as project, project._database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerProjectError, match="newer curator"):
        Project.open(tmp_path / "p")
    with pytest.raises(NewerProjectError, match="9999"):
        Project.open(tmp_path / "p")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "project.db").write_bytes(b"not a database, but long enough to be looked at" * 50)
    with pytest.raises(CorruptError, match="backup"):
        Project.open(tmp_path)


def test_a_transaction_that_fails_leaves_no_trace(project: Project) -> None:
    with pytest.raises(RuntimeError, match="half way"), project.transaction():
        add_photo(project)
        raise RuntimeError("half way")
    assert project.photos.all() == ()


def test_a_full_disk_is_said_and_loses_nothing(project: Project) -> None:
    kept = add_photo(project)
    with project._database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    # SQLite's own limit on the file stands in for the disk: it fails with SQLITE_FULL, as a disk does.
    with pytest.raises(DiskFullError, match="full"), project._database.writing() as connection:
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(500):
            project.photos.add(
                sha256=f"{number:064x}",
                name="x" * 4000,
                stem=f"s{number}",
                suffix=".jpg",
                size=(1, 1),
                external_id=None,
                attributes={},
            )
    with project._database.writing() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert project.photos.all() == (kept,)
    assert project.damage() == ()


def _as_nobody(folder: Path) -> str:
    """What an account without the right to write meets, read through a pipe from a child of ours."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        os.waitpid(child, 0)
        return said
    os.close(reading)
    said = "nothing was refused"
    try:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        with Project.open(folder) as project:
            seen = [photo.name for photo in project.photos.all()]
            try:
                add_photo(project, "berta", b"another")
            except ReadOnlyError as error:
                said = f"{seen} {error}"
    except BaseException as error:  # noqa: BLE001 - the child must end here, and say why
        said = repr(error)
    os.write(writing, said.encode())
    os._exit(0)


def test_a_read_only_project_is_read_and_refuses_to_be_written() -> None:
    base = Path(tempfile.mkdtemp())
    try:
        base.chmod(0o755)
        with Project.create(base / "p") as project:
            add_photo(project)
        for path in [*base.rglob("*"), base]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        said = _as_nobody(base / "p")
    finally:
        for path in [base, *base.rglob("*")]:
            path.chmod(0o755)
        shutil.rmtree(base)
    assert said.startswith("['anna.jpg']"), said
    assert "cannot be written" in said


def test_a_folder_that_cannot_be_looked_into_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be looked into: File name too long"):
        Project.open(tmp_path / ("p" * 300))


def test_what_is_no_text_is_refused(project: Project) -> None:
    photo = add_photo(project)
    # A byte of a command line that is no text, and half a character of a JSON file.
    for name in ("val\udcff", "\ud83d"):
        with pytest.raises(InputError, match="is no text that can be stored"):
            project.splits.add(name, photo.id)
    assert project.splits.all() == ()


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "project.db")) as connection:
        connection.execute("CREATE TABLE song (photo TEXT)")
    with pytest.raises(ProjectError, match="another program's"):
        Project.open(tmp_path)
    with closing(sqlite3.connect(tmp_path / "project.db")) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("song",)]
