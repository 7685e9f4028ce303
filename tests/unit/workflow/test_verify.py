"""`curator verify`: finds what is sound, and every kind of damage."""

from __future__ import annotations

import sqlite3
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from curator.exchange import IncomingPhoto, IncomingSubject
from curator.imaging.encode import encode_alpha, encode_png
from curator.records import Annotation, Rectangle, Revision, Stroke
from curator.registry import FORMATS
from curator.store.project import Project
from curator.types import Trimap
from curator.workflow import verify as verifying
from curator.workflow.annotate import add_stroke, undo
from curator.workflow.ingest import import_photos
from curator.workflow.matte import choose
from curator.workflow.verify import verify

DOT = Stroke("unknown", 3.0, ((30.0, 40.0), (41.25, 40.0)))


@pytest.fixture
def worked(project: Project, annotation: Annotation) -> Project:
    """A project with a proposal, a stroke and a matte."""
    made = add_stroke(project, annotation.id, annotation.head, DOT, "ann", "t")
    choose(project, annotation.id, made.hash, "closed-form", "ann")
    return project


def tampered(project: Project, statement: str) -> tuple[str, ...]:
    """The faults found after somebody with a database tool has been there."""
    with sqlite3.connect(project.folder / "project.db") as connection:
        for table in ("revision", "stroke"):
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_update")
        connection.execute(statement)
    return verify(project).faults


def test_a_sound_project_has_no_fault(worked: Project) -> None:
    summary = verify(worked)
    assert summary.faults == ()
    assert (summary.photos, summary.annotations, summary.revisions) == (1, 1, 3)
    assert summary.blobs == len(list(worked.blobs.all()))


def test_a_changed_stroke_is_found(worked: Project) -> None:
    faults = tampered(worked, "UPDATE stroke SET radius = 9")
    assert any("hash does not match" in fault for fault in faults)
    assert any("another trimap" in fault for fault in faults)


def test_a_changed_author_is_found(worked: Project) -> None:
    (fault,) = tampered(worked, "UPDATE revision SET author = 'somebody' WHERE number = 2")
    assert fault.startswith("Revision 2 of annotation 1 was changed")


def test_changed_kernels_are_found(worked: Project) -> None:
    faults = tampered(
        worked, "UPDATE revision SET parameters = '{\"kernels\": [3.0]}' WHERE number = 1"
    )
    assert any("Revision 1" in fault and "another trimap" in fault for fault in faults)


def test_every_damaged_or_missing_blob_is_named(worked: Project) -> None:
    blobs = sorted(worked.blobs.all())
    for blob in blobs:
        path = next(worked.folder.glob(f"blobs/??/{blob}"))
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        assert any(blob in fault for fault in verify(worked).faults)
        path.unlink()
        faults = verify(worked).faults
        path.write_bytes(content)
        assert any(blob in fault for fault in faults)
    assert verify(worked).faults == ()


def test_what_no_replay_reads_is_missed_all_the_same(
    project: Project, tmp_path: Path, eg_folder: Path
) -> None:
    """Imported masks nobody asked yet, histories that came along, and what was looked at."""
    import_photos(project, eg_folder, "pfcn")
    subject = IncomingSubject(np.ones((8, 9), np.float32), 1, alpha=np.ones((8, 9), np.float32))
    subject = replace(subject, provenance={"state": "accepted"})
    photo = IncomingPhoto("a.png", encode_png(np.zeros((8, 9, 3), np.uint8)), subjects=(subject,))
    given = replace(FORMATS.get("folder"), name="given", read=lambda _: iter([photo]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(FORMATS._records, "given", given)
        import_photos(project, tmp_path, "given")
    (annotation,) = project.annotations.all()
    box = Rectangle(1, 1, 4, 4)
    looked = project.blobs.add(encode_alpha(np.full((4, 4), 0.5, np.float32)))
    project.attention.add(annotation.id, box, looked, "ann")
    assert verify(project).faults == ()
    for blob in sorted(project.blobs.all()):
        path = next(project.folder.glob(f"blobs/??/{blob}"))
        content = path.read_bytes()
        path.unlink()
        assert any(blob in fault for fault in verify(project).faults)
        path.write_bytes(content)


def test_a_half_written_blob_that_no_row_names_is_no_fault(worked: Project, tmp_path: Path) -> None:
    (worked.folder / "blobs" / "ab").mkdir(exist_ok=True)
    (worked.folder / "blobs" / "ab" / f".{'ab' * 32}.1f").write_bytes(b"half")
    assert verify(worked).faults == ()


@pytest.mark.parametrize("column", ["inputs", "parameters"])
@pytest.mark.parametrize("record", ["'{}'", "'[7]'", "'{cut sho'"])
def test_a_damaged_record_is_found(worked: Project, column: str, record: str) -> None:
    faults = tampered(worked, f"UPDATE revision SET {column} = {record} WHERE number = 1")
    assert any("annotation 1" in fault for fault in faults)


def test_a_long_history_is_not_held_in_memory(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = annotation.head
    for number in range(12):
        head = add_stroke(project, annotation.id, head, DOT, "ann", f"t{number}").hash
        if number % 4 == 0:
            head = undo(project, annotation.id, head, "ann").hash
    replayed, held, most = verifying.replayed, weakref.WeakSet(), []

    def counted(project: Project, step: Revision, before: Trimap | None) -> Trimap:
        most.append(sum(1 for _ in held))
        # A view of its own: what the cache of the replay keeps is not counted.
        trimap = replayed(project, step, before).view(_Counted)
        held.add(trimap)
        return trimap

    monkeypatch.setattr(verifying, "replayed", counted)
    assert verify(project).faults == ()
    assert len(most) == 13
    assert max(most) <= 3


class _Counted(np.ndarray):
    __hash__ = object.__hash__  # type: ignore[assignment]
