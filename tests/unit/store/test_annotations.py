"""Annotations and their chains: one current revision, never a lost one."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from curator.errors import ConflictError, NotFoundError, StoreError
from curator.records import Annotation, Revision, Stroke
from curator.store.chain import as_json, digest
from curator.store.project import Project
from tests.unit.store.conftest import draft


def test_a_revision_comes_back_as_it_was_written(project: Project, annotation: Annotation) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(token="t1"), "in progress")
    read = project.revisions.get(made.hash)
    assert read == made
    assert read.stroke == Stroke("foreground", 2.5, ((1.0, 2.0), (3.0625, 4.0)))
    assert read.parent == annotation.head
    assert project.annotations.get(annotation.id).head == made.hash
    assert project.annotations.get(annotation.id).state == "in progress"


def test_the_hash_is_that_of_the_canonical_json(project: Project, annotation: Annotation) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    values = {name: value for name, value in as_json(made).items() if name != "hash"}
    by_hand = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    assert hashlib.sha256(by_hand.encode()).hexdigest() == made.hash


@pytest.mark.parametrize("name", ["parent", "author", "method", "trimap_digest", "number"])
def test_any_change_changes_the_hash(project: Project, annotation: Annotation, name: str) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    values = as_json(made)
    assert digest(values | {name: "another"}) != made.hash


def test_the_older_of_two_writers_gets_a_conflict(project: Project, annotation: Annotation) -> None:
    first = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    with pytest.raises(ConflictError, match="another window"):
        project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    assert project.annotations.get(annotation.id).head == first.hash
    assert len(project.revisions.of_annotation(annotation.id)) == 2


def test_of_many_writers_at_once_exactly_one_wins(project: Project, annotation: Annotation) -> None:
    def write(number: int) -> Revision | ConflictError:
        try:
            change = draft(author=f"writer {number}")
            return project.annotations.append(annotation.id, annotation.head, change, "in progress")
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(8) as pool:
        ended = list(pool.map(write, range(8)))
    winners = [each for each in ended if isinstance(each, Revision)]
    assert len(winners) == 1
    assert project.annotations.get(annotation.id).head == winners[0].hash


def test_undo_keeps_what_was_undone(project: Project, annotation: Annotation) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    project.annotations.move(annotation.id, made.hash, annotation.head, "in progress", "ann")
    assert project.annotations.get(annotation.id).head == annotation.head
    assert project.revisions.children(annotation.head) == (made,)


def test_a_chain_holds_its_own_branch_alone(project: Project, annotation: Annotation) -> None:
    undone = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    project.annotations.move(annotation.id, undone.hash, annotation.head, "in progress", "ann")
    kept = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    assert [step.hash for step in project.revisions.chain(kept.hash)] == [annotation.head, kept.hash]
    assert len(project.revisions.of_annotation(annotation.id)) == 3


@pytest.mark.parametrize("table", ["revision", "stroke", "review", "move"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET rowid = rowid", "DELETE FROM {0}"])
def test_history_cannot_be_rewritten(
    project: Project, annotation: Annotation, table: str, verb: str
) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(), "in progress")
    project.annotations.review(annotation.id, made.hash, "accept", "accepted", "good", "rita")
    project.annotations.move(annotation.id, made.hash, annotation.head, "in progress", "ann")
    with pytest.raises(StoreError, match="immutable"), project._database.writing() as connection:
        connection.execute(text(verb.format(table)))


def test_a_review_and_its_state_are_one_step(project: Project, annotation: Annotation) -> None:
    project.annotations.review(annotation.id, annotation.head, "accept", "accepted", "good", "rita")
    assert project.annotations.get(annotation.id).state == "accepted"
    (review,) = project.reviews.of(annotation.id)
    assert (review.verdict, review.note, review.reviewer) == ("accept", "good", "rita")
    assert review.revision == annotation.head


def test_one_token_makes_one_revision(project: Project, annotation: Annotation) -> None:
    made = project.annotations.append(annotation.id, annotation.head, draft(token="t"), "in progress")
    assert project.revisions.by_token(annotation.id, "t") == made
    assert project.revisions.by_token(annotation.id, "u") is None
    with pytest.raises(StoreError, match="UNIQUE"):
        project.annotations.append(annotation.id, made.hash, draft(token="t"), "in progress")


def test_what_is_not_there_is_said(project: Project) -> None:
    with pytest.raises(NotFoundError, match="annotation 7"):
        project.annotations.get(7)
    with pytest.raises(NotFoundError, match="revision"):
        project.revisions.get("f" * 64)
    with pytest.raises(NotFoundError, match="photo 9"):
        project.photos.get(9)
    with pytest.raises(NotFoundError, match="none yet"):
        project.splits.get("val")
