"""Hotspots that were looked at: until their alpha changes, and no longer."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import NotFoundError
from curator.matting.disagreement import disagreement, hotspots
from curator.records import Annotation, Outlook
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow import hotspots as looking
from curator.workflow import matte
from curator.workflow.looking import look_at, looked_at, note_run
from tests.unit.workflow.conftest import HEIGHT, WIDTH


def _mattes() -> list[Alpha]:
    """Two mattes that disagree at three places, the first one most."""
    one = np.full((HEIGHT, WIDTH), 0.5, np.float32)
    two = one.copy()
    for row, column, by in ((10, 10, 0.5), (40, 20, 0.45), (80, 60, 0.4)):
        two[row : row + 6, column : column + 6] += by
    return [one, two]


def test_a_place_stays_looked_at_until_its_alpha_changes(
    project: Project, annotation: Annotation
) -> None:
    mattes = _mattes()
    spots = hotspots(disagreement(mattes))
    assert len(spots) == 3
    assert looking.looked(project, annotation.id, mattes, spots) == (False, False, False)
    looking.look(project, annotation.id, mattes, spots[1], "ann")
    assert looking.looked(project, annotation.id, mattes, spots) == (False, True, False)
    elsewhere = [each.copy() for each in mattes]
    elsewhere[1][85, 65] = 0.1
    elsewhere[0] += np.float32(0.004)
    assert looking.looked(project, annotation.id, elsewhere, spots) == (False, True, False)
    there = [each.copy() for each in mattes]
    there[0][42, 22] = 0.9
    assert looking.looked(project, annotation.id, there, spots) == (False, False, False)
    looking.look(project, annotation.id, there, spots[1], "ann")
    assert looking.looked(project, annotation.id, there, spots) == (False, True, False)
    assert looking.looked(project, annotation.id, mattes, spots) == (False, True, False)


def test_a_hotspot_that_grew_a_little_was_looked_at_and_one_beside_it_was_not(
    project: Project, annotation: Annotation
) -> None:
    mattes = _mattes()
    spots = hotspots(disagreement(mattes))
    looking.look(project, annotation.id, mattes, spots[0], "ann")
    y, x = spots[0].y, spots[0].x
    fields = {"weight": 1.0, "peak_x": x, "peak_y": y}
    grown = type(spots[0])(x=x - 1, y=y, width=7, height=7, **fields)
    beside = type(spots[0])(x=x + 5, y=y, width=6, height=6, **fields)
    assert looking.looked(project, annotation.id, mattes, [grown, beside]) == (True, False)


def test_what_was_looked_at_in_parts_was_looked_at(project: Project, annotation: Annotation) -> None:
    """A stroke elsewhere may cut the same ground into other places."""
    mattes = [np.zeros((HEIGHT, WIDTH), np.float32) for _ in range(2)]
    mattes[1][40:48, 4:68] = 0.5
    spots = hotspots(disagreement(mattes))
    row = sorted(spots[:3], key=lambda spot: spot.x)
    for spot in row[:2]:
        looking.look(project, annotation.id, mattes, spot, "ann")
    between = type(row[0])(
        x=row[0].x + 8, y=40, width=row[1].x - row[0].x, height=8, weight=1.0, peak_x=20, peak_y=40
    )
    assert looking.looked(project, annotation.id, mattes, [between, row[2]]) == (True, False)
    mattes[1][44, row[1].x + 6] = 0.1
    assert looking.looked(project, annotation.id, mattes, [between, row[0]]) == (False, True)


def test_what_remains_is_the_weight_of_what_nobody_looked_at(
    project: Project, annotation: Annotation
) -> None:
    mattes = _mattes()
    spots = hotspots(disagreement(mattes))
    looking.expect(project, annotation.id, annotation.head, mattes, spots)
    whole = sum(spot.weight for spot in spots)
    assert project.attention.outlooks() == {annotation.id: Outlook(annotation.head, whole, 3)}
    looking.look(project, annotation.id, mattes, spots[0], "ann")
    looking.expect(project, annotation.id, annotation.head, mattes, spots)
    left = spots[1].weight + spots[2].weight
    assert project.attention.outlooks()[annotation.id] == Outlook(annotation.head, left, 2)


def test_a_run_is_noted_and_its_hotspots_looked_at_by_number(
    project: Project, annotation: Annotation
) -> None:
    one, two = _mattes()
    spread = disagreement([one, two])
    found = matte.Candidates(
        annotation.head,
        (
            matte.Candidate("closed-form", "Closed-form", {}, 0.1, one, None),
            matte.Candidate("knn", "KNN", {}, 0.1, two, None),
            matte.Candidate("shared", "Shared", {}, 0.1, None, "It did not converge."),
        ),
        spread,
        hotspots(spread),
    )
    matte._found.put(matte._key(project, annotation.head), found)
    note_run(project, annotation.id, found, "ann")
    assert project.work.runs() == {annotation.id: 1}
    assert project.attention.outlooks()[annotation.id].spots == 3
    assert look_at(project, annotation.id, annotation.head, 2, "ann") == (False, False, True)
    assert looked_at(project, annotation.id, found) == (False, False, True)
    assert project.attention.outlooks()[annotation.id].spots == 2
    with pytest.raises(NotFoundError, match="no hotspot 4"):
        look_at(project, annotation.id, annotation.head, 3, "ann")
