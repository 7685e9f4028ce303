"""A matte refined by the trained network: in a project, and from files to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from curator.errors import ConflictError
from curator.imaging.checks import check_alpha
from curator.imaging.convert import quantise_alpha
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_alpha, encode_alpha, encode_png
from curator.matting import estimate_alpha
from curator.matting.boxes import whole
from curator.records import Annotation, Revision
from curator.refinement.redrawn import redrawn, rule_for
from curator.registry import METHODS
from curator.store.project import Project
from curator.store.whole import write_file
from curator.types import Alpha
from curator.workflow import refining
from curator.workflow.automatic import check_written, read_file
from curator.workflow.editable import next_state
from curator.workflow.given import values_of
from curator.workflow.jobs import Job
from curator.workflow.layers import layer_at
from curator.workflow.paint import matte_of, parameters_of
from curator.workflow.refining import MATTE
from curator.workflow.replay import trimap_at
from curator.workflow.solving import Solving, following

_STEPS = 3
_PERSON = 0.5


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


def refine_file(
    photo: Path, alpha: Path, out: Path, method: str = MATTE, portrait: Path | None = None
) -> None:
    """Refine the alpha of a photo and write it as a 16-bit PNG.

    The network looks at photo and alpha, its decision redraws a trimap, and a matting method runs
    again. `portrait` gets the decision alone, as Orrite et al. end: a PNG of 255 where the network
    sees the person, from a probability of 0.5 on, and 0 elsewhere.

    Raises
    ------
    InputError, UnknownNameError, UnavailableError, ConvergenceError
        As reading, the network and the method raise them; nothing is written then.
    """
    check_written((out, portrait), (photo, alpha))
    METHODS.get(method)
    image = decode_photo(read_file(photo), photo.name)
    known = decode_alpha(read_file(alpha), alpha.name)
    check_alpha(known, image.shape[:2], alpha.name)
    decision = refining.decide(image, known)
    rule = rule_for(image.shape[1], image.shape[0])
    trimap = redrawn(decision.alpha, decision.mask, rule)
    encoded = encode_alpha(estimate_alpha(image, trimap, method))
    if portrait is not None:
        person = decision.mask >= _PERSON
        write_file(portrait, encode_png(np.where(person, np.uint8(255), np.uint8(0))))
    write_file(out, encoded)


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
