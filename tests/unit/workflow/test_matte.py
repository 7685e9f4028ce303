"""Mattes side by side, their disagreement, and the chosen one."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import (
    ConflictError,
    ConvergenceError,
    CuratorError,
    NotFoundError,
    ParameterError,
)
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_alpha
from curator.matting import estimate_alpha
from curator.records import Annotation, Stroke
from curator.registry import METHODS
from curator.store.project import Project
from curator.workflow import sessions, solving
from curator.workflow.annotate import add_stroke, alpha_of, trimap_of
from curator.workflow.matte import cached_candidates, candidates, choose
from curator.workflow.pictures import candidate_file


@pytest.mark.usefixtures("says_hat")
def test_the_methods_come_side_by_side(project: Project, annotation: Annotation) -> None:
    found = candidates(project, annotation.id)
    assert tuple(each.method for each in found.mattes) == (*METHODS.names(), "fcn")
    alphas = np.stack([each.alpha for each in found.mattes if each.alpha is not None])
    assert found.spread is not None
    np.testing.assert_allclose(found.spread, np.ptp(alphas, axis=0), atol=1e-6)
    assert all(each.seconds > 0 for each in found.mattes)


def test_methods_asked_for_one_by_one_come_together(project: Project, annotation: Annotation) -> None:
    candidates(project, annotation.id, ["knn"])
    assert candidates(project, annotation.id, ["knn"]).spread is None
    candidates(project, annotation.id, ["shared"])
    found = cached_candidates(project, annotation.id, annotation.head)
    assert [each.method for each in found.mattes] == ["knn", "shared"]
    assert found.spread is not None


def test_the_chosen_alpha_is_kept_to_the_bit(project: Project, annotation: Annotation) -> None:
    shown = candidates(project, annotation.id, ["shared"]).mattes[0].alpha
    made = choose(project, annotation.id, annotation.head, "shared", "ann")
    assert shown is not None
    assert (alpha_of(project, annotation.id) == shown).all()
    trimap = trimap_of(project, annotation.id)
    assert (shown[trimap == 255] == 1).all()
    assert (shown[trimap == 0] == 0).all()
    assert (made.kind, made.method) == ("matte", "shared")
    assert made.parameters == METHODS.get("shared").parameters().__dict__


def test_other_parameters_make_another_matte_that_is_recorded_with_them(
    project: Project, annotation: Annotation
) -> None:
    settings = ["closed-form.epsilon=0.01", "knn.tolerance=0.001"]
    plain = candidates(project, annotation.id, ["closed-form"])
    other = candidates(project, annotation.id, ["closed-form"], settings=settings)
    (usual,), (shown,) = plain.mattes, other.mattes
    assert (usual.digest, plain.digest) != (shown.digest, other.digest)
    photo = project.photos.get(annotation.photo_id)
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    trimap = trimap_of(project, annotation.id)
    expected = estimate_alpha(image, trimap, "closed-form", epsilon=0.01)
    assert shown.alpha is not None
    np.testing.assert_allclose(shown.alpha, expected, atol=1e-5)
    with pytest.raises(NotFoundError, match="run the methods again"):
        candidate_file(project, annotation.id, annotation.head, "closed-form", "alpha", usual.digest)
    file = candidate_file(project, annotation.id, annotation.head, "closed-form", "alpha", shown.digest)
    assert (decode_alpha(file, "the candidate") == shown.alpha).all()
    made = choose(project, annotation.id, annotation.head, "closed-form", "ann", settings)
    assert (alpha_of(project, annotation.id) == shown.alpha).all()
    assert made.parameters == {"epsilon": 0.01, "radius": 1}


def test_parameters_that_cannot_be_are_refused(project: Project, annotation: Annotation) -> None:
    for settings in (["closed-form.epsilon=7"], ["closed-form.colour=1"], ["closed-form=1"]):
        with pytest.raises(ParameterError):
            choose(project, annotation.id, annotation.head, "closed-form", "ann", settings)
    assert project.annotations.get(annotation.id).head == annotation.head


def test_a_matte_of_an_older_trimap_is_not_chosen(project: Project, annotation: Annotation) -> None:
    candidates(project, annotation.id, ["closed-form"])
    add_stroke(
        project, annotation.id, annotation.head, Stroke("unknown", 4.0, ((36.0, 52.0),)), "a", "t"
    )
    with pytest.raises(ConflictError):
        choose(project, annotation.id, annotation.head, "closed-form", "ann")


def test_a_method_that_fails_says_so_and_the_others_go_on(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sessions.matted

    def failing(project, annotation, method, *rest):  # type: ignore[no-untyped-def]
        if method == "knn":
            raise ConvergenceError("KNN matting did not converge.")
        return whole(project, annotation, method, *rest)

    monkeypatch.setattr(solving, "matted", failing)
    found = candidates(project, annotation.id, ["closed-form", "knn"])
    assert [each.problem for each in found.mattes] == [None, "KNN matting did not converge."]
    with pytest.raises(CuratorError, match="did not converge"):
        choose(project, annotation.id, annotation.head, "knn", "ann")
    assert project.annotations.get(annotation.id).head == annotation.head


def test_what_was_never_computed_is_not_at_hand(project: Project, annotation: Annotation) -> None:
    with pytest.raises(NotFoundError, match="run the matting methods"):
        cached_candidates(project, annotation.id, annotation.head)
