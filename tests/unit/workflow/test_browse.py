"""Looking over a project: pages, counts, searches, histories."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.imaging.encode import encode_png
from curator.records import Annotation, Photo, Stroke
from curator.store.project import Project
from curator.workflow import annotate, browse
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo
from curator.workflow.uploads import import_uploads
from tests.pictures import noise


@pytest.fixture
def seven(project: Project, tmp_path: Path) -> Project:
    """Seven photos without annotations: P0.png to P6.png."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(7):
        (folder / f"P{number}.png").write_bytes(encode_png(noise(8, 6, number)))
    import_photos(project, folder)
    return project


def _names(found: browse.Catalogue) -> list[str]:
    return [card.name for card in found.cards]


def test_pages_begin_at_multiples_of_their_size(seven: Project) -> None:
    assert _names(browse.catalogue(seven, size=3)) == ["P0.png", "P1.png", "P2.png"]
    last = browse.catalogue(seven, start=99, size=3)
    assert (last.start, last.matching, _names(last)) == (6, 7, ["P6.png"])
    assert browse.catalogue(seven, start=4, size=3).start == 3
    assert browse.catalogue(seven, start=-3, size=3).start == 0


def test_a_search_asks_neither_case_nor_place(seven: Project) -> None:
    found = browse.catalogue(seven, search=" p3.P ")
    assert _names(found) == ["P3.png"]
    assert (found.counts[browse.ALL], found.counts[browse.NOT_PROPOSED], found.photos) == (1, 1, 7)
    nothing = browse.catalogue(seven, search="zebra")
    assert (nothing.cards, nothing.matching, nothing.start) == ((), 0, 0)


def test_states_are_counted_and_chosen(project: Project, photo: Photo, annotation: Annotation) -> None:
    found = browse.catalogue(project, "proposed")
    assert [card.annotation for card in found.cards] == [annotation]
    assert found.counts["proposed"] == found.counts[browse.ALL] == 1
    assert browse.catalogue(project, "accepted").cards == ()
    assert not browse.catalogue(project, alphas=True).cards[0].has_alpha


def test_strokes_in_a_row_of_one_author_are_one_event(project: Project, annotation: Annotation) -> None:
    head = annotation.head
    for number, author in enumerate(("ann", "ann", "bob", "ann")):
        stroke = Stroke("foreground", 3.0, ((10.0 + number, 10.0),))
        head = annotate.add_stroke(project, annotation.id, head, stroke, author, f"token-{number}").hash
    events = browse.history(project, annotation.id)
    assert [(event.what, event.author, event.times) for event in events[1:]] == [
        ("stroke", "ann", 2),
        ("stroke", "bob", 1),
        ("stroke", "ann", 1),
    ]
    annotate.undo(project, annotation.id, head, "ann")
    assert len(browse.history(project, annotation.id)) == 3


def test_the_next_one_comes_round_again(project: Project, eg_folder: Path) -> None:
    for photo in import_photos(project, eg_folder, "pfcn").photos:
        propose_photo(project, photo.id, Choices(("annotation",)))
    first, second, third = (annotation.id for annotation in project.annotations.all())
    assert browse.following(project, "proposed", first) == second
    assert browse.following(project, "proposed", third) == first
    assert browse.following(project, "proposed", None) == first
    assert browse.following(project, "accepted", first) is None
    assert browse.tally(project, None, "proposed") == 3


def test_a_free_folder_is_not_there_yet(tmp_path: Path) -> None:
    assert browse.free_folder(tmp_path / "out") == tmp_path / "out"
    (tmp_path / "out").mkdir()
    (tmp_path / "out-2").mkdir()
    assert browse.free_folder(tmp_path / "out") == tmp_path / "out-3"


def test_uploads_of_equal_names_all_come_in_and_are_moved(project: Project, tmp_path: Path) -> None:
    files = []
    # Only of equal names one gives way: "me.webp" is another one.
    for number, name in enumerate(("me.png", "me.png", "me.webp")):
        file = tmp_path / str(number) / name
        file.parent.mkdir()
        file.write_bytes(encode_png(noise(8, 6, number)))
        files.append(file)
    summary = import_uploads(project, files, split="train")
    assert [photo.name for photo in summary.photos] == ["me-2.png", "me.png", "me.webp"]
    assert project.splits.get("train").photo_ids == tuple(photo.id for photo in summary.photos)
    assert not any(file.exists() for file in files)
