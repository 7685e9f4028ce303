"""The photos around one, and where work begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.errors import NotFoundError
from curator.store.project import Project
from curator.workflow.filmstrip import first_to_do, strip
from curator.workflow.ingest import import_photos
from curator.workflow.propose import start_blank


@pytest.fixture
def five(project: Project, tmp_path: Path) -> Project:
    """Photos 1 to 5; 1, 2 and 4 have an annotation, of the ids 1, 2 and 3."""
    from curator.imaging.encode import encode_png
    from tests.pictures import noise

    folder = tmp_path / "five"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.png").write_bytes(encode_png(noise(8, 6, number)))
    import_photos(project, folder)
    for photo in (1, 2, 4):
        start_blank(project, photo, "ann")
    return project


def test_neighbours_are_in_the_librarys_order(five: Project) -> None:
    around = strip(five, annotation_id=2, reach=1)
    assert [card.photo.id for card in around.cards] == [1, 2, 3]
    assert (around.first, around.total) == (0, 5)
    assert around.previous is not None
    assert around.next is not None
    assert (around.previous.photo.id, around.next.photo.id) == (1, 3)


def test_a_photo_without_annotation_has_neighbours_too(five: Project) -> None:
    around = strip(five, photo_id=5, reach=2)
    assert [card.photo.id for card in around.cards] == [3, 4, 5]
    assert around.first == 2
    assert around.next is None
    assert around.previous is not None
    assert around.previous.annotation is not None
    assert around.previous.annotation.id == 3


def test_what_is_not_there_has_no_neighbours(five: Project) -> None:
    with pytest.raises(NotFoundError):
        strip(five, annotation_id=9)


def test_rejected_comes_before_begun_before_proposed_before_new(five: Project) -> None:
    def to_do() -> tuple[int, str]:
        card = first_to_do(five)
        assert card is not None
        return card.photo.id, card.state

    def put(annotation: int, state: str) -> None:
        head = five.annotations.get(annotation).head
        five.annotations.review(annotation, head, "reopen", state, "", "rob")  # type: ignore[arg-type]

    assert to_do() == (1, "proposed")
    put(2, "in progress")
    assert to_do() == (2, "in progress")
    put(3, "rejected")
    assert to_do() == (4, "rejected")
    for annotation in (1, 2, 3):
        put(annotation, "accepted")
    assert to_do() == (3, "not proposed")


def test_an_empty_project_has_nothing_to_do(project: Project) -> None:
    assert first_to_do(project) is None
