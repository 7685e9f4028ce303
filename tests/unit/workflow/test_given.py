"""Parameters as a person gives them: read by the dataclass, refused in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curator.errors import ParameterError, UnknownNameError
from curator.imaging.encode import decode_alpha
from curator.matting import estimate_alpha
from curator.proposal.kmeans import KMeansParameters
from curator.proposal.pose import PoseParameters
from curator.registry import METHODS, SOURCES
from curator.store.project import Project
from curator.workflow import bulk, matte
from curator.workflow.annotate import trimap_of
from curator.workflow.choices import choose
from curator.workflow.given import from_form, given, settable
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_all
from curator.workflow.solving import photo_of
from tests.unit.workflow.conftest import eg1800


def test_texts_become_parameters_of_their_types() -> None:
    read = given(
        ["pose.detection=0.3", "kmeans.starts = 2", "knn.soft_kernel=yes", "pose.detection=0.25",
         "onnx.network=/models/a=b.onnx"],
        SOURCES, METHODS,
    )  # fmt: skip
    assert read["pose"] == PoseParameters(detection=0.25)
    assert read["kmeans"] == KMeansParameters(starts=2)
    assert read["knn"].soft_kernel is True
    assert read["onnx"].network == "/models/a=b.onnx"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pose.detection", "'pose.detection' sets nothing: write NAME.PARAMETER=VALUE"),
        ("detection=1", "'detection=1' sets nothing"),
        ("pose.people=2.5", "pose: people must be a whole number, not '2.5'"),
        ("pose.detection=sure", "pose: detection must be a number, not 'sure'"),
        ("pose.detection=nan", "pose: detection must be a finite number"),
        ("pose.detection=2", "pose: detection must be from 0.05 to 1.0, not 2.0"),
        ("pose.sure=1", "pose: There is no parameter 'sure'; the parameters are: detection, people"),
        ("selfie.sure=1", "selfie: There is no parameter 'sure'; the parameters are: none"),
        ("knn.soft_kernel=2", "knn: soft_kernel must be one of true, false, yes, no, on, off"),
    ],
)
def test_what_cannot_be_set_is_said(text: str, said: str) -> None:
    with pytest.raises(ParameterError, match=said.replace("(", r"\(")):
        given([text], SOURCES, METHODS)


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"no source 'knn' .*there are: annotation, .*selfie"):
        given(["knn.tolerance=1"], SOURCES)


def test_parameters_of_what_is_not_asked_are_refused() -> None:
    with pytest.raises(ParameterError, match="ask it with --source kmeans"):
        choose(None, None, None, "each", 0, ["kmeans.starts=2"])
    chosen = choose(["kmeans"], None, None, "each", 0, ["kmeans.starts=2"])
    assert chosen.parameters == {"kmeans": KMeansParameters(starts=2)}


def test_a_form_has_numbers_and_switches_and_no_files() -> None:
    found = {each.name: {info.name for info in each.parameters} for each in settable()}
    assert {"detection", "people"} <= found["pose"]
    assert "onnx" not in found
    assert "selfie" not in found
    assert from_form({"pose": {"detection": None, "people": 3}}) == {"pose": PoseParameters(people=3)}
    with pytest.raises(ParameterError, match=r"body mask: people must be from 1 to 100, not 0"):
        from_form({"pose": {"people": 0}})


def test_a_proposal_records_what_its_sources_were_asked_with(project: Project, tmp_path: Path) -> None:
    import_photos(project, eg1800(tmp_path / "eg", 1), "pfcn")
    propose_all(project, choose(["kmeans"], None, None, "each", 0, ["kmeans.starts=2"]))
    (annotation,) = project.annotations.all()
    (mask,) = project.revisions.get(annotation.head).inputs["masks"]
    assert (mask["source"], mask["version"]) == ("kmeans", SOURCES.get("kmeans").version)
    assert mask["parameters"]["starts"] == 2
    assert mask["parameters"]["neighbourhood"] == KMeansParameters().neighbourhood


def test_a_matte_is_made_with_the_parameters_that_its_revision_records(
    project: Project, tmp_path: Path
) -> None:
    """What was computed with others before is not taken for it."""
    import_photos(project, eg1800(tmp_path / "eg", 1), "pfcn")
    propose_all(project)
    (annotation,) = project.annotations.all()
    matte.candidates(project, annotation.id, ["closed-form"])
    bulk.matte_all(project, ["closed-form"], settings=["closed-form.epsilon=0.01"])
    head = project.revisions.get(project.annotations.get(annotation.id).head)
    assert head.parameters == {"epsilon": 0.01, "radius": 1}
    alpha = decode_alpha(project.blobs.read(str(head.alpha_blob)), "alpha")
    image = photo_of(project, annotation)()
    trimap = trimap_of(project, annotation.id, annotation.head)
    expected = estimate_alpha(image, trimap, "closed-form", epsilon=0.01)
    np.testing.assert_allclose(alpha, expected, atol=1e-5)
    assert np.abs(estimate_alpha(image, trimap, "closed-form") - expected).max() > 1e-3
    with pytest.raises(ParameterError, match="ask it with --method knn"):
        bulk.matte_all(project, settings=["knn.tolerance=0.001"])
