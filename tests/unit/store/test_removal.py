"""Annotations that are set aside: out of sight, whole, and brought back as they were."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from curator.errors import ConflictError, StateError, StoreError
from curator.records import Annotation, Photo
from curator.store.project import Project
from tests.unit.store.conftest import draft


def test_what_is_set_aside_is_seen_only_by_who_asks_for_it(
    project: Project, annotation: Annotation
) -> None:
    other = project.annotations.create(annotation.photo_id, 1, None, draft(), "proposed")
    gone = project.annotations.remove(annotation.id, annotation.head, "ann")
    assert gone.removed
    assert project.annotations.all() == project.annotations.of_photo(annotation.photo_id) == (other,)
    assert project.annotations.all("proposed", removed=True) == (gone, other)
    assert project.annotations.of_photo(annotation.photo_id, removed=True) == (gone, other)
    assert project.annotations.get(annotation.id) == gone


def test_what_is_brought_back_is_as_it_was_and_says_who_did_it(
    project: Project, annotation: Annotation
) -> None:
    project.annotations.remove(annotation.id, annotation.head, "ann")
    back = project.annotations.restore(annotation.id, annotation.head, "ben")
    assert (back.head, back.state, back.removed) == (annotation.head, annotation.state, False)
    said = project.annotations.removals(annotation.id)
    assert [(each.removed, each.author, each.revision) for each in said] == [
        (True, "ann", annotation.head),
        (False, "ben", annotation.head),
    ]
    assert said[0].created_at <= said[1].created_at


def test_it_is_refused_where_somebody_saved_or_did_it_before(
    project: Project, annotation: Annotation
) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    with pytest.raises(ConflictError, match="another window"):
        project.annotations.remove(annotation.id, annotation.head, "ann")
    with pytest.raises(StateError, match="nobody removed it"):
        project.annotations.restore(annotation.id, made.hash, "ann")
    project.annotations.remove(annotation.id, made.hash, "ann")
    with pytest.raises(StateError, match="removed already"):
        project.annotations.remove(annotation.id, made.hash, "ann")
    assert len(project.annotations.removals(annotation.id)) == 1


def test_the_number_of_a_subject_set_aside_is_not_given_again(
    project: Project, photo: Photo, annotation: Annotation
) -> None:
    assert project.annotations.next_subject(photo.id + 1) == 0
    second = project.annotations.create(photo.id, 1, None, draft(), "proposed")
    project.annotations.remove(second.id, second.head, "ann")
    assert project.annotations.next_subject(photo.id) == 2


@pytest.mark.parametrize("verb", ["UPDATE removal SET rowid = rowid", "DELETE FROM removal"])
def test_who_set_aside_cannot_be_rewritten(project: Project, annotation: Annotation, verb: str) -> None:
    project.annotations.remove(annotation.id, annotation.head, "ann")
    with pytest.raises(StoreError, match="immutable"), project._database.writing() as connection:
        connection.execute(text(verb))
