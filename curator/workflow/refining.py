"""A matte refined: the network's word on it, the trimap that this redraws, and the matte of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_alpha, encode_mask, encode_trimap
from curator.matting.boxes import whole
from curator.records import Annotation, Draft, Revision, State
from curator.refinement.redrawn import RedrawRule, redrawn, rule_for
from curator.registry import METHODS
from curator.store.project import Project
from curator.types import Alpha, Image, PersonMask, Region, Trimap
from curator.weights import shipped
from curator.workflow.by_hand import by_hand
from curator.workflow.editable import changing
from curator.workflow.layers import layer_at
from curator.workflow.neighbours import others_in
from curator.workflow.replay import kept, remember, trimap_at, trimap_digest
from curator.workflow.solving import Solve

#: What the refining network is called among sources and methods.
FCN: Final = "fcn"
TITLE: Final = "Refined by the FCN"
#: Whose matte is refined, and which method mattes again, where nobody chose another.
MATTE: Final = "closed-form"
_WEIGHTS: Final = "vgg-fcn"


@dataclass(frozen=True, eq=False)
class Decision:
    """What the network with weights of a version said of an alpha; both on the grid of stored ones."""

    alpha: Alpha
    mask: PersonMask
    version: str


@dataclass(frozen=True, eq=False)
class Refined:
    """A matte refined.

    Attributes
    ----------
    decision
        What the network said.
    rule
        By what rule the trimap was redrawn.
    others
        Where other people are for certain, bool, H x W; None where nobody is.
    by_hand
        Where the trimap stays because somebody drew there, bool, H x W.
    trimap
        The redrawn one.
    method, values
        The matting method that made the new matte, and its parameters.
    alpha
        The new matte as the method gave it, on the grid of stored ones.
    """

    decision: Decision
    rule: RedrawRule
    others: Region | None
    by_hand: Region
    trimap: Trimap
    method: str
    values: Mapping[str, Any]
    alpha: Alpha

    @property
    def nbytes(self) -> int:
        """Bytes held beside the new matte."""
        said = self.decision.alpha.nbytes + self.decision.mask.nbytes
        return said + self.trimap.nbytes + self.by_hand.nbytes


def version() -> str:
    """The version of the network's weights.

    Raises
    ------
    UnavailableError
        If they are not there.
    """
    return shipped.card(_WEIGHTS).version


def decide(photo: Image, alpha: Alpha) -> Decision:
    """Ask the network about an alpha of a photo.

    Raises
    ------
    PhotoError, AlphaError, UnavailableError
        As `curator.refinement.fcn.decide`.
    """
    known = version()
    # torch takes a second to import, which only those wait for who refine.
    from curator.refinement import fcn

    stored = quantise_alpha(alpha)
    return Decision(stored, quantise_alpha(fcn.decide(photo, stored)), known)


def refined(
    project: Project,
    annotation: Annotation,
    decision: Decision,
    method: str,
    values: Mapping[str, Any],
    solve: Solve,
    known: Refined | None = None,
) -> Refined:
    """Redraw an annotation's trimap by a decision, and matte it again.

    What somebody drew stays as it was drawn. Where other people of the photo are for certain is
    background, as it was; what they and this one claim is unknown.

    Parameters
    ----------
    known
        What was refined by the same decision before: its matte is taken where the trimap is the same.

    Raises
    ------
    TrimapError
        If the decision leaves no trimap that can be matted.
    CuratorError
        As the method raises it.
    """
    before = trimap_at(project, annotation.head)
    rule = rule_for(before.shape[1], before.shape[0])
    others = others_in(project, annotation.photo_id, annotation.id)
    drawn = by_hand(project, annotation.head)
    trimap = kept(redrawn(decision.alpha, decision.mask, rule), before, others, drawn)
    if known is not None and np.array_equal(known.trimap, trimap):
        alpha = known.alpha
    else:
        alpha = solve(trimap, method, values)
    return Refined(decision, rule, others, drawn, trimap, method, values, alpha)


def keep(
    project: Project, annotation: Annotation, found: Refined, state: State, author: str
) -> Revision:
    """Make a refined matte the annotation's, as a new revision, with all that replays its trimap.

    Raises
    ------
    ConflictError
        If the annotation has moved on.
    StateError
        If it became read-only in the meantime.
    """
    record = METHODS.get(found.method)
    photo = project.photos.get(annotation.photo_id)
    alpha = layer_at(project, annotation.head).over(found.alpha, whole(found.alpha))
    draft = Draft(
        kind="refined",
        method=record.name,
        version=record.version,
        parameters={"matte_parameters": dict(found.values), "redrawing": asdict(found.rule)},
        inputs={
            "photo": photo.sha256,
            "trimap": project.revisions.get(annotation.head).trimap_digest,
            "alpha": project.blobs.add(encode_alpha(found.decision.alpha)),
            "masks": [_said(project, found.decision)],
            **_regions(project, found),
        },
        trimap_digest=trimap_digest(found.trimap),
        trimap_blob=project.blobs.add(encode_trimap(found.trimap)),
        alpha_blob=project.blobs.add(encode_alpha(quantise_alpha(alpha))),
        author=author,
    )
    with changing(project, annotation.id):
        revision = project.annotations.append(annotation.id, annotation.head, draft, state)
    remember(revision.hash, found.trimap)
    return revision


def _said(project: Project, decision: Decision) -> dict[str, Any]:
    blob = project.blobs.add(encode_mask(decision.mask))
    return {"source": FCN, "version": decision.version, "blob": blob}


def _regions(project: Project, found: Refined) -> dict[str, str]:
    regions = {"others": found.others, "by_hand": found.by_hand}
    return {
        name: project.blobs.add(encode_mask(region.astype(np.float32)))
        for name, region in regions.items()
        if region is not None and region.any()
    }
