"""Strokes, undo, redo, conflicts, submit: on pixels."""

from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest

from curator.errors import ConflictError, NotFoundError, StateError, StrokeError
from curator.records import Annotation, Stroke
from curator.store.annotations import Annotations
from curator.store.project import Project
from curator.trimap import strokes
from curator.types import Trimap
from curator.workflow import annotate, matte, replay, review
from curator.workflow.annotate import (
    add_stroke,
    alpha_of,
    mattes_of,
    redo,
    submit,
    trimap_of,
    undo,
    view,
)
from curator.workflow.cache import Bounded

DOT = Stroke("foreground", 2.0, ((10.5, 10.5),))
LINE = Stroke("background", 1.0, ((20.5, 20.5), (24.5, 20.5)))


def head(project: Project, annotation: Annotation) -> str:
    return project.annotations.get(annotation.id).head


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty the cache, so that a trimap has to be replayed from what is stored."""
    monkeypatch.setattr(replay, "_trimaps", Bounded(10**9, lambda trimap: trimap.nbytes))


def test_a_stroke_paints_the_disc_around_its_point(project: Project, annotation: Annotation) -> None:
    before = trimap_of(project, annotation.id)
    add_stroke(project, annotation.id, annotation.head, DOT, "ann", "t")
    after = trimap_of(project, annotation.id)
    painted = {(int(x), int(y)) for y, x in np.argwhere(after != before)}
    # Centres (x + 0.5, y + 0.5) at most 2 from (10.5, 10.5): dx^2 + dy^2 <= 4 in whole pixels.
    disc = {(x, y) for x in range(72) for y in range(96) if (x - 10) ** 2 + (y - 10) ** 2 <= 4}
    assert painted == disc
    assert all(after[y, x] == 255 for x, y in disc)


def test_undo_and_redo_walk_the_chain(project: Project, annotation: Annotation) -> None:
    hashes, trimaps = [annotation.head], [trimap_of(project, annotation.id)]
    for number, stroke in enumerate([DOT, LINE, DOT]):
        made = add_stroke(project, annotation.id, hashes[-1], stroke, "ann", f"t{number}")
        hashes.append(made.hash)
        trimaps.append(trimap_of(project, annotation.id))
    for expected in (2, 1, 0):
        assert undo(project, annotation.id, head(project, annotation), "ann").hash == hashes[expected]
        assert (trimap_of(project, annotation.id) == trimaps[expected]).all()
    with pytest.raises(StateError, match="nothing left to undo"):
        undo(project, annotation.id, hashes[0], "ann")
    for expected in (1, 2, 3):
        assert redo(project, annotation.id, head(project, annotation), "ann").hash == hashes[expected]
    with pytest.raises(StateError, match="nothing to redo"):
        redo(project, annotation.id, hashes[3], "ann")


def test_redo_follows_the_newest_branch(project: Project, annotation: Annotation) -> None:
    add_stroke(project, annotation.id, annotation.head, DOT, "ann", "old")
    undo(project, annotation.id, head(project, annotation), "ann")
    newer = add_stroke(project, annotation.id, annotation.head, LINE, "ann", "new")
    undo(project, annotation.id, newer.hash, "ann")
    assert redo(project, annotation.id, annotation.head, "ann").hash == newer.hash


def test_a_replay_gives_the_same_trimap_to_the_bit(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(7)
    current = annotation.head
    for number in range(30):
        points = tuple((float(x), float(y)) for x, y in random.uniform(-10, 100, (4, 2)))
        stroke = Stroke(("foreground", "background", "unknown")[number % 3], 3.3, points)
        current = add_stroke(project, annotation.id, current, stroke, "ann", f"t{number}").hash
    drawn = trimap_of(project, annotation.id)
    forget(monkeypatch)
    assert (trimap_of(project, annotation.id) == drawn).all()


def test_the_older_window_gets_a_conflict_and_nothing_is_lost(
    project: Project, annotation: Annotation
) -> None:
    kept = add_stroke(project, annotation.id, annotation.head, DOT, "ann", "first window")
    with pytest.raises(ConflictError, match="kept in this window"):
        add_stroke(project, annotation.id, annotation.head, LINE, "bea", "second window")
    assert head(project, annotation) == kept.hash


def test_the_same_token_is_the_same_stroke(project: Project, annotation: Annotation) -> None:
    first = add_stroke(project, annotation.id, annotation.head, DOT, "ann", "t")
    again = add_stroke(project, annotation.id, annotation.head, DOT, "ann", "t")
    assert again == first
    assert len(project.revisions.of_annotation(annotation.id)) == 2


@pytest.mark.parametrize(
    "stroke",
    [
        Stroke("foreground", math.nan, ((1.0, 1.0),)),
        Stroke("foreground", 2.0, ((math.nan, 1.0),)),
        Stroke("foreground", 2.0, ((math.inf, 1.0),)),
        Stroke("foreground", 0.0, ((1.0, 1.0),)),
        Stroke("foreground", 1e9, ((1.0, 1.0),)),
        Stroke("foreground", 2.0, ()),
        Stroke("person", 2.0, ((1.0, 1.0),)),  # type: ignore[arg-type]
    ],
)
def test_a_stroke_that_cannot_be_drawn_changes_nothing(
    project: Project, annotation: Annotation, stroke: Stroke
) -> None:
    with pytest.raises(StrokeError):
        add_stroke(project, annotation.id, annotation.head, stroke, "ann", "t")
    assert head(project, annotation) == annotation.head


def test_a_matte_is_submitted_only_while_it_fits_the_trimap(
    project: Project, annotation: Annotation
) -> None:
    with pytest.raises(StateError, match="choose one"):
        submit(project, annotation.id, annotation.head, "ann")
    with pytest.raises(NotFoundError, match="no alpha yet"):
        alpha_of(project, annotation.id)
    chosen = matte.choose(project, annotation.id, annotation.head, "closed-form", "ann")
    assert view(project, annotation.id).has_alpha
    drawn = add_stroke(project, annotation.id, chosen.hash, DOT, "ann", "t")
    assert view(project, annotation.id).alpha_revision == chosen.hash
    assert not view(project, annotation.id).has_alpha
    with pytest.raises(StateError, match="choose one"):
        submit(project, annotation.id, drawn.hash, "ann")
    back = undo(project, annotation.id, drawn.hash, "ann")
    assert submit(project, annotation.id, back.hash, "ann").state == "submitted"


def test_accepted_is_read_only_until_reopened(project: Project, annotation: Annotation) -> None:
    chosen = matte.choose(project, annotation.id, annotation.head, "closed-form", "ann")
    submit(project, annotation.id, chosen.hash, "ann")
    review.accept(project, annotation.id, chosen.hash, "", "rita")
    for change in (
        lambda: add_stroke(project, annotation.id, chosen.hash, DOT, "ann", "t"),
        lambda: undo(project, annotation.id, chosen.hash, "ann"),
        lambda: matte.choose(project, annotation.id, chosen.hash, "closed-form", "ann"),
        lambda: review.accept(project, annotation.id, chosen.hash, "", "rita"),
    ):
        with pytest.raises(StateError, match="accepted"):
            change()
    review.reopen(project, annotation.id, chosen.hash, "hair", "rita")
    add_stroke(project, annotation.id, chosen.hash, DOT, "ann", "t")
    verdicts = [each.verdict for each in project.reviews.of(annotation.id)]
    assert verdicts == ["submit", "accept", "reopen"]


def test_a_rejection_needs_a_reason(project: Project, annotation: Annotation) -> None:
    chosen = matte.choose(project, annotation.id, annotation.head, "closed-form", "ann")
    submit(project, annotation.id, chosen.hash, "ann")
    with pytest.raises(StateError, match="note"):
        review.reject(project, annotation.id, chosen.hash, "  ", "rita")
    assert review.reject(project, annotation.id, chosen.hash, "left ear", "rita").state == "rejected"


def test_a_revision_of_another_annotation_is_refused(project: Project, annotation: Annotation) -> None:
    with pytest.raises(NotFoundError):
        trimap_of(project, annotation.id, "f" * 64)


def test_every_matte_is_listed_those_undone_too(project: Project, annotation: Annotation) -> None:
    assert mattes_of(project, annotation.id) == ()
    first = matte.choose(project, annotation.id, annotation.head, "closed-form", "ann")
    add_stroke(project, annotation.id, first.hash, DOT, "ann", "t")
    second = matte.choose(project, annotation.id, head(project, annotation), "knn", "bea")
    undo(project, annotation.id, second.hash, "ann")
    assert mattes_of(project, annotation.id) == (first, second)
    with pytest.raises(NotFoundError):
        mattes_of(project, 99)


def test_what_was_accepted_in_the_meantime_stays(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = matte.choose(project, annotation.id, annotation.head, "knn", "ann")

    def draw(trimap: Trimap, stroke: Stroke) -> object:
        with Project.open(project.folder) as elsewhere:
            submit(elsewhere, annotation.id, made.hash, "ann")
            review.accept(elsewhere, annotation.id, made.hash, "", "rita")
        return strokes.draw(trimap, stroke)

    monkeypatch.setattr(annotate, "draw", draw)
    with pytest.raises(StateError, match="accepted"):
        add_stroke(project, annotation.id, made.hash, DOT, "bob", "t")
    now = project.annotations.get(annotation.id)
    assert (now.head, now.state) == (made.hash, "accepted")


def test_of_two_verdicts_at_once_one_counts(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = matte.choose(project, annotation.id, annotation.head, "knn", "ann")
    submit(project, annotation.id, made.hash, "ann")
    both = threading.Barrier(2)
    get = Annotations.get

    def meet(self: Annotations, annotation_id: int) -> Annotation:
        found = get(self, annotation_id)
        if found.state == "submitted":
            # Where they do not meet, one of them waits for the other's transaction.
            with suppress(threading.BrokenBarrierError):
                both.wait(0.3)
        return found

    def judge(verdict: str) -> bool:
        try:
            getattr(review, verdict)(project, annotation.id, made.hash, "the left ear", verdict)
        except StateError:
            return False
        return True

    monkeypatch.setattr(Annotations, "get", meet)
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(judge, ("accept", "reject")))
    assert sorted(done) == [False, True]
    assert len(project.reviews.of(annotation.id)) == 2
