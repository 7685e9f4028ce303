"""A refined matte in a project: what the network gives back, what stays, and how it is proved.

The network's word is said by hand here: a disc, as it is in the photo, with a hat that the proposal
does not have. At 72 x 96 pixels the redrawn band is the pixels on either side of a contour.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion

from curator.errors import ConflictError, StateError, TrimapError, UnavailableError
from curator.imaging.encode import decode_alpha, decode_mask
from curator.matting.painting import SoftStroke
from curator.records import Annotation, Rectangle, Stroke
from curator.refinement import fcn
from curator.store.project import Project
from curator.trimap.polygon import Polygon
from curator.types import Alpha, Image, PersonMask, Region, Trimap
from curator.workflow import refining
from curator.workflow.adding import add_within
from curator.workflow.annotate import add_stroke, alpha_of, submit, trimap_of, undo
from curator.workflow.corrections import correct
from curator.workflow.matte import choose
from curator.workflow.paint import Painting, paint
from curator.workflow.propose import propose_rectangle
from curator.workflow.provenance import methods_of, provenance
from curator.workflow.refine import refine
from curator.workflow.replay import replayed
from curator.workflow.verify import verify

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.bool_)


def hat() -> Region:
    """The disc of the photos, with a box on top of it that belongs to the person."""
    y, x = np.mgrid[:96, :72]
    disc = (x - 36) ** 2 + (y - 52) ** 2 <= 24**2
    person: Region = disc | ((abs(x - 36) <= 10) & (y >= 8) & (y <= 40))
    return person


def redrawn_by_hand(person: Region) -> Trimap:
    """The trimap of a sure decision: unknown where a neighbour in row or column is on the other side."""
    trimap = np.full(person.shape, 128, np.uint8)
    trimap[binary_erosion(person, CROSS, border_value=1)] = 255
    trimap[~binary_dilation(person, CROSS)] = 0
    return trimap


@pytest.fixture(autouse=True)
def says_hat(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that is sure of the disc and the hat, whatever it is asked."""

    def decide(photo: Image, alpha: Alpha) -> PersonMask:
        assert alpha.shape == photo.shape[:2]
        return np.where(hat(), np.float32(0.97), np.float32(0.02))

    monkeypatch.setattr(fcn, "decide", decide)
    monkeypatch.setattr(refining, "version", lambda: "by-hand")


@pytest.fixture
def matted(project: Project, annotation: Annotation) -> Annotation:
    """The annotation with the matte of its proposal."""
    choose(project, annotation.id, annotation.head, "closed-form", "ann")
    return project.annotations.get(annotation.id)


def stroke(project: Project, annotation: Annotation, label: str, radius: float, *points: tuple[float, float]) -> str:
    """Draw; gives the revision."""
    head = project.annotations.get(annotation.id).head
    drawn = Stroke(label, radius, points)  # type: ignore[arg-type]
    return add_stroke(project, annotation.id, head, drawn, "ann", f"{label}{points}").hash


def test_the_network_gives_back_what_the_matte_lacks(project: Project, matted: Annotation) -> None:
    assert trimap_of(project, matted.id)[20, 36] == 0
    made = refine(project, matted.id, matted.head, "bob")
    trimap, alpha = trimap_of(project, matted.id), alpha_of(project, matted.id)
    # The proposal's mixed pixels all lie at the disc's edge, within three pixels of the contour.
    expected = redrawn_by_hand(hat())
    before = decode_alpha(project.blobs.read(str(made.inputs["alpha"])), "before")
    assert (trimap[~((before > 0.1) & (before < 0.9))] == expected[~((before > 0.1) & (before < 0.9))]).all()
    assert (trimap[20, 36], alpha[20, 36]) == (255, 1)
    assert (alpha[trimap == 0] == 0).all()
    assert (alpha[trimap == 255] == 1).all()
    assert (made.kind, made.method, made.parent, made.author) == (
        "refined",
        "closed-form",
        matted.head,
        "bob",
    )
    assert project.annotations.get(matted.id).state == "in progress"
