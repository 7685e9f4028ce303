"""Fills and changes of the band as revisions: stored, replayed, taken back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from curator.errors import ConflictError, StateError, StrokeError
from curator.records import Annotation, Stroke
from curator.store.project import Project
from curator.trimap.corrections import Correction
from curator.trimap.flood import Flood
from curator.trimap.polygon import Polygon
from curator.trimap.widen import BandChange
from curator.workflow import replay
from curator.workflow.annotate import add_stroke, submit, trimap_of, undo
from curator.workflow.cache import Bounded
from curator.workflow.corrections import correct
from curator.workflow.matte import choose
from curator.workflow.verify import verify
from tests.unit.workflow.conftest import picture

TRIANGLE = Polygon("background", ((2.03, 3.0), (40.0, 8.0), (20.5, 60.0)))
WIDER = BandChange("widen", 3)
NARROWER = BandChange("narrow", 2, 8.0, ((10.0, 50.0), (60.0, 52.0)))


def flood_of(project: Project, annotation: Annotation) -> Flood:
    y, x = np.argwhere(trimap_of(project, annotation.id) == 128)[0]
    return Flood("foreground", int(x), int(y), 60)


def test_every_correction_is_replayed_to_the_bit(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    current, before = annotation.head, trimap_of(project, annotation.id)
    corrections: list[Correction] = [TRIANGLE, WIDER, NARROWER, flood_of(project, annotation)]
    for number, correction in enumerate(corrections):
        current = correct(project, annotation.id, current, correction, "ann", f"token {number}").hash
        after = trimap_of(project, annotation.id)
        assert not np.array_equal(after, before), correction
        before = after
    current = add_stroke(
        project, annotation.id, current, Stroke("unknown", 4, ((30.0, 30.0),)), "ann", "last"
    ).hash
    drawn = trimap_of(project, annotation.id)
    monkeypatch.setattr(replay, "_trimaps", Bounded(10**9, lambda trimap: trimap.nbytes))
    np.testing.assert_array_equal(trimap_of(project, annotation.id), drawn)
    assert verify(project).faults == ()
    kinds = [step.kind for step in project.revisions.chain(current)]
    assert kinds == ["propose", "polygon", "band", "band", "flood", "stroke"]


def test_a_flood_settles_what_has_the_colour(project: Project, annotation: Annotation) -> None:
    image, _ = picture()
    before = trimap_of(project, annotation.id)
    # The disc is bright, the ground dark: from an unknown pixel of the disc only the disc is reached.
    y, x = next((y, x) for y, x in np.argwhere(before == 128) if image[y, x].min() > 150)
    correct(project, annotation.id, annotation.head, Flood("foreground", int(x), int(y), 60), "a", "t")
    after = trimap_of(project, annotation.id)
    changed = after != before
    assert changed.any()
    assert (before[changed] == 128).all()
    assert (after[changed] == 255).all()
    assert (image[changed].min(axis=1) > 150).all()


def test_a_correction_is_undone_and_needs_a_new_matte(project: Project, annotation: Annotation) -> None:
    before = trimap_of(project, annotation.id)
    matted = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    made = correct(project, annotation.id, matted.hash, TRIANGLE, "ann", "t")
    assert project.annotations.get(annotation.id).state == "in progress"
    with pytest.raises(StateError, match="choose one"):
        submit(project, annotation.id, made.hash, "ann")
    undo(project, annotation.id, made.hash, "ann")
    np.testing.assert_array_equal(trimap_of(project, annotation.id), before)


def test_the_same_token_is_the_same_correction(project: Project, annotation: Annotation) -> None:
    first = correct(project, annotation.id, annotation.head, TRIANGLE, "ann", "t")
    assert correct(project, annotation.id, annotation.head, TRIANGLE, "ann", "t") == first
    assert len(project.revisions.of_annotation(annotation.id)) == 2


def test_the_older_window_gets_a_conflict(project: Project, annotation: Annotation) -> None:
    kept = correct(project, annotation.id, annotation.head, TRIANGLE, "ann", "first")
    with pytest.raises(ConflictError, match="kept in this window"):
        correct(project, annotation.id, annotation.head, WIDER, "bea", "second")
    assert project.annotations.get(annotation.id).head == kept.hash


@pytest.mark.parametrize(
    "correction",
    [
        Polygon("foreground", ((1, 1), (2, 2))),
        BandChange("widen", 0),
        Flood("foreground", 10**6, 1, 4),
        Flood("foreground", 0, 0, 4),
    ],
)
def test_what_cannot_be_drawn_changes_nothing(
    project: Project, annotation: Annotation, correction: Correction
) -> None:
    with pytest.raises(StrokeError):
        correct(project, annotation.id, annotation.head, correction, "ann", "t")
    assert project.annotations.get(annotation.id).head == annotation.head


def test_what_is_submitted_is_not_corrected(project: Project, annotation: Annotation) -> None:
    matted = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    submit(project, annotation.id, matted.hash, "ann")
    with pytest.raises(StateError, match="submitted"):
        correct(project, annotation.id, matted.hash, TRIANGLE, "ann", "t")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("parameters = json_set(parameters, '$.pixels', 9) WHERE kind = 'band'", "another trimap"),
        ("parameters = '{}' WHERE kind = 'band'", "not what it should be"),
        ("inputs = json_set(inputs, '$.pixels', 'ab') WHERE kind = 'flood'", "other pixels"),
    ],
)
def test_a_changed_record_is_found(
    project: Project, annotation: Annotation, statement: str, words: str
) -> None:
    made = correct(project, annotation.id, annotation.head, WIDER, "ann", "t")
    correct(project, annotation.id, made.hash, flood_of(project, annotation), "ann", "u")
    with sqlite3.connect(Path(project.folder) / "project.db") as connection:
        connection.execute("DROP TRIGGER IF EXISTS revision_no_update")
        connection.execute(f"UPDATE revision SET {statement}")
    assert any(words in fault for fault in verify(project).faults)
