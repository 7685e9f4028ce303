"""The people of a photo: listed, added, merged, removed and brought back; nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pictures
from scipy import ndimage

from curator.errors import ConflictError, InputError, NoPersonError, NotFoundError, StateError
from curator.imaging.encode import encode_png
from curator.records import Annotation, Draft, Photo, Rectangle, Stroke, SubjectMask
from curator.registry import SOURCES
from curator.store.project import Project
from curator.trimap.outline import likely, shape_of
from curator.types import Image, Trimap
from curator.workflow import adding, people, pictures
from curator.workflow.annotate import add_stroke, redo, submit, trimap_of, undo
from curator.workflow.browse import catalogue, following, history, tally
from curator.workflow.ingest import import_photos
from curator.workflow.listing import listing
from curator.workflow.propose import propose_photo
from curator.workflow.provenance import methods_of, provenance
from curator.workflow.timeline import timeline
from curator.workflow.verify import verify
from tests.crowd import HEIGHT, WIDTH, Seen, alpha_of, import_crowd, middle_of, picture, seen

__all__ = ["seen"]


@pytest.fixture
def photo(project: Project, tmp_path: Path) -> Photo:
    return import_crowd(project, tmp_path / "crowd")


@pytest.fixture
def two(project: Project, photo: Photo, seen: Seen) -> tuple[Annotation, Annotation]:
    """The left and the middle person, proposed."""
    first, second = propose_photo(project, photo.id, author="ann")
    if trimap_of(project, first.id)[120, 60] != 255:
        first, second = second, first
    return first, second


def _by_hand(first: Trimap, second: Trimap) -> Trimap:
    both = np.full(first.shape, 128, np.uint8)
    both[(first == 255) | (second == 255)] = 255
    both[(first == 0) & (second == 0)] = 0
    return both


def _person_at(project: Project, photo: Photo, number: int) -> people.Person:
    x, y = middle_of(number)
    for person in people.people(project, photo.id):
        if trimap_of(project, person.annotation.id)[int(y), int(x)] == 255:
            return person
    raise AssertionError(f"nobody has person {number}")


def _merged(project: Project, two: tuple[Annotation, Annotation]) -> str:
    first, second = two
    return people.merge(project, first.id, first.head, second.id, second.head, "ann").hash


def test_everybody_is_listed_with_a_place(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    found = people.people(project, photo.id)
    assert [person.number for person in found] == [1, 2]
    assert {person.annotation.id for person in found} == {each.id for each in two}
    for number in (0, 1):
        person = _person_at(project, photo, number)
        rows, columns = np.nonzero(alpha_of(number) >= 0.5)
        box = person.shape.box
        assert box is not None
        # By the trimap the edge is in the middle of the band, which hair pulls outwards.
        assert box.x == pytest.approx(columns.min(), abs=12)
        assert box.x + box.width == pytest.approx(columns.max() + 1, abs=12)
        assert box.y == pytest.approx(rows.min(), abs=12)
        assert box.y + box.height == pytest.approx(rows.max() + 1, abs=12)
        assert person.removal is None
    with pytest.raises(NotFoundError):
        people.people(project, 99)


def test_a_click_adds_whom_the_sources_see_there(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation], seen: Seen
) -> None:
    seen.people = [0, 1, 2]
    made = adding.add_at(project, photo.id, *middle_of(2), "ben")
    assert (made.subject, made.state) == (2, "proposed")
    trimap = trimap_of(project, made.id)
    sure = alpha_of(2)
    assert (trimap[sure == 1] != 0).all()
    x, y = middle_of(1)
    assert trimap[int(y), int(x)] == 0
    head = project.revisions.get(made.head)
    assert head.parameters["point"] == list(middle_of(2))
    assert head.author == "ben"
    assert [person.number for person in people.people(project, photo.id)] == [1, 2, 3]
    assert verify(project).faults == ()


def test_a_click_on_nobody_or_somebody_known_says_what_to_do(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation], seen: Seen
) -> None:
    before = people.people(project, photo.id)
    with pytest.raises(NoPersonError, match=r"Nobody was found there\. Drag a rectangle around"):
        adding.add_at(project, photo.id, *middle_of(2), "ann")
    with pytest.raises(NoPersonError, match="in the list already"):
        adding.add_at(project, photo.id, *middle_of(1), "ann")
    seen.people = []
    with pytest.raises(NoPersonError, match=r"there\. Drag a rectangle around"):
        adding.add_at(project, photo.id, *middle_of(2), "ann")
    with pytest.raises(InputError, match="not in the photo"):
        adding.add_at(project, photo.id, 3 * WIDTH, 5, "ann")
    assert people.people(project, photo.id) == before


def test_a_rectangle_adds_who_is_in_it(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    made = adding.add_within(
        project, photo.id, Rectangle(2 * WIDTH + 8, 10, WIDTH - 16, HEIGHT - 10), "ann"
    )
    trimap = trimap_of(project, made.id)
    x, y = middle_of(2)
    assert trimap[int(y), int(x)] == 255
    assert (trimap[:, :WIDTH] == 0).all()
    assert project.revisions.get(made.head).parameters["rectangle"]["x"] == 2 * WIDTH + 8
    assert verify(project).faults == ()


def test_who_is_merged_is_the_union_and_the_other_is_set_aside(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    first, second = two
    before = [trimap_of(project, each.id).copy() for each in two]
    revision = people.merge(project, first.id, first.head, second.id, second.head, "ann")
    assert (trimap_of(project, first.id) == _by_hand(*before)).all()
    assert revision.inputs["heads"] == [first.head, second.head]
    assert (revision.kind, revision.parent) == ("merge", first.head)
    kept, gone = people.people(project, photo.id)
    assert (kept.annotation.id, kept.number, kept.annotation.state) == (first.id, 1, "in progress")
    assert (gone.annotation.id, gone.number) == (second.id, 0)
    assert gone.removal is not None
    assert gone.removal.author == "ann"
    assert [step.revision.kind for step in timeline(project, first.id)][-1] == "merge"
    assert history(project, first.id)[-1].what == "merge"
    assert verify(project).faults == ()


def test_a_merge_is_undone_and_done_again_like_any_step(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    first, second = two
    before = trimap_of(project, first.id).copy()
    head = _merged(project, two)
    undo(project, first.id, head, "ann")
    assert (trimap_of(project, first.id) == before).all()
    back = people.restore(project, second.id, second.head, "ann")
    assert not back.removed
    redo(project, first.id, first.head, "ann")
    assert project.annotations.get(first.id).head == head


def test_what_is_told_of_a_merged_annotation_holds_the_others_history(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    first, second = two
    dot = Stroke("foreground", 3.0, ((180.0, 120.0),))
    drawn = add_stroke(project, second.id, second.head, dot, "ben", "token-1")
    people.merge(project, first.id, first.head, second.id, drawn.hash, "ann")
    told = provenance(project, project.annotations.get(first.id), photo)
    (other,) = told["merged"]
    assert other["annotation_id"] == second.id
    assert [step["kind"] for step in other["revisions"]][-1] == "stroke"
    assert other["revisions"][-1]["author"] == "ben"
    assert {"pose", "selfie", "brush", "union"} <= set(methods_of(told))


def test_who_cannot_be_merged_is_said(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    first, second = two
    dot = Stroke("foreground", 3.0, ((180.0, 120.0),))
    drawn = add_stroke(project, second.id, second.head, dot, "ben", "token-1")
    with pytest.raises(ConflictError, match="Nothing was merged"):
        people.merge(project, first.id, first.head, second.id, second.head, "ann")
    with pytest.raises(InputError, match="another person of the same photo"):
        people.merge(project, first.id, first.head, first.id, first.head, "ann")
    with pytest.raises(NotFoundError):
        people.merge(project, first.id, first.head, 99, second.head, "ann")
    _submit(project, second.id, drawn.hash)
    handed = project.annotations.get(second.id)
    with pytest.raises(StateError, match="submitted and waits for its review"):
        people.merge(project, first.id, first.head, second.id, handed.head, "ann")
    with pytest.raises(StateError, match="Reopen it on the Review page"):
        people.remove(project, second.id, handed.head, "ann")
    assert len(people.people(project, photo.id)) == 2


def _submit(project: Project, annotation_id: int, base: str) -> None:
    step = project.revisions.get(base)
    draft = Draft(
        kind="matte",
        method="closed-form",
        version="test",
        trimap_digest=step.trimap_digest,
        alpha_blob=project.blobs.add(b"an alpha"),
        author="ann",
    )
    made = project.annotations.append(annotation_id, base, draft, "in progress")
    submit(project, annotation_id, made.hash, "ann")


def test_who_is_removed_is_nowhere_and_comes_back_as_before(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    first, second = two
    dot = Stroke("foreground", 3.0, ((180.0, 120.0),))
    drawn = add_stroke(project, second.id, second.head, dot, "ben", "token-1")
    people.remove(project, second.id, drawn.hash, "ann")
    assert [card.annotation and card.annotation.id for card in catalogue(project).cards] == [first.id]
    assert [row["annotation"] for row in listing(project)] == [first.id]
    assert following(project, "in progress", first.id) is None
    assert tally(project, None, "in progress") == 0
    with pytest.raises(StateError, match="Bring it back on the Annotate page"):
        undo(project, second.id, drawn.hash, "ann")
    there, gone = people.people(project, photo.id)
    assert (there.number, gone.number, gone.annotation.id) == (1, 0, second.id)
    assert verify(project).annotations == 2
    back = people.restore(project, second.id, drawn.hash, "ann")
    assert (back.head, back.state) == (drawn.hash, "in progress")
    assert [card.which for card in catalogue(project).cards] == ["1 of 2", "2 of 2"]


def test_proposing_again_does_not_bring_back_who_was_removed(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation], seen: Seen
) -> None:
    second = two[1]
    people.remove(project, second.id, second.head, "ann")
    propose_photo(project, photo.id, author="ann")
    assert len(project.annotations.of_photo(photo.id)) == 1
    seen.people = [0, 1, 2]
    made = adding.add_at(project, photo.id, *middle_of(2), "ann")
    assert made.subject == 2


def test_who_nobody_worked_on_follows_when_people_come_and_go(
    project: Project, photo: Photo, seen: Seen
) -> None:
    seen.closer = 40
    first, second = propose_photo(project, photo.id, author="ann")
    crowded = trimap_of(project, first.id).copy()
    people.remove(project, second.id, second.head, "ann")
    alone = trimap_of(project, first.id).copy()
    assert ((alone == 128) & (crowded == 0)).any()
    people.restore(project, second.id, project.annotations.get(second.id).head, "ann")
    assert (trimap_of(project, first.id) == crowded).all()


def test_a_thumbnail_of_a_person_leaves_the_others_in_the_dark(
    project: Project, photo: Photo, two: tuple[Annotation, Annotation]
) -> None:
    # As large as the part of the photo that it shows: pixels can be compared.
    content = pictures.thumbnail_file(project, photo.id, "person", 1024, two[0].id)
    shown = np.asarray(Pictures.open(BytesIO(content))).astype(int)
    box = shape_of(trimap_of(project, two[0].id)).box
    assert box is not None
    height, width = shown.shape[:2]
    assert box.width < width < 3 * WIDTH
    left = min(max(0, box.x + box.width // 2 - width // 2), 3 * WIDTH - width)
    there = picture()[:, left : left + width][:height].astype(int)
    person = alpha_of(0)[:, left : left + width] == 1
    assert np.abs(shown - there)[person].mean() < 8
    wall = alpha_of(0)[:, left : left + width] == 0
    assert shown[wall].mean() == pytest.approx(0.4 * there[wall].mean(), rel=0.1)
    # Of photo and trimap the same part can be laid on each other.
    trimap = trimap_of(project, two[0].id)[:height, left : left + width, None]
    expected: dict[pictures.View, np.ndarray] = {"person-photo": there, "person-trimap": trimap}
    for view, pixels in expected.items():
        content = pictures.thumbnail_file(project, photo.id, view, 1024, two[0].id)
        part = np.asarray(Pictures.open(BytesIO(content))).astype(int)
        assert part.shape == shown.shape
        assert np.abs(part - pixels).mean() < 8


def _bright(image: Image, *_: object) -> list[SubjectMask]:
    """A source that sees bright discs that take a twentieth of what it is shown, as a network would."""
    pieces, count = ndimage.label(image.mean(axis=2) > 120)
    large = [n for n in range(1, count + 1) if (pieces == n).mean() > 0.05]
    if not large:
        raise NoPersonError("There is nobody.")
    return [SubjectMask((pieces == n).astype(np.float32)) for n in large]


def test_a_click_on_a_small_person_shows_the_sources_what_is_around_it(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_ins = {
        name: replace(SOURCES.get(name), function=_bright, unavailable=lambda: None)
        for name in ("selfie", "pose")
    }
    monkeypatch.setattr(SOURCES, "_records", {**SOURCES._records, **stand_ins})
    y, x = np.mgrid[:300, :400]
    large, small = (x - 120) ** 2 + (y - 150) ** 2 < 80**2, (x - 370) ** 2 + (y - 30) ** 2 < 20**2
    levels = np.where(large | small, 220, 30).astype(np.uint8)
    (tmp_path / "discs").mkdir()
    (tmp_path / "discs" / "a.png").write_bytes(encode_png(np.repeat(levels[:, :, None], 3, 2)))
    (made,) = import_photos(project, tmp_path / "discs", "folder").photos
    assert len(propose_photo(project, made.id, author="ann")) == 1
    added = adding.add_at(project, made.id, 372, 33, "ann")
    trimap = trimap_of(project, added.id)
    assert trimap[30, 370] == 255
    assert likely(trimap)[small].mean() > 0.9
    assert (trimap[large] == 0).all()
