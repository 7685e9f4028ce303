"""Several people in a photo: who gets a trimap, what the others are in it, and who is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curator.errors import ConflictError, NoPersonError, ParameterError
from curator.exchange import IncomingPhoto, IncomingSubject
from curator.imaging.encode import encode_mask, encode_png
from curator.records import Photo, Problem, Rectangle, Stroke, SubjectMask
from curator.registry import FORMATS, SOURCES, Format, Source
from curator.store.project import Project
from curator.types import PersonMask
from curator.workflow import neighbours, people, propose
from curator.workflow.annotate import add_stroke, alpha_of, trimap_of
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.neighbours import settle
from curator.workflow.propose import (
    propose_all,
    propose_photo,
    propose_rectangle,
    start_blank,
)
from curator.workflow.verify import verify

HEIGHT, WIDTH = 120, 160


def box(left: int, right: int, top: int = 20, bottom: int = 120) -> PersonMask:
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    mask[top:bottom, left:right] = 1
    return mask


LEFT, RIGHT, TINY = box(10, 70), box(80, 150), box(2, 8, 2, 10)


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[PersonMask]]:
    """Stand-ins for the embedded sources: what each says of a whole photo; cut to a crop's size."""
    words = {"selfie": [np.maximum(LEFT, RIGHT)], "pose": [RIGHT, LEFT]}

    def stand_in(name: str) -> None:
        def function(photo: np.ndarray, *_: object) -> Sequence[SubjectMask]:
            height, width = photo.shape[:2]
            if not words[name]:
                raise NoPersonError(f"{name} found nobody.")
            # The pixels of these photos say where they lie, so that a crop knows its place.
            left, top = int(photo[0, 0, 0]), int(photo[0, 0, 1])
            return [SubjectMask(mask[top : top + height, left : left + width]) for mask in words[name]]

        record = replace(SOURCES.get(name), function=function, unavailable=lambda: None)
        monkeypatch.setitem(SOURCES._records, name, record)

    stand_in("selfie")
    stand_in("pose")
    return words


def places() -> np.ndarray:
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    pixels[..., 0] = np.arange(WIDTH)
    pixels[..., 1] = np.arange(HEIGHT)[:, None]
    return pixels


def imported(
    project: Project, monkeypatch: pytest.MonkeyPatch, subjects: Sequence[IncomingSubject]
) -> Photo:
    photo = IncomingPhoto("two.png", encode_png(places()), subjects=tuple(subjects))

    def read(_: Path) -> Sequence[IncomingPhoto | Problem]:
        return [photo]

    FORMATS.names()
    monkeypatch.setitem(FORMATS._records, "given", Format("given", "", "", "1", read, None))  # type: ignore[arg-type]
    (made,) = import_photos(project, Path(), "given").photos
    return made


@pytest.fixture
def bare(project: Project, monkeypatch: pytest.MonkeyPatch) -> Photo:
    return imported(project, monkeypatch, [])


@pytest.fixture
def coco(project: Project, monkeypatch: pytest.MonkeyPatch) -> Photo:
    """Three annotated people, one of 48 pixels, and a crowd."""
    return imported(
        project,
        monkeypatch,
        [
            IncomingSubject(TINY, 30),
            IncomingSubject(LEFT, 10),
            IncomingSubject(box(0, 160), 99, is_crowd=True),
            IncomingSubject(RIGHT, 20),
        ],
    )


def test_each_person_has_a_trimap_in_which_the_other_is_background(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    first, second = propose_photo(project, bare.id)
    # The larger one, and the silhouette's half of each, come first and second.
    right, left = trimap_of(project, first.id), trimap_of(project, second.id)
    assert (right[80, 115], right[80, 40]) == (255, 0)
    assert (left[80, 115], left[80, 40]) == (0, 255)
    head = project.revisions.get(first.head)
    assert [each["source"] for each in head.inputs["masks"]] == ["selfie", "pose"]
    assert verify(project).faults == ()


def test_everyone_is_one_trimap_and_main_is_the_main_one(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    (main,) = propose_photo(project, bare.id, Choices(people="main"))
    assert (trimap_of(project, main.id)[80, 115], trimap_of(project, main.id)[80, 40]) == (255, 0)
    (both,) = propose_photo(project, bare.id, Choices(people="everyone"))
    assert both.id == main.id
    trimap = trimap_of(project, both.id)
    assert (trimap[80, 115], trimap[80, 40], trimap[5, 75]) == (255, 255, 0)
    with pytest.raises(ParameterError, match="each, everyone, main"):
        Choices(people="nobody")  # type: ignore[arg-type]


def test_annotated_people_keep_their_ids_and_small_ones_are_carried_over(
    project: Project, coco: Photo, says: dict[str, list[PersonMask]]
) -> None:
    summary = propose_all(project)
    assert (summary.proposed, summary.carried, summary.problems) == (3, 1, ())
    tiny, left, right = project.annotations.of_photo(coco.id)
    assert [each.external_id for each in (tiny, left, right)] == [30, 10, 20]
    assert [each.state for each in (tiny, left, right)] == ["submitted", "proposed", "proposed"]
    assert project.revisions.get(tiny.head).kind == "carried"
    np.testing.assert_array_equal(alpha_of(project, tiny.id), TINY)
    assert set(np.unique(trimap_of(project, tiny.id))) == {0, 255}
    assert project.revisions.get(left.head).parameters["fusion"] == "anchored"
    assert trimap_of(project, left.id)[80, 115] == 0
    # Whoever is carried over is background of the others as well.
    assert trimap_of(project, left.id)[5, 5] == 0
    assert verify(project).faults == ()
    assert propose_all(project).proposed == 0


def test_who_is_carried_over_is_a_neighbour_from_the_first(
    project: Project, monkeypatch: pytest.MonkeyPatch, says: dict[str, list[PersonMask]]
) -> None:
    on_a_lap = box(35, 45, 70, 90)
    photo = imported(project, monkeypatch, [IncomingSubject(LEFT, 10), IncomingSubject(on_a_lap, 30)])
    left, _ = propose_photo(project, photo.id)
    assert trimap_of(project, left.id)[80, 40] == 128, "what both claim is left unknown"
    assert propose_photo(project, photo.id) == ()
    assert settle(project, photo.id, "ann") == ()


def test_sources_are_asked_about_the_main_person_alone_where_nobody_else_is_proposed(
    project: Project, coco: Photo, says: dict[str, list[PersonMask]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("selfie", "pose"):
        record = SOURCES.get(name)

        def function(*given: Any, record: Source = record) -> Sequence[SubjectMask]:
            asked.append(record.name)
            return record.function(*given)

        monkeypatch.setitem(SOURCES._records, name, replace(record, function=function))
    (main,) = propose_photo(project, coco.id, Choices(people="main"))
    assert main.external_id == 20, "the largest"
    assert sorted(asked) == ["pose", "selfie"]


def test_a_rectangle_makes_the_others_background_of_whom_nobody_worked_on(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]], monkeypatch: pytest.MonkeyPatch
) -> None:
    says["selfie"], says["pose"] = [], [LEFT, RIGHT]
    right, left = propose_photo(project, bare.id)
    assert trimap_of(project, left.id)[80, 60] == 255
    wide = SubjectMask(box(40, 150))
    grabcut = replace(SOURCES.get("grabcut"), function=lambda *_: [wide])
    monkeypatch.setitem(SOURCES._records, "grabcut", grabcut)
    propose_rectangle(project, right.id, right.head, Rectangle(40, 20, 110, 100), "ann")
    assert trimap_of(project, left.id)[80, 60] == 128, "what both claim is left unknown"
    assert settle(project, bare.id, "ann") == ()
    assert verify(project).faults == ()


def test_what_is_too_small_is_a_choice(
    project: Project, coco: Photo, says: dict[str, list[PersonMask]]
) -> None:
    summary = propose_all(project, Choices(smallest=0))
    assert (summary.proposed, summary.carried) == (3, 0)
    tiny = project.annotations.of_photo(coco.id)[0]
    assert (trimap_of(project, tiny.id) == 255).any(), "a kernel that suits the photo leaves nothing"


def test_whoever_was_removed_stays_so(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    first, second = propose_photo(project, bare.id)
    project.annotations.remove(first.id, first.head, "ann")
    assert propose_photo(project, bare.id, Choices(("pose",)))[0].id == second.id
    assert [each.id for each in project.annotations.of_photo(bare.id)] == [second.id]


def test_who_was_removed_is_no_neighbour_when_the_others_are_proposed_again(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    says["selfie"], says["pose"] = [], [LEFT, box(40, 150)]
    right, left = propose_photo(project, bare.id)
    assert trimap_of(project, left.id)[80, 60] == 128, "what both claim is left unknown"
    people.remove(project, right.id, right.head, "ann")
    alone = trimap_of(project, left.id)
    assert alone[80, 60] == 255, "nobody else claims it any more"
    assert propose_photo(project, bare.id) == ()
    np.testing.assert_array_equal(trimap_of(project, left.id), alone)
    assert settle(project, bare.id, "ann") == ()


def test_who_is_not_found_again_claims_what_they_did(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    says["selfie"], says["pose"] = [], [LEFT, box(40, 150)]
    _, left = propose_photo(project, bare.id)
    says["pose"] = [LEFT]
    assert propose_photo(project, bare.id) == ()
    assert trimap_of(project, left.id)[80, 60] == 128
    assert settle(project, bare.id, "ann") == ()


def test_a_blank_beginning_takes_what_is_proposed(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    begun = start_blank(project, bare.id, "ann")
    made = propose_photo(project, bare.id)
    assert begun.id in {each.id for each in made}
    assert len(made) == 2


def test_the_others_change_when_people_come_and_go(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]]
) -> None:
    says["selfie"], says["pose"] = [], [LEFT]
    (left,) = propose_photo(project, bare.id)
    says["pose"] = [box(40, 150)]
    alone = trimap_of(project, left.id)
    assert alone[80, 60] == 255
    says["pose"] = [LEFT, box(40, 150)]
    _, right = sorted(propose_photo(project, bare.id), key=lambda each: each.id)
    both = trimap_of(project, left.id)
    assert both[80, 60] == 128, "what both claim is left unknown"
    project.annotations.remove(right.id, right.head, "ann")
    (changed,) = settle(project, bare.id, "ann")
    assert changed.id == left.id
    np.testing.assert_array_equal(trimap_of(project, left.id), alone)
    assert verify(project).faults == ()


def test_masks_beside_a_photo_are_stored_as_they_came(project: Project, coco: Photo) -> None:
    stored = [project.blobs.read(each.blob) for each in project.photos.masks(coco.id)]
    assert stored[1] == encode_mask(LEFT)


def test_two_proposals_of_one_photo_at_once_add_nobody_twice(
    project: Project, bare: Photo, says: dict[str, list[PersonMask]], monkeypatch: pytest.MonkeyPatch
) -> None:
    fuse = propose.fused

    def slow(*arguments: Any) -> Any:
        monkeypatch.setattr(propose, "fused", fuse)
        with Project.open(project.folder) as elsewhere:
            propose_photo(elsewhere, bare.id, Choices(("pose",)))
        return fuse(*arguments)

    monkeypatch.setattr(propose, "fused", slow)
    with pytest.raises(ConflictError, match="Propose again"):
        propose_photo(project, bare.id, Choices(("pose",)))
    assert len(project.annotations.of_photo(bare.id)) == 2
    assert propose_photo(project, bare.id, Choices(("pose",))) == ()


def test_a_removal_stands_where_somebody_draws_on_the_others_meanwhile(
    project: Project,
    bare: Photo,
    says: dict[str, list[PersonMask]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says["selfie"], says["pose"] = [], [LEFT, box(40, 150)]
    right, left = propose_photo(project, bare.id)
    draw_anew = neighbours.beside

    def meanwhile(*arguments: Any) -> Any:
        head = project.annotations.get(left.id).head
        add_stroke(project, left.id, head, Stroke("unknown", 3.0, ((20.0, 60.0),)), "bob", "t")
        return draw_anew(*arguments)

    monkeypatch.setattr(neighbours, "beside", meanwhile)
    assert people.remove(project, right.id, right.head, "ann").removed
    kept = project.annotations.get(left.id)
    assert (kept.state, project.revisions.get(kept.head).kind) == ("in progress", "stroke")
