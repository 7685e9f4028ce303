"""A refined matte in a project: what the network gives back, what stays, and how it is proved.

The network's word is said by hand (`says_hat`): the disc of the photo, with a hat that the proposal
does not have. At 72 x 96 pixels the redrawn band is one pixel on either side of a contour.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion

from curator.errors import AlphaError, ConflictError, StateError, TrimapError, UnavailableError
from curator.imaging.encode import decode_alpha, encode_alpha, encode_trimap
from curator.matting import estimate_alpha
from curator.matting.painting import SoftStroke
from curator.records import Annotation, Draft, Label, Stroke
from curator.store.project import Project
from curator.trimap.widen import BandChange
from curator.types import Alpha, Image, PersonMask, Region, Trimap
from curator.workflow import refining
from curator.workflow.annotate import add_stroke, alpha_of, submit, trimap_of, undo
from curator.workflow.corrections import correct
from curator.workflow.jobs import Job
from curator.workflow.matte import candidates, choose
from curator.workflow.paint import Painting, paint
from curator.workflow.provenance import methods_of, provenance
from curator.workflow.refine import refine
from curator.workflow.replay import kept, replayed, trimap_digest
from curator.workflow.solving import photo_of
from curator.workflow.verify import verify
from tests.unit.workflow.conftest import DECIDE, hat

pytestmark = pytest.mark.usefixtures("says_hat")

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.bool_)


def redrawn_by_hand(person: Region) -> Trimap:
    """The trimap of a sure decision: unknown where a neighbour above, below or beside is otherwise."""
    trimap = np.full(person.shape, 128, np.uint8)
    trimap[binary_erosion(person, CROSS, border_value=1)] = 255
    trimap[~binary_dilation(person, CROSS)] = 0
    return trimap


@pytest.fixture
def matted(project: Project, annotation: Annotation) -> Annotation:
    """The annotation with the matte of its proposal."""
    choose(project, annotation.id, annotation.head, "shared", "ann")
    return project.annotations.get(annotation.id)


def now(project: Project, annotation: Annotation) -> Annotation:
    return project.annotations.get(annotation.id)


def draw(project: Project, annotation: Annotation, label: Label, x: int, y: int) -> None:
    """A dab of five pixels across, around the middle of a pixel."""
    dab = Stroke(label, 2.5, ((x + 0.5, y + 0.5),))
    head = now(project, annotation).head
    add_stroke(project, annotation.id, head, dab, "ann", f"{label} {x} {y} {head}")


def test_the_network_gives_back_what_the_matte_lacks(project: Project, matted: Annotation) -> None:
    before = alpha_of(project, matted.id)
    assert trimap_of(project, matted.id)[20, 36] == 0
    made = refine(project, matted.id, matted.head, "bob")
    trimap, alpha = trimap_of(project, matted.id), alpha_of(project, matted.id)
    mixed = (before > 0.1) & (before < 0.9)
    assert (trimap[~mixed] == redrawn_by_hand(hat())[~mixed]).all()
    assert (trimap[20, 36], alpha[20, 36]) == (255, 1)
    expected = estimate_alpha(photo_of(project, matted)(), trimap, "shared")
    np.testing.assert_allclose(alpha, expected, atol=2e-5)
    assert (made.kind, made.method, made.parent) == ("refined", "shared", matted.head)
    assert (made.author, now(project, matted).state) == ("bob", "in progress")


def test_all_that_went_in_is_recorded(project: Project, matted: Annotation) -> None:
    before, head = alpha_of(project, matted.id), project.revisions.get(matted.head)
    made = refine(project, matted.id, matted.head, "bob")
    (said,) = made.inputs["masks"]
    assert (said["source"], said["version"]) == ("fcn", "by-hand")
    assert made.inputs["trimap"] == head.trimap_digest
    assert (decode_alpha(project.blobs.read(made.inputs["alpha"]), "alpha") == before).all()
    assert made.parameters["matte_parameters"] == head.parameters
    photo = project.photos.get(matted.photo_id)
    history = provenance(project, now(project, matted), photo)
    assert methods_of(history) == ("annotation", "fusion", "shared", "fcn")
    assert history["refined"]


def test_the_trimap_is_replayed_without_the_network(
    project: Project, matted: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(project, matted, "background", 36, 15)
    made = refine(project, matted.id, now(project, matted).head, "bob")
    draw(project, matted, "foreground", 5, 5)

    def gone(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(DECIDE, gone)
    monkeypatch.setattr(refining, "version", gone)
    parent = trimap_of(project, matted.id, str(made.parent))
    again = replayed(project, made, parent)
    assert (again == trimap_of(project, matted.id, made.hash)).all()
    assert verify(project).faults == ()
    forged = replace(made, parameters={"redrawing": made.parameters["redrawing"] | {"band": 4.0}})
    assert (replayed(project, forged, parent) != again).any()


def test_what_a_person_drew_stays(project: Project, matted: Annotation) -> None:
    """Three dabs where the network says otherwise, one of them where the label was so before."""
    draw(project, matted, "background", 36, 15)
    draw(project, matted, "foreground", 5, 5)
    draw(project, matted, "unknown", 36, 52)
    head = now(project, matted).head
    assert project.revisions.get(head).alpha_blob is None
    made = refine(project, matted.id, head, "bob")
    trimap = trimap_of(project, matted.id)
    assert (trimap[15, 36], trimap[5, 5], trimap[52, 36]) == (0, 255, 128)
    assert (trimap[13:18, 35:38] == 0).all()
    assert (trimap[20, 36], trimap[15, 42]) == (255, 255)
    assert (alpha_of(project, matted.id)[13:18, 35:38] == 0).all()
    # Drawn over by hand, the matte that was refined is made of the strokes: nothing was chosen since.
    refined = decode_alpha(project.blobs.read(made.inputs["alpha"]), "alpha")
    assert refined[5, 5] == 1


def test_it_goes_on_from_there_and_back(project: Project, matted: Annotation) -> None:
    made = refine(project, matted.id, matted.head, "bob")
    redrawn = trimap_of(project, matted.id).copy()
    draw(project, matted, "background", 36, 20)
    drawn = trimap_of(project, matted.id)
    assert (drawn[20, 36], drawn[30, 36]) == (0, 255)
    again = refine(project, matted.id, now(project, matted).head, "bob")
    assert trimap_of(project, matted.id)[20, 36] == 0
    for expected in (str(again.parent), made.hash, matted.head):
        assert undo(project, matted.id, now(project, matted).head, "ann").hash == expected
    assert trimap_of(project, matted.id)[20, 36] == 0
    assert (trimap_of(project, matted.id, made.hash) == redrawn).all()
    assert verify(project).faults == ()


def test_a_painted_alpha_stays(project: Project, matted: Annotation) -> None:
    """At (36, 28) the disc ends: the network puts the hat there, and somebody painted a quarter."""
    brush = SoftStroke(2.0, 1.0, ((36.5, 28.5),))
    painted = paint(project, matted.id, matted.head, Painting(brush, 0.25, "shared"), "ann", "t")
    assert alpha_of(project, matted.id)[28, 36] == pytest.approx(0.25, abs=1e-4)
    refine(project, matted.id, painted.hash, "bob")
    assert (trimap_of(project, matted.id)[28, 36], redrawn_by_hand(hat())[28, 36]) == (128, 255)
    assert alpha_of(project, matted.id)[28, 36] == pytest.approx(0.25, abs=1e-4)
    assert verify(project).faults == ()


def test_without_a_matte_one_is_made_first(project: Project, annotation: Annotation) -> None:
    trimap = trimap_of(project, annotation.id)
    made = refine(project, annotation.id, annotation.head, "bob")
    assert made.method == "closed-form"
    refined = decode_alpha(project.blobs.read(made.inputs["alpha"]), "alpha")
    expected = estimate_alpha(photo_of(project, annotation)(), trimap, "closed-form")
    np.testing.assert_allclose(refined, expected, atol=2e-5)


def test_a_method_is_asked_for_with_its_parameters(project: Project, matted: Annotation) -> None:
    settings = ("closed-form.epsilon=0.01", "knn.tolerance=0.001")
    made = refine(project, matted.id, matted.head, "bob", "closed-form", settings)
    assert made.parameters["matte_parameters"] == {"epsilon": 0.01, "radius": 1}
    expected = estimate_alpha(
        photo_of(project, matted)(), trimap_of(project, matted.id), "closed-form", epsilon=0.01
    )
    np.testing.assert_allclose(alpha_of(project, matted.id), expected, atol=2e-5)


def test_others_stay_background(project: Project, matted: Annotation) -> None:
    """Somebody else has what the network takes for a hat, as is certain of them."""
    photo = project.photos.get(matted.photo_id)
    other = np.zeros((photo.height, photo.width), np.uint8)
    other[10:24, 30:43] = 255
    draft = Draft(
        kind="import",
        method="pfcn",
        version="1",
        trimap_digest=trimap_digest(other),
        trimap_blob=project.blobs.add(encode_trimap(other)),
        alpha_blob=project.blobs.add(encode_alpha((other == 255).astype(np.float32))),
        author="ann",
    )
    project.annotations.create(photo.id, 1, None, draft, "in progress")
    refine(project, matted.id, matted.head, "bob")
    trimap = trimap_of(project, matted.id)
    assert (trimap[10:24, 30:43] == 0).all()
    assert (trimap[26, 36], trimap[9, 36], trimap[8, 36]) == (255, 255, 128)
    assert verify(project).faults == ()


def test_what_two_claim_is_unknown_where_it_was_not_background() -> None:
    others = np.array([[True, True, True, False]])
    before = np.array([[0, 128, 128, 0]], np.uint8)
    redrawn = np.array([[255, 255, 0, 255]], np.uint8)
    assert kept(redrawn, before, others, None).tolist() == [[0, 128, 0, 255]]
    drawn = np.array([[False, False, False, True]])
    assert kept(redrawn, before, None, drawn).tolist() == [[255, 255, 0, 0]]


def test_what_is_read_only_stays(project: Project, matted: Annotation) -> None:
    submit(project, matted.id, matted.head, "ann")
    with pytest.raises(StateError, match="waits for its review"):
        refine(project, matted.id, matted.head, "bob")
    assert now(project, matted).head == matted.head


def test_the_older_window_gets_a_conflict(project: Project, matted: Annotation) -> None:
    draw(project, matted, "background", 36, 15)
    with pytest.raises(ConflictError, match="Load the newest state"):
        refine(project, matted.id, matted.head, "bob")


def test_a_submission_in_the_meantime_is_not_taken_back(
    project: Project, matted: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_photo: Image, _alpha: Alpha) -> PersonMask:
        submit(project, matted.id, matted.head, "ann")
        return hat().astype(np.float32)

    monkeypatch.setattr(DECIDE, slow)
    with pytest.raises(StateError):
        refine(project, matted.id, matted.head, "bob")
    assert (now(project, matted).state, now(project, matted).head) == ("submitted", matted.head)


@pytest.mark.parametrize(
    ("error", "match"),
    [
        (UnavailableError("The weights are not there."), "not there"),
        (AlphaError("Nobody."), "Nobody"),
    ],
)
def test_what_the_network_cannot_do_changes_nothing(
    project: Project,
    matted: Annotation,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    match: str,
) -> None:
    def failing(*_: object) -> None:
        raise error

    monkeypatch.setattr(DECIDE, failing)
    with pytest.raises(type(error), match=match):
        refine(project, matted.id, matted.head, "bob")
    assert now(project, matted) == matted


def test_a_network_that_is_sure_of_nobody_is_refused(
    project: Project, matted: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DECIDE, lambda _photo, alpha: np.full_like(alpha, 0.5))
    with pytest.raises(TrimapError, match="sure of no person"):
        refine(project, matted.id, matted.head, "bob")
    assert now(project, matted) == matted


def test_the_job_says_what_it_waits_for(project: Project, matted: Annotation) -> None:
    said: list[str] = []
    job: Job[None] = Job("Refining", lambda _done, _total, message: said.append(message))
    refine(project, matted.id, matted.head, "bob", job=job)
    assert said == ["Bringing the matte", "Asking the refining network", "Matting again: Shared"]


def test_it_is_an_arm_of_the_disagreement(project: Project, annotation: Annotation) -> None:
    found = candidates(project, annotation.id, ["fcn"])
    assert [each.method for each in found.mattes] == ["closed-form", "fcn"]
    plain, refined = found.mattes
    assert (refined.title, refined.problem) == ("Refined by the FCN", None)
    assert refined.seconds > 0
    assert plain.alpha is not None
    assert refined.alpha is not None
    assert found.spread is not None
    np.testing.assert_allclose(found.spread, abs(plain.alpha - refined.alpha), atol=1e-6)
    assert found.spread[20, 36] == 1
    assert any(
        spot.x <= 36 < spot.x + spot.width and spot.y <= 20 < spot.y + spot.height
        for spot in found.hotspots
    )


def test_the_arm_is_chosen_as_it_was_shown(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = candidates(project, annotation.id, ["fcn"]).mattes[1].alpha
    monkeypatch.setattr(DECIDE, lambda _photo, alpha: np.full_like(alpha, 0.5))
    made = choose(project, annotation.id, annotation.head, "fcn", "ann")
    assert shown is not None
    assert (alpha_of(project, annotation.id) == shown).all()
    assert (made.kind, made.method, made.parent) == ("refined", "closed-form", annotation.head)
    assert trimap_of(project, annotation.id)[20, 36] == 255
    assert verify(project).faults == ()


def test_the_arm_without_its_weights_says_so_and_the_others_go_on(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise UnavailableError("The weights are not there: install curator anew.")

    monkeypatch.setattr(refining, "version", missing)
    found = candidates(project, annotation.id, ["shared", "fcn"])
    problems = {each.method: each.problem for each in found.mattes}
    assert problems == {
        "closed-form": None,
        "shared": None,
        "fcn": "The weights are not there: install curator anew.",
    }
    assert found.spread is not None


def test_a_part_of_the_refined_matte_is_painted(project: Project, matted: Annotation) -> None:
    brush = SoftStroke(2.0, 1.0, ((36.5, 28.5),))
    made = paint(project, matted.id, matted.head, Painting(brush, "fcn", "shared"), "ann", "t")
    assert (made.kind, made.method, made.version) == ("region", "fcn", "by-hand")
    assert alpha_of(project, matted.id)[28, 36] == 1
    assert verify(project).faults == ()


def test_a_wider_band_is_redrawn(project: Project, matted: Annotation) -> None:
    """Nobody pointed at a pixel of it."""
    head = correct(project, matted.id, matted.head, BandChange("widen", 6), "ann", "t").hash
    assert trimap_of(project, matted.id)[52, 56] == 128
    refine(project, matted.id, head, "bob")
    assert trimap_of(project, matted.id)[52, 56] == 255
