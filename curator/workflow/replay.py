"""The trimap of any revision, made again from what the chain holds."""

from __future__ import annotations

import hashlib

import numpy as np

from curator.errors import CorruptError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask, decode_trimap
from curator.records import Revision
from curator.refinement.redrawn import RedrawRule, redrawn
from curator.store.project import Project
from curator.trimap.corrections import KINDS, apply_correction, from_parameters
from curator.trimap.strokes import draw
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Image, PersonMask, Region, Trimap
from curator.workflow.cache import Bounded
from curator.workflow.fusing import fuse_again

_trimaps: Bounded[Trimap] = Bounded(256_000_000, lambda trimap: trimap.nbytes)


def trimap_digest(trimap: Trimap) -> str:
    """SHA-256 of a trimap's height, width and pixels in row order, as 64 hexadecimal digits."""
    digest = hashlib.sha256(f"{trimap.shape[0]}x{trimap.shape[1]}:".encode("ascii"))
    digest.update(np.ascontiguousarray(trimap).data)
    return digest.hexdigest()


def remember(revision: str, trimap: Trimap) -> None:
    """Keep the trimap of a revision at hand, so that it need not be replayed."""
    trimap.flags.writeable = False
    _trimaps.put(revision, trimap)


def trimap_at(project: Project, revision: str) -> Trimap:
    """The trimap of a revision: uint8 {0, 128, 255}, read-only, of the photo's size.

    Goes back to the nearest revision whose trimap is at hand or stored, then draws the strokes.

    Raises
    ------
    NotFoundError
        If there is no such revision, or a blob it needs is missing.
    CorruptError
        If the replay does not give the pixels that were recorded.
    """
    later: list[Revision] = []
    step = project.revisions.get(revision)
    while (trimap := _at_hand(project, step)) is None:
        later.append(step)
        step = project.revisions.get(str(step.parent))
    for step in reversed(later):
        trimap = _checked(step, replayed(project, step, trimap))
        remember(step.hash, trimap)
    return trimap


def _at_hand(project: Project, step: Revision) -> Trimap | None:
    trimap = _trimaps.get(step.hash)
    if trimap is not None:
        return trimap
    if step.trimap_blob is None:
        return None
    stored = decode_trimap(project.blobs.read(step.trimap_blob), f"the trimap of {step.hash[:12]}")
    trimap = _checked(step, stored)
    remember(step.hash, trimap)
    return trimap


def replayed(project: Project, step: Revision, before: Trimap | None) -> Trimap:
    """The trimap that a revision's own record makes of the one before it.

    A proposal is fused again from its person masks, a refined trimap is redrawn by the network's stored
    word, a stroke is drawn again; a matte leaves the trimap as it was; a correction is made again, and
    so is a merge with another annotation; an import is its stored trimap, and so is a mask that was
    carried over.
    """
    if step.kind in ("propose", "rectangle"):
        return _proposed(project, step)
    if step.kind in ("import", "carried"):
        return decode_trimap(project.blobs.read(str(step.trimap_blob)), "a stored trimap")
    if before is None:
        raise CorruptError(f"Revision {step.hash[:12]} has nothing before it; restore a backup.")
    if step.stroke is not None:
        return draw(before, step.stroke)[0]
    if step.kind == "merge":
        return merged(before, trimap_at(project, step.inputs["heads"][1]))
    if step.kind == "refined":
        return _refined(project, step, before)
    if step.kind in KINDS:
        correction = from_parameters(step.kind, step.parameters)
        return apply_correction(before, correction, lambda: _pixels(project, step))[0]
    return before


def merged(first: Trimap, second: Trimap) -> Trimap:
    """The trimap of two people as one: foreground of either, background of both, else unknown."""
    # The labels are in that order: 255 of either wins, 0 stays only where both say it.
    both: Trimap = np.maximum(first, second)
    return both


def pixels_digest(image: Image) -> str:
    """SHA-256 of an image's height, width and pixels in row order, as 64 hexadecimal digits."""
    head = f"{image.shape[0]}x{image.shape[1]}x3:".encode("ascii")
    return hashlib.sha256(head + np.ascontiguousarray(image).tobytes()).hexdigest()


def _pixels(project: Project, step: Revision) -> Image:
    """The photo that a correction looked at, decoded to the same pixels."""
    sha256 = step.inputs["photo"]
    image = decode_photo(project.blobs.read(sha256), f"the photo of {step.hash[:12]}")
    if pixels_digest(image) != step.inputs["pixels"]:
        raise CorruptError(
            f"The photo of revision {step.hash[:12]} is decoded to other pixels here than where it was "
            "filled by colour: use the versions of Pillow and OpenCV that `make install` installs."
        )
    return image


def _proposed(project: Project, step: Revision) -> Trimap:
    trimap = alone(project, step)
    if "others" not in step.inputs:
        return trimap
    others = decode_mask(project.blobs.read(step.inputs["others"]), "the other people of a photo")
    return without(trimap, others >= 0.5)


def alone(project: Project, step: Revision) -> Trimap:
    """The trimap that the person masks of a proposal make, whoever else is in the photo."""
    masks = step.inputs["masks"]
    if not masks:
        photo = project.photos.by_sha(step.inputs["photo"])
        if photo is None:
            raise CorruptError(f"The photo of revision {step.hash[:12]} is missing; restore a backup.")
        return np.full((photo.height, photo.width), UNKNOWN, np.uint8)
    read = [decode_mask(project.blobs.read(mask["blob"]), mask["source"]) for mask in masks]
    return fuse_again(read, step.parameters)


def without(trimap: Trimap, others: Region) -> Trimap:
    """A proposed trimap in which other people are known background; what both claim is unknown."""
    claimed = others & (trimap == FOREGROUND)
    rest = np.where(others, np.uint8(BACKGROUND), trimap)
    parted: Trimap = np.where(claimed, np.uint8(UNKNOWN), rest)
    return parted


def _refined(project: Project, step: Revision, before: Trimap) -> Trimap:
    def read(blob: str) -> PersonMask:
        return decode_mask(project.blobs.read(blob), f"what revision {step.hash[:12]} was redrawn from")

    inputs = step.inputs
    try:
        alpha, decision = read(inputs["alpha"]), read(inputs["masks"][0]["blob"])
        rule = RedrawRule(**step.parameters["redrawing"])
    except (KeyError, IndexError, TypeError) as error:
        raise CorruptError(
            f"The record of revision {step.hash[:12]} is not that of a refined matte; restore a backup."
        ) from error
    others, drawn = (
        read(inputs[name]) >= 0.5 if name in inputs else None for name in ("others", "by_hand")
    )
    return kept(redrawn(alpha, decision, rule), before, others, drawn)


def kept(trimap: Trimap, before: Trimap, others: Region | None, drawn: Region | None) -> Trimap:
    """A redrawn trimap in which other people stay background, and what was drawn stays as it was.

    Parameters
    ----------
    trimap, before
        The redrawn one, and the one that it replaces.
    others
        Where other people are for certain. What was background there stays so; elsewhere they are
        background too, but what this one claims as well is unknown.
    drawn
        Where somebody drew.
    """
    if others is not None:
        apart = without(trimap, others)
        trimap = np.where(others & (before == BACKGROUND), np.uint8(BACKGROUND), apart)
    if drawn is not None:
        trimap = np.where(drawn, before, trimap)
    return trimap


def _checked(step: Revision, trimap: Trimap) -> Trimap:
    if trimap_digest(trimap) != step.trimap_digest:
        raise CorruptError(
            f"Replaying revision {step.hash[:12]} of annotation {step.annotation_id} does not give the "
            "trimap that was recorded. Run `curator verify` and restore a backup."
        )
    return trimap
