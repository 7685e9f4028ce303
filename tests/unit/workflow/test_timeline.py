"""The timeline: branches in place, going to any step, thumbnails that show where a stroke went."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import ConflictError, NotFoundError, StateError
from curator.imaging.decode import decode_photo
from curator.records import Annotation, Revision, Stroke
from curator.store.project import Project
from curator.workflow import annotate, matte, timeline
from curator.workflow.choices import Choices
from curator.workflow.propose import propose_photo
from tests.unit.workflow.conftest import HEIGHT, WIDTH


def _draw(project: Project, annotation: Annotation, x: float, label: str = "foreground") -> Revision:
    head = project.annotations.get(annotation.id).head
    stroke = Stroke(label, 3.0, ((x, 10.0), (x, 20.0)))  # type: ignore[arg-type]
    return annotate.add_stroke(project, annotation.id, head, stroke, "ann", f"token-{x}-{head[:8]}")


def _places(project: Project, annotation: Annotation) -> list[tuple[int, int | None, int]]:
    found = timeline.timeline(project, annotation.id)
    return [(step.revision.number, step.parent, step.branch) for step in found]


def test_drawing_after_a_jump_branches_and_no_place_changes(
    project: Project, annotation: Annotation
) -> None:
    first = project.annotations.get(annotation.id).head
    one = _draw(project, annotation, 5)
    two = _draw(project, annotation, 15)
    straight = [(1, None, 0), (2, 1, 0), (3, 2, 0)]
    assert _places(project, annotation) == straight
    timeline.jump(project, annotation.id, two.hash, one.hash, "ben")
    _draw(project, annotation, 25)
    assert _places(project, annotation) == [*straight, (4, 2, 1)]
    timeline.jump(project, annotation.id, project.annotations.get(annotation.id).head, first, "ben")
    _draw(project, annotation, 35)
    _draw(project, annotation, 45)
    assert _places(project, annotation) == [*straight, (4, 2, 1), (5, 1, 2), (6, 5, 2)]
    later = timeline.timeline(project, annotation.id, after=4)
    assert [(step.revision.number, step.branch) for step in later] == [(5, 2), (6, 2)]


def test_a_jump_brings_the_trimap_of_that_step_and_keeps_the_rest(
    project: Project, annotation: Annotation
) -> None:
    first = project.annotations.get(annotation.id).head
    before = annotate.trimap_of(project, annotation.id)
    last = _draw(project, annotation, 5)
    drawn = annotate.trimap_of(project, annotation.id)
    assert not np.array_equal(before, drawn)
    timeline.jump(project, annotation.id, last.hash, first, "ben")
    assert project.annotations.get(annotation.id).head == first
    assert np.array_equal(annotate.trimap_of(project, annotation.id), before)
    timeline.jump(project, annotation.id, first, last.hash, "ben")
    assert np.array_equal(annotate.trimap_of(project, annotation.id), drawn)
    with project._database.reading() as connection:
        moves = connection.exec_driver_sql("SELECT source, target, author FROM move").all()
    assert [tuple(move) for move in moves] == [(last.hash, first, "ben"), (first, last.hash, "ben")]


def test_a_jump_is_refused_where_it_would_do_harm(project: Project, annotation: Annotation) -> None:
    first = project.annotations.get(annotation.id).head
    last = _draw(project, annotation, 5)
    with pytest.raises(ConflictError, match="changed in another window"):
        timeline.jump(project, annotation.id, first, first, "ben")
    with pytest.raises(NotFoundError, match="no revision"):
        timeline.jump(project, annotation.id, last.hash, "0" * 64, "ben")
    chosen = matte.choose(project, annotation.id, last.hash, "closed-form", "ann")
    annotate.submit(project, annotation.id, chosen.hash, "ann")
    with pytest.raises(StateError, match="submitted"):
        timeline.jump(project, annotation.id, chosen.hash, first, "ben")
    assert project.annotations.get(annotation.id).head == chosen.hash


def test_a_step_of_another_annotation_is_none_of_this_one(
    project: Project, annotation: Annotation, eg_folder: object
) -> None:
    from curator.workflow.ingest import import_photos

    imported = import_photos(project, eg_folder, "pfcn").photos  # type: ignore[arg-type]
    (other,) = propose_photo(project, imported[-1].id, Choices(("annotation",)))
    head = project.annotations.get(annotation.id).head
    for ask in (timeline.thumbnail, timeline.film):
        with pytest.raises(NotFoundError, match="not one of annotation"):
            ask(project, annotation.id, other.head)
    with pytest.raises(NotFoundError, match="not one of annotation"):
        timeline.jump(project, annotation.id, head, other.head, "ben")


def test_a_thumbnail_shows_what_a_stroke_changed_however_thin(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "SIDE", 24)
    monkeypatch.setattr(timeline, "encode_jpeg", lambda image, _quality: image.tobytes())
    head = project.annotations.get(annotation.id).head
    stroke = Stroke("background", 0.5, ((36.5, 52.5), (36.5, 52.5)))
    step = annotate.add_stroke(project, annotation.id, head, stroke, "ann", "a-thin-stroke")
    small = np.frombuffer(timeline.thumbnail(project, annotation.id, step.hash), np.uint8)
    small = small.reshape(24, 24 * WIDTH // HEIGHT, 3)
    marked = np.argwhere((small == timeline._COLOURS[0]).all(axis=2))
    assert marked.tolist() == [[52 * 24 // HEIGHT, 36 * 18 // WIDTH]]


def test_a_thumbnail_of_a_matte_is_its_alpha(project: Project, annotation: Annotation) -> None:
    chosen = matte.choose(project, annotation.id, annotation.head, "closed-form", "ann")
    small = decode_photo(timeline.thumbnail(project, annotation.id, chosen.hash), "a thumbnail")
    alpha = annotate.alpha_of(project, annotation.id)
    assert small.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(small[:, :, 0] / 255 - alpha).mean() < 0.02


def test_the_film_holds_what_led_to_a_step_and_nothing_undone(
    project: Project, annotation: Annotation
) -> None:
    one = _draw(project, annotation, 5)
    _draw(project, annotation, 15)
    timeline.jump(project, annotation.id, project.annotations.get(annotation.id).head, one.hash, "ben")
    last = _draw(project, annotation, 25, "background")
    scenes = timeline.film(project, annotation.id, last.hash)
    assert [scene.number for scene in scenes] == [1, 2, 4]
    assert [scene.stroke.label for scene in scenes if scene.stroke] == ["foreground", "background"]
