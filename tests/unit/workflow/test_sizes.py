"""The order of the review by the size of the person: counted once, never read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curator.errors import UnknownNameError
from curator.imaging.encode import encode_mask, encode_png
from curator.records import Photo
from curator.store.project import Project
from curator.workflow import browse
from curator.workflow.ingest import import_photos
from curator.workflow.listing import listing, order_named
from curator.workflow.propose import propose_photo, start_blank
from curator.workflow.sizes import sizes
from tests.pictures import noise

HEIGHT, WIDTH = 160, 120
#: Boxes of 70 x 60, 120 x 80 and 90 x 70 pixels.
BOXES = ((70, 60), (120, 80), (90, 70))


@pytest.fixture
def photos(project: Project, tmp_path: Path) -> tuple[Photo, ...]:
    """Three photos, each with one imported mask."""
    for kind in ("images", "masks"):
        (tmp_path / "eg" / kind).mkdir(parents=True)
    for number, (height, width) in enumerate(BOXES):
        mask = np.zeros((HEIGHT, WIDTH), np.float32)
        mask[8 : 8 + height, 8 : 8 + width] = 1
        name = f"{number:05}.png"
        (tmp_path / "eg" / "images" / name).write_bytes(encode_png(noise(HEIGHT, WIDTH, number)))
        (tmp_path / "eg" / "masks" / name).write_bytes(encode_mask(mask))
    return import_photos(project, tmp_path / "eg", "pfcn").photos


def ids(project: Project, order: str) -> list[int | None]:
    cards = browse.catalogue(project, order=order).cards
    return [card.annotation.id if card.annotation else None for card in cards]


def test_the_largest_or_the_smallest_comes_first(
    project: Project, photos: tuple[Photo, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = (propose_photo(project, photo.id)[0].id for photo in photos[:2])
    # What was counted at the import is never read for the order.
    monkeypatch.setattr(project.blobs, "read", lambda blob: pytest.fail(f"{blob} was read"))
    assert sizes(project, project.annotations.all()) == {small: 4200, large: 9600}
    assert ids(project, browse.LARGEST) == [large, small, None]
    assert ids(project, browse.SMALLEST) == [small, large, None]
    rows = listing(project, "proposed", browse.LARGEST)
    assert [(row["annotation"], row["area"]) for row in rows] == [(large, 9600), (small, 4200)]
    assert "area" not in listing(project)[0]
    # After each comes the next of the same order, and then the first again.
    follow = [browse.following(project, "proposed", each, browse.LARGEST) for each in (large, small)]
    assert follow == [small, large]
    assert browse.following(project, "proposed", None, browse.LARGEST) == large
    assert browse.following(project, "proposed", None, browse.SMALLEST) == small


def test_without_a_mask_the_foreground_of_the_trimap_is_counted_once(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.png").write_bytes(encode_png(noise(HEIGHT, WIDTH, 1)))
    (photo,) = import_photos(project, tmp_path / "plain").photos
    blank = start_blank(project, photo.id, "ann")
    assert sizes(project, [blank]) == {blank.id: 0}
    monkeypatch.setattr(project.blobs, "read", lambda blob: pytest.fail(f"{blob} was read"))
    assert sizes(project, [blank]) == {blank.id: 0}


def test_an_unknown_order_names_those_there_are() -> None:
    assert order_named("smallest") == browse.SMALLEST
    with pytest.raises(UnknownNameError, match="largest, smallest"):
        order_named("size")
