"""The worst background of an annotation's mattes: stored, a method's, live."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curator.errors import NotFoundError
from curator.imaging.encode import encode_mask, encode_png
from curator.records import Annotation
from curator.store.project import Project
from curator.workflow import matte, worst
from curator.workflow.cache import Bounded
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.live import follow
from curator.workflow.propose import propose_photo
from tests.pictures import portrait


@pytest.fixture
def person(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Annotation:
    """The annotation of a drawn portrait, with nothing looked for yet."""
    monkeypatch.setattr(worst, "_found", Bounded(2000, lambda _: 1))
    (tmp_path / "one" / "images").mkdir(parents=True)
    (tmp_path / "one" / "masks").mkdir()
    made = portrait(96, 72, seed=1)
    (tmp_path / "one" / "images" / "00000.png").write_bytes(encode_png(made.image))
    (tmp_path / "one" / "masks" / "00000.png").write_bytes(encode_mask(made.alpha))
    (photo,) = import_photos(project, tmp_path / "one", "pfcn").photos
    (annotation,) = propose_photo(project, photo.id, Choices(("annotation",)))
    return annotation


def test_of_what_is_stored_of_a_method_and_of_the_live_matte_it_is_the_same(
    project: Project, person: Annotation
) -> None:
    chosen = matte.choose(project, person.id, person.head, "closed-form", "ann")
    stored = worst.worst_of_revision(project, person.id, chosen.hash)
    method = worst.worst_of_candidate(project, person.id, chosen.hash, "closed-form")
    patch = follow(project, person.id, chosen.hash, "closed-form", "", settle=True)
    live = worst.worst_of_live(project, person.id, "closed-form", patch.state)
    assert stored is not None
    assert method is not None
    assert live is not None
    assert stored.colour == method.colour == live.colour
    assert not stored.compared
    with pytest.raises(NotFoundError, match="moved on"):
        worst.worst_of_live(project, person.id, "closed-form", "gone.1")
    with pytest.raises(NotFoundError, match="knn"):
        worst.worst_of_candidate(project, person.id, chosen.hash, "knn")


def test_once_methods_were_compared_they_say_where_to_look(
    project: Project, person: Annotation
) -> None:
    chosen = matte.choose(project, person.id, person.head, "closed-form", "ann")
    before = worst.worst_of_revision(project, person.id, chosen.hash)
    found = matte.candidates(project, person.id, ["closed-form", "shared"])
    after = worst.worst_of_revision(project, person.id, chosen.hash)
    assert before is not None
    assert after is not None
    assert (before.compared, after.compared) == (False, True)
    first, second = (each.alpha for each in found.mattes)
    assert first is not None
    assert second is not None
    assert after.pixels == np.count_nonzero(np.abs(first - second) > 0.05)


def test_a_large_photo_is_looked_at_smaller_and_the_place_is_its_own(
    project: Project, person: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = matte.choose(project, person.id, person.head, "closed-form", "ann")
    matte.candidates(project, person.id, ["closed-form", "shared"])
    full = worst.worst_of_revision(project, person.id, chosen.hash)
    monkeypatch.setattr(worst, "_SIDE", 64)
    monkeypatch.setattr(worst, "_found", Bounded(2000, lambda _: 1))
    small = worst.worst_of_revision(project, person.id, chosen.hash)
    assert full is not None
    assert small is not None
    assert np.abs(np.subtract(full.colour, small.colour)).max() <= 64
    assert 0 <= small.x < 72
    assert 0 <= small.y < 96
    assert small.pixels == pytest.approx(full.pixels, rel=0.5)


def test_without_an_alpha_there_is_no_worst_background(project: Project, person: Annotation) -> None:
    with pytest.raises(NotFoundError, match="no alpha"):
        worst.worst_of_revision(project, person.id, person.head)
