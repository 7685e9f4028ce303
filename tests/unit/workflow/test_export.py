"""Exports: whole or not at all, and everything is there again after an import."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from curator.errors import DiskFullError, InputError, NotFoundError
from curator.records import Annotation, Photo, Stroke
from curator.store.project import Project
from curator.workflow import export as exporting
from curator.workflow import people
from curator.workflow.annotate import add_stroke, alpha_of, submit, trimap_of
from curator.workflow.bulk import matte_all
from curator.workflow.choices import Choices
from curator.workflow.export import export
from curator.workflow.ingest import import_photos
from curator.workflow.matte import choose
from curator.workflow.propose import propose_all, propose_photo, start_blank
from curator.workflow.provenance import methods_of, provenance
from curator.workflow.review import accept, reopen
from curator.workflow.verify import verify

DOT = Stroke("unknown", 3.0, ((30.0, 40.0),))
OTHER = Stroke("foreground", 6.0, ((6.0, 6.0),))


@pytest.fixture
def accepted(project: Project, annotation: Annotation) -> Annotation:
    drawn = add_stroke(project, annotation.id, annotation.head, DOT, "ann", "t")
    chosen = choose(project, annotation.id, drawn.hash, "closed-form", "ann")
    submit(project, annotation.id, chosen.hash, "ann")
    return accept(project, annotation.id, chosen.hash, "good hair", "rita")


def reimported(folder: Path, layout: str, at: Path) -> Project:
    made = Project.create(at)
    summary = import_photos(made, folder, layout)
    assert summary.problems == ()
    return made


def test_coco_plus_comes_back_with_nothing_lost(
    project: Project, photo: Photo, accepted: Annotation, tmp_path: Path
) -> None:
    export(project, tmp_path / "out", "coco-plus", "val")
    with reimported(tmp_path / "out", "coco-plus", tmp_path / "again") as again:
        (same,) = again.annotations.all()
        (its_photo,) = again.photos.all()
        assert its_photo.sha256 == photo.sha256
        assert again.splits.get("val").photo_ids == (its_photo.id,)
        assert same.state == "accepted"
        assert (alpha_of(again, same.id) == alpha_of(project, accepted.id)).all()
        assert (trimap_of(again, same.id) == trimap_of(project, accepted.id)).all()
        history = provenance(again, same, its_photo)
        assert history["earlier"] == provenance(project, accepted, photo)
        assert methods_of(history) == ("annotation", "fusion", "brush", "closed-form")
        assert verify(again).faults == ()


def test_an_export_of_everything_makes_no_split(
    project: Project, accepted: Annotation, tmp_path: Path
) -> None:
    export(project, tmp_path / "out", "coco-plus")
    with reimported(tmp_path / "out", "coco-plus", tmp_path / "again") as again:
        assert again.splits.all() == ()


def test_numbered_photos_keep_their_numbers_in_pfcn(tmp_path: Path, eg_folder: Path) -> None:
    with Project.create(tmp_path / "numbered") as numbered:
        os.rename(eg_folder / "images" / "00002.png", eg_folder / "images" / "00007.png")
        os.rename(eg_folder / "masks" / "00002.png", eg_folder / "masks" / "00007.png")
        import_photos(numbered, eg_folder, "pfcn")
        propose_all(numbered, Choices(("annotation",)))
        matte_all(numbered)
        export(numbered, tmp_path / "out", "pfcn", state="proposed")
    # 00000 is no id of PFCN, whose ids begin at 1: it takes the first free one.
    names = sorted(path.name for path in (tmp_path / "out" / "alphas").iterdir())
    assert names == ["00001.png", "00002.png", "00007.png"]


def test_a_history_from_elsewhere_is_not_trusted() -> None:
    strange = {
        "revisions": [1, {"kind": "matte", "inputs": []}, {"inputs": {"masks": [{"x": 1}]}}],
        "earlier": 3,
    }
    assert methods_of(strange) == ()


def test_a_folder_in_use_is_left_alone(project: Project, accepted: Annotation, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="not empty"):
        export(project, tmp_path / "out", "coco-plus")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_full_disk_leaves_no_half_export(
    project: Project, accepted: Annotation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(DiskFullError, match="full"):
        export(project, tmp_path / "out", "coco-plus")
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_to_export_says_what_to_do(
    project: Project, annotation: Annotation, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="Review page, or name another state; there are: 1 proposed"):
        export(project, tmp_path / "out", "coco-plus")
    with pytest.raises(NotFoundError, match="curator matte"):
        export(project, tmp_path / "out", "coco-plus", state="proposed")
    with pytest.raises(InputError, match=r"only read.* coco-plus, pfcn"):
        export(project, tmp_path / "out", "coco")
    with (
        Project.create(tmp_path / "empty") as empty,
        pytest.raises(InputError, match="curator propose"),
    ):
        export(empty, tmp_path / "out", "coco-plus")
    assert not (tmp_path / "out").exists()


def test_people_of_another_state_are_counted_not_left_out_in_silence(
    project: Project, photo: Photo, accepted: Annotation, tmp_path: Path
) -> None:
    """In the dataset a photo has nobody but its annotations: whoever reads it has to know."""
    assert export(project, tmp_path / "all", "coco-plus").others == {}
    start_blank(project, photo.id, "ann")
    other = start_blank(project, photo.id, "ann")
    people.remove(project, other.id, other.head, "ann")
    assert export(project, tmp_path / "out", "coco-plus").others == {"proposed": 1}


def test_what_has_no_matte_is_left_out_and_named(
    project: Project, accepted: Annotation, tmp_path: Path, eg_folder: Path
) -> None:
    reopen(project, accepted.id, accepted.head, "", "rita")
    (first, *_) = import_photos(project, eg_folder, "pfcn").photos
    (bare,) = propose_photo(project, first.id, Choices(("annotation",)))
    add_stroke(project, bare.id, bare.head, DOT, "ann", "t")
    summary = export(project, tmp_path / "out", "coco-plus", state="in progress")
    assert summary.annotations == 1
    (problem,) = summary.left_out
    assert problem.name == first.name
    assert f"Annotation {bare.id} is left out" in problem.message


def test_what_is_drawn_while_it_is_written_stays_out(
    project: Project, accepted: Annotation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alpha, trimap = (of(project, accepted.id) for of in (alpha_of, trimap_of))
    told = exporting.provenance

    def meanwhile(*arguments: Any) -> Any:
        reopened = reopen(project, accepted.id, accepted.head, "", "rita")
        drawn = add_stroke(project, accepted.id, reopened.head, OTHER, "ann", "meanwhile")
        choose(project, accepted.id, drawn.hash, "knn", "ann")
        return told(*arguments)

    monkeypatch.setattr(exporting, "provenance", meanwhile)
    export(project, tmp_path / "out", "coco-plus")
    assert (trimap_of(project, accepted.id) != trimap).any()
    with reimported(tmp_path / "out", "coco-plus", tmp_path / "again") as again:
        (same,) = again.annotations.all()
        assert (alpha_of(again, same.id) == alpha).all()
        assert (trimap_of(again, same.id) == trimap).all()
        history = provenance(again, same, again.photos.all()[0])["earlier"]
        assert history["revisions"][-1]["hash"] == accepted.head
