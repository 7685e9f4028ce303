"""Corrections of the alpha itself: a value painted by hand, or another method's alpha for a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import curator
from curator.errors import ConflictError, CuratorError, StrokeError
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import decode_alpha, encode_alpha, encode_trimap
from curator.matting.boxes import whole
from curator.matting.painting import SoftStroke, check_soft_stroke
from curator.records import Annotation, Draft, Revision
from curator.registry import METHODS
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow.cache import Bounded
from curator.workflow.candidate import Candidate
from curator.workflow.editable import changing, next_state
from curator.workflow.given import values_of
from curator.workflow.layers import brushed, layer_at, source_of, stroke_of
from curator.workflow.matte import candidates, carry
from curator.workflow.replay import remember, trimap_at

_alphas: Bounded[Alpha] = Bounded(256_000_000, lambda alpha: alpha.nbytes)


@dataclass(frozen=True)
class Painting:
    """What a soft brush paints into the unknown band: a value from 0 to 1, or a method's alpha.

    `matte` names the method whose matte is painted on where the current trimap has none yet, and
    `settings` are `NAME.PARAMETER=VALUE` of any methods.
    """

    stroke: SoftStroke
    source: float | str
    matte: str
    settings: tuple[str, ...] = ()


def paint(
    project: Project, annotation_id: int, base: str, painting: Painting, author: str, token: str
) -> Revision:
    """Paint the alpha of the revision `base`; it is durable when this returns.

    Only unknown pixels change: the trimap stays, and what is known stays 0 or 1. What was painted is
    laid over later mattes again, see `curator.workflow.layers`. The same `token` again gives the
    revision that it made the first time.

    Raises
    ------
    StrokeError
        If the stroke cannot be drawn, the value is not from 0 to 1, nothing under it is unknown, or
        there is no matte to paint on.
    UnknownNameError
        If there is no such method.
    ConflictError
        If `base` is no longer the current revision.
    StateError
        If the annotation is read-only.
    CuratorError
        As the method raises it.
    """
    known = project.revisions.by_token(annotation_id, token)
    if known is not None:
        return known
    annotation = project.annotations.get(annotation_id)
    state = next_state(annotation)
    photo = project.photos.get(annotation.photo_id)
    stroke = check_soft_stroke(painting.stroke, photo.width, photo.height)
    if annotation.head != base:
        raise ConflictError(
            f"Annotation {annotation_id} was changed in another window or by somebody else. "
            "Your painting is kept in this window: load the newest state, then apply it to that."
        )
    head, trimap = project.revisions.get(base), trimap_at(project, base)
    under, blobs, whose = _under(project, annotation, head, painting)
    kind, method, version, told, source = _source(project, annotation, painting)
    alpha, box = brushed(under, trimap, stroke, source)
    if box is None:
        raise StrokeError(
            "The brush changes nothing there: it paints in the unknown band, so make it unknown first."
        )
    if not isinstance(source, float):
        blobs["source"] = project.blobs.add(encode_alpha(source))
    alpha = quantise_alpha(alpha)
    points = [[x, y] for x, y in stroke.points]
    draft = Draft(
        kind=kind,
        method=method,
        version=version,
        parameters=told | asdict(stroke) | {"points": points} | whose,
        inputs={"photo": photo.sha256, "trimap": head.trimap_digest} | blobs,
        trimap_digest=head.trimap_digest,
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        alpha_blob=project.blobs.add(encode_alpha(alpha)),
        author=author,
        token=token,
    )
    with changing(project, annotation_id):
        revision = project.annotations.append(annotation_id, base, draft, state)
    remember(revision.hash, trimap)
    carry(project, base, revision.hash)
    _alphas.put(revision.hash, alpha)
    return revision


def repainted(project: Project, step: Revision, parent: Revision) -> Alpha:
    """The alpha that a painted revision's own record makes of the one before it.

    Raises
    ------
    NotFoundError, CorruptError
        If a blob that it needs is missing or damaged.
    """
    blob = step.inputs.get("under") or parent.alpha_blob
    under = decode_alpha(project.blobs.read(str(blob)), "the alpha that was painted on")
    trimap = trimap_at(project, step.hash)
    alpha, _box = brushed(under, trimap, stroke_of(step.parameters), source_of(project, step))
    return quantise_alpha(alpha)


def matte_of(made: Revision) -> str:
    """The method whose matte an alpha is, or was painted on."""
    return str(made.parameters.get("matte", made.method))


def parameters_of(made: Revision) -> Mapping[str, Any] | None:
    """The parameters of that method; None where they were not recorded."""
    if made.kind == "matte":
        return made.parameters
    known: Mapping[str, Any] | None = made.parameters.get("matte_parameters")
    return known


def _under(
    project: Project, annotation: Annotation, head: Revision, painting: Painting
) -> tuple[Alpha, dict[str, str], dict[str, Any]]:
    """The alpha to paint on, where it is stored beside the painting, and whose matte it is."""
    wanted = painting.matte
    if head.alpha_blob is not None:
        known = _alphas.get(head.hash)
        if known is None:
            known = decode_alpha(project.blobs.read(head.alpha_blob), "the alpha that is painted on")
        return known, {}, {"matte": matte_of(head), "matte_parameters": parameters_of(head)}
    if wanted not in METHODS.names():
        raise StrokeError("Run the matting methods and choose a matte first, then paint on it.")
    _, alpha = _alpha_by(project, annotation.id, wanted, painting.settings)
    laid = quantise_alpha(layer_at(project, head.hash).over(alpha, whole(alpha)))
    whose = {"matte": wanted, "matte_parameters": values_of(wanted, painting.settings)}
    return laid, {"under": project.blobs.add(encode_alpha(laid))}, whose


def _source(
    project: Project, annotation: Annotation, painting: Painting
) -> tuple[str, str, str, dict[str, Any], float | Alpha]:
    """Kind, method and version of the revision, what its parameters tell, and what is painted."""
    source = painting.source
    if isinstance(source, str):
        matte, alpha = _alpha_by(project, annotation.id, source, painting.settings)
        told = {"method": dict(matte.parameters)}
        return "region", matte.method, matte.version, told, alpha
    if not 0 <= source <= 1:
        raise StrokeError(f"An alpha is from 0 to 1, not {source:g}.")
    return "alpha", "brush", curator.__version__, {"value": float(source)}, float(source)


def _alpha_by(
    project: Project, annotation_id: int, method: str, settings: Sequence[str]
) -> tuple[Candidate, Alpha]:
    found = candidates(project, annotation_id, [method], settings=settings)
    matte = next(each for each in found.mattes if each.method == method)
    if matte.alpha is None:
        raise CuratorError(f"{matte.title} gave no matte: {matte.problem}")
    return matte, matte.alpha
