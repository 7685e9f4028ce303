"""What the sources said of one subject, made into a revision that can be made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

import curator
from curator.errors import MaskError
from curator.imaging.convert import quantise_alpha
from curator.imaging.encode import encode_alpha, encode_mask, encode_trimap
from curator.records import Draft, Photo, SubjectMask
from curator.store.project import Project
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Region, Trimap
from curator.workflow.asking import Said
from curator.workflow.fusing import fuse_said
from curator.workflow.kernels import Kernels
from curator.workflow.replay import trimap_digest, without

#: A trimap, and the parameters of the fusion that made it.
Fused = tuple[Trimap, dict[str, Any]]


def fused(said: Sequence[Said], kernels: Kernels | None) -> Fused:
    """The trimap of what was said of one subject, and the parameters of its fusion.

    It is fused from the masks as they are stored, so that a replay has the same masks to the bit.

    Raises
    ------
    MaskError
        If the masks cannot be fused.
    """
    stored = [quantise_alpha(each.mask.mask) for each in said]
    names, trusts = [each.source.name for each in said], [each.source.trust for each in said]
    return fuse_said(stored, names, trusts, kernels)


def drafted(
    project: Project,
    photo: Photo,
    kind: str,
    said: Sequence[Said],
    fusion: Fused,
    author: str,
    others: Region | None = None,
) -> tuple[Draft, Trimap]:
    """A proposal before it has a place in a chain, and its trimap.

    `fusion` is what `fused` made of what was said; `others` is where the other people of the photo
    are for certain: known background of this one.

    Raises
    ------
    MaskError
        If nothing is left unknown.
    """
    own, parameters = fusion
    trimap, made = beside(
        project,
        {"photo": photo.sha256, "masks": [_recorded(project, each) for each in said]},
        own,
        others,
    )
    if not (trimap == UNKNOWN).any():
        raise MaskError(f"The masks of {photo.name} leave nothing unknown; choose a larger kernel.")
    version = curator.__version__
    return Draft(kind, "fusion", version, author=author, parameters=parameters, **made), trimap


def beside(
    project: Project, inputs: Mapping[str, Any], own: Trimap, others: Region | None
) -> tuple[Trimap, dict[str, Any]]:
    """A trimap in which the other people are known background, and what a `Draft` says of it.

    `own` is the trimap of its subject's masks alone; whatever others `inputs` had are forgotten.
    """
    trimap = own
    inputs = {name: value for name, value in inputs.items() if name != "others"}
    if others is not None and others.any():
        trimap = without(own, others)
        inputs["others"] = project.blobs.add(encode_mask(others.astype(np.float32)))
    blob = project.blobs.add(encode_trimap(trimap))
    return trimap, {"inputs": inputs, "trimap_digest": trimap_digest(trimap), "trimap_blob": blob}


def carried(project: Project, photo: Photo, said: Said, author: str) -> tuple[Draft, Trimap]:
    """A mask taken over as it is: its trimap has nothing unknown, and its alpha is the mask at 0.5."""
    person = quantise_alpha(said.mask.mask) >= 0.5
    trimap: Trimap = np.where(person, np.uint8(FOREGROUND), np.uint8(BACKGROUND))
    draft = Draft(
        kind="carried",
        method=said.source.name,
        version=said.source.version,
        inputs={"photo": photo.sha256, "masks": [_recorded(project, said)]},
        trimap_digest=trimap_digest(trimap),
        trimap_blob=project.blobs.add(encode_trimap(trimap)),
        alpha_blob=project.blobs.add(encode_alpha(person.astype(np.float32))),
        author=author,
    )
    return draft, trimap


def _recorded(project: Project, said: Said) -> dict[str, Any]:
    mask: SubjectMask = said.mask
    return {
        "source": said.source.name,
        "version": said.source.version,
        "parameters": asdict(said.parameters),
        "trust": said.source.trust,
        "score": mask.score,
        "external_id": mask.external_id,
        "blob": project.blobs.add(encode_mask(mask.mask)),
    }
