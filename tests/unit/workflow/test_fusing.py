"""Which fusion speaks, and that what was recorded makes the same trimap again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from curator.errors import NoPersonError, ParameterError
from curator.records import Photo, SubjectMask
from curator.registry import SOURCES
from curator.store.project import Project
from curator.trimap.fusion import fuse
from curator.types import PersonMask
from curator.workflow import propose as proposing
from curator.workflow.choices import Choices
from curator.workflow.fusing import chosen, fuse_again, fuse_said
from curator.workflow.kernels import Kernels
from curator.workflow.propose import propose_all, propose_photo
from curator.workflow.verify import verify


def disk(radius: float, soft: float = 0.0) -> PersonMask:
    rows, columns = np.mgrid[:90, :120]
    away = np.hypot(rows - 45, columns - 60) - radius
    return (
        np.clip(0.5 - away / (2 * soft), 0, 1).astype(np.float32) if soft else (away < 0).astype("f4")
    )


@pytest.mark.parametrize("sources", [["selfie"], ["pose"], ["selfie", "pose"], ["pose", "selfie"]])
def test_calibrated_sources_are_fused_by_their_calibration(sources: list[str]) -> None:
    masks = [disk(30, 6), disk(26, 3)][: len(sources)]
    trimap, parameters = fuse_said(masks, sources, [1.0, 2.0][: len(sources)], None)
    assert parameters["fusion"] == "calibrated"
    assert trimap[45, 60] == 255
    assert trimap[2, 2] == 0
    again = fuse_again(masks, json.loads(json.dumps(parameters)))
    np.testing.assert_array_equal(again, trimap)


@pytest.mark.parametrize("sources", [["annotation"], ["grabcut"], ["annotation", "maskrcnn"]])
def test_what_was_not_calibrated_is_fused_as_in_the_paper(sources: list[str]) -> None:
    masks = [disk(30), disk(26)][: len(sources)]
    trimap, parameters = fuse_said(masks, sources, [1.0] * len(sources), None)
    assert "fusion" not in parameters
    kernel = 35 * np.sqrt(90 * 120 / 480_000)
    np.testing.assert_array_equal(trimap, fuse(masks, [kernel] * len(sources)))


def test_kernels_are_the_papers_whatever_the_sources() -> None:
    masks = [disk(30), disk(26)]
    trimap, parameters = fuse_said(masks, ["selfie", "pose"], [1.0, 2.0], Kernels(40.0))
    scale = np.sqrt(90 * 120 / 480_000)
    np.testing.assert_allclose(parameters["kernels"], [40 * scale, 20 * scale])
    np.testing.assert_array_equal(trimap, fuse(masks, parameters["kernels"]))


def test_a_revision_of_before_the_choice_is_the_papers() -> None:
    recorded = {"kernel": 35.0, "trusted": None, "kernels": [9.0]}
    np.testing.assert_array_equal(fuse_again([disk(30)], recorded), fuse([disk(30)], [9.0]))


def test_a_fusion_is_chosen_by_name_or_by_its_kernels() -> None:
    assert chosen(None, None) is None
    assert chosen("calibrated", None) is None
    assert chosen("paper", None) == Kernels()
    assert chosen(None, [20.0]) == chosen("paper", [20.0]) == Kernels(20.0)
    with pytest.raises(ParameterError, match="Kernels are of the paper's fusion"):
        chosen("calibrated", [20.0])
    with pytest.raises(ParameterError, match="calibrated, paper"):
        chosen("union", None)


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Stand-ins for the embedded sources: what each says, None where it finds nobody."""
    says: dict[str, object] = {"selfie": disk(30, 6), "pose": disk(26, 3), "missing": ()}

    def stand_in(name: str) -> None:
        def function(*_: object) -> Sequence[SubjectMask]:
            mask = says[name]
            if mask is None:
                raise NoPersonError(f"{name} found nobody.")
            return [SubjectMask(mask)]  # type: ignore[arg-type]

        def unavailable() -> str | None:
            return f"Fetch {name}." if name in says["missing"] else None  # type: ignore[operator]

        record = replace(SOURCES.get(name), function=function, unavailable=unavailable)
        monkeypatch.setitem(SOURCES._records, name, record)

    stand_in("selfie")
    stand_in("pose")
    return says


@pytest.fixture
def bare(project: Project, monkeypatch: pytest.MonkeyPatch, photo: Photo) -> Photo:
    """A photo that no mask came with."""
    monkeypatch.setattr(proposing, "_imported", lambda *_: ())
    monkeypatch.setattr(proposing, "decode_photo", lambda *_: np.zeros((90, 120, 3), np.uint8))
    return photo


def test_when_nobody_is_found_what_to_do_is_said_once(
    project: Project, bare: Photo, sources: dict[str, object]
) -> None:
    sources["selfie"] = sources["pose"] = None
    titles = f"{SOURCES.get('selfie').title} or by {SOURCES.get('pose').title}"
    with pytest.raises(
        NoPersonError, match=f"^Nobody was found in this photo by {titles}: drag"
    ) as both:
        propose_photo(project, bare.id, author="ann")
    assert str(both.value).count("rectangle") == 1
    sources["missing"] = ("pose",)
    with pytest.raises(NoPersonError, match=r"^selfie found nobody\.$"):
        propose_photo(project, bare.id, author="ann")


@pytest.mark.parametrize(
    ("missing", "silent", "spoke"),
    [
        ((), None, ["selfie", "pose"]),
        ((), "pose", ["selfie"]),
        ((), "selfie", ["pose"]),
        (("pose",), None, ["selfie"]),
        (("selfie",), None, ["pose"]),
    ],
)
def test_what_spoke_is_recorded_and_replays(
    project: Project,
    bare: Photo,
    sources: dict[str, object],
    missing: tuple[str, ...],
    silent: str | None,
    spoke: list[str],
) -> None:
    sources["missing"] = missing
    if silent is not None:
        sources[silent] = None
    (annotation,) = propose_photo(project, bare.id, author="ann")
    head = project.revisions.get(annotation.head)
    assert [mask["source"] for mask in head.inputs["masks"]] == spoke
    assert head.parameters["fusion"] == "calibrated"
    assert len(head.parameters["weights"]) == len(spoke)
    assert verify(project).faults == ()


def test_an_embedded_source_that_is_not_here_is_said(
    project: Project, bare: Photo, sources: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(project.photos), "masks", lambda *_: ())
    sources["missing"] = ("pose",)
    summary = propose_all(project, author="ann")
    assert summary.proposed == 1
    assert summary.notes == ("The source pose was not asked. Fetch pose.",)
    assert propose_all(project, Choices(("selfie",)), author="ann").notes == ()
