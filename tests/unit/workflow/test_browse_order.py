"""The library sorted by what remains to be looked at."""

from __future__ import annotations

from pathlib import Path

from curator.records import Outlook
from curator.store.project import Project
from curator.workflow import browse
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo
from tests.unit.workflow.conftest import eg1800


def test_what_disagrees_most_where_nobody_looked_comes_first(project: Project, tmp_path: Path) -> None:
    photos = import_photos(project, eg1800(tmp_path / "five", 5), "pfcn").photos
    made = [propose_photo(project, photo.id, Choices(("annotation",)))[0] for photo in photos[:-1]]
    for annotation, weight, spots in zip(made, (2.0, 0.0, 9.5), (1, 0, 4), strict=False):
        project.attention.expect(annotation.id, Outlook(annotation.head, weight, spots))
    found = browse.catalogue(project, order=browse.TO_LOOK_AT)
    assert [card.photo.id for card in found.cards] == [photos[index].id for index in (2, 0, 1, 3, 4)]
    assert [card.outlook and card.outlook.spots for card in found.cards] == [4, 1, 0, None, None]
    page = browse.catalogue(project, start=2, size=2, order=browse.TO_LOOK_AT)
    assert [card.photo.id for card in page.cards] == [photos[1].id, photos[3].id]
    assert [card.photo.id for card in browse.catalogue(project).cards] == [each.id for each in photos]
    # Another look at the third: now the first disagrees most.
    project.attention.expect(made[2].id, Outlook(made[2].head, 0.5, 1))
    first = browse.catalogue(project, "proposed", order=browse.TO_LOOK_AT).cards[0]
    assert first.photo.id == photos[0].id
    # Nobody needs to look at what is accepted.
    project.annotations.review(made[0].id, made[0].head, "accept", "accepted", "", "ben")
    cards = browse.catalogue(project, order=browse.TO_LOOK_AT).cards
    assert cards[0].photo.id == photos[2].id
    assert next(card for card in cards if card.photo.id == photos[0].id).outlook is None
