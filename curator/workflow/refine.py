"""A matte refined by the trained network: in a project, and from files to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from curator.errors import ConflictError
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import decode_alpha
from curator.matting.boxes import whole
from curator.records import Annotation, Revision
from curator.registry import METHODS
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow import refining
from curator.workflow.editable import next_state
from curator.workflow.given import values_of
from curator.workflow.jobs import Job
from curator.workflow.layers import layer_at
from curator.workflow.paint import matte_of, parameters_of
from curator.workflow.refining import MATTE
from curator.workflow.replay import trimap_at
from curator.workflow.solving import Solving, following

_STEPS = 3


def refine(
    project: Project,
    annotation_id: int,
    base: str,
    author: str,
    method: str | None = None,
    settings: Sequence[str] = (),
    job: Job[Any] | None = None,
) -> Revision:
    """Refine an annotation's matte; undo leads back.

    The network looks at the photo and the matte of the revision `base`, its decision redraws the
    trimap, and a matting method runs again. Where somebody drew, the trimap stays; where somebody
    painted an alpha, the alpha stays. Strokes go on from the redrawn trimap.

    Parameters
    ----------
    base
        The current revision. Where it has no matte, because nobody chose one or somebody drew since,
        the method makes one first.
    method
        The matting method; None for the one whose matte was chosen last, with its parameters, or
        `closed-form`.
    settings
        `NAME.PARAMETER=VALUE` of any methods, for one that is named.
    job
        Told what is being done; it can be cancelled between the steps.

    Raises
    ------
    UnavailableError
        If the network's weights are not there.
    StateError, ConflictError
        If the annotation is read-only, or `base` is not its current revision.
    UnknownNameError, ParameterError
        If there is no such method or parameter.
    AlphaError, TrimapError
        If there is nobody in the matte, or the network is sure of nobody. Nothing is changed, as
        whenever this raises.
    """
    annotation = project.annotations.get(annotation_id)
    state = next_state(annotation)
    if annotation.head != base:
        raise ConflictError(
            f"Annotation {annotation_id} was changed in another window or by somebody else. "
            "Load the newest state, then refine it."
        )
    name, values = _chosen(project, base) if method is None else (method, values_of(method, settings))
    job = job or Job("refine")
    refining.version()
    solving = following(project, annotation)
    job.step(0, _STEPS, "Bringing the matte")
    alpha = _matte(project, annotation, name, values, solving)
    job.step(1, _STEPS, "Asking the refining network")
    decision = refining.decide(solving.photo(), alpha)
    job.step(2, _STEPS, f"Matting again: {METHODS.get(name).title}")
    found = refining.refined(project, annotation, decision, name, values, solving.solve)
    return refining.keep(project, annotation, found, state, author)


def _chosen(project: Project, revision: str) -> tuple[str, Mapping[str, Any]]:
    """The method whose matte was chosen last up to a revision, and its parameters."""
    newest = project.revisions.newest_alpha(revision)
    made = None if newest is None else project.revisions.get(newest)
    name = MATTE if made is None else matte_of(made)
    if made is None or name not in METHODS.names():
        return MATTE, values_of(MATTE, ())
    return name, parameters_of(made) or values_of(name, ())


def _matte(
    project: Project,
    annotation: Annotation,
    method: str,
    values: Mapping[str, Any],
    solving: Solving,
) -> Alpha:
    """The matte of the current revision: as it is stored, or else as the method makes it."""
    head = project.revisions.get(annotation.head)
    if head.alpha_blob is not None:
        return decode_alpha(project.blobs.read(head.alpha_blob), "the matte that is refined")
    alpha = solving.solve(trimap_at(project, head.hash), method, values)
    return quantise_alpha(layer_at(project, head.hash).over(alpha, whole(alpha)))
