"""What was painted by hand over a method's alpha, and is laid over it again as long as it holds.

The alpha brush paints a value, the method brush what another method says. Both are kept apart from
the alpha that they were painted on, as a layer: per pixel, how much of a method's alpha still shows,
and what is added to it. A new matte of the annotation gets the layer laid over it. A pixel leaves the
layer for good as soon as it is known, foreground or background, in any later trimap; what is painted
on top of a pixel covers what was painted before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curator.errors import CorruptError
from curator.imaging.encode import decode_alpha
from curator.matting.boxes import slices, union
from curator.matting.painting import SoftStroke, soft_reach, soft_weights
from curator.records import Rectangle, Revision
from curator.store.project import Project
from curator.types import UNKNOWN, Alpha, Trimap
from curator.workflow.cache import Bounded
from curator.workflow.replay import trimap_at

#: The kinds of revisions that paint an alpha.
PAINTED: Final = ("alpha", "region")


@dataclass(frozen=True, eq=False)
class Layer:
    """What was painted: in `box`, an alpha becomes `keep * alpha + added`; without a box, nothing was.

    `keep` and `added` are float32 in [0, 1], of the box, and never written to.
    """

    box: Rectangle | None
    keep: NDArray[np.float32]
    added: NDArray[np.float32]

    def over(self, alpha: Alpha, part: Rectangle) -> Alpha:
        """The layer laid over a part of an alpha; `alpha` is of that part, and stays as it is."""
        shared = _common(self.box, part)
        if shared is None or self.box is None:
            return alpha
        laid = alpha.copy()
        inside, mine = _within(shared, part), _within(shared, self.box)
        laid[inside] = np.clip(self.keep[mine] * laid[inside] + self.added[mine], 0, 1)
        return laid


NOTHING: Final = Layer(None, np.ones((0, 0), np.float32), np.zeros((0, 0), np.float32))


def _bytes(layer: Layer) -> int:
    return 200 + layer.keep.nbytes + layer.added.nbytes


_layers: Bounded[Layer] = Bounded(500_000_000, _bytes)


def layer_at(project: Project, revision: str) -> Layer:
    """What was painted up to a revision, and still holds.

    Raises
    ------
    NotFoundError, CorruptError
        If the revision, or a blob that it needs, is missing or damaged.
    """
    known = _layers.get(revision)
    if known is not None:
        return known
    step = project.revisions.get(revision)
    layer = NOTHING if step.parent is None else _layers.get(step.parent)
    steps: tuple[Revision, ...] = (step,)
    if layer is None:
        layer, steps = NOTHING, project.revisions.chain(revision)
    digest = None
    for step in steps:
        if layer.box is not None or step.kind in PAINTED:
            before = digest or _digest_before(project, step)
            layer = _after(project, step, layer, step.trimap_digest != before)
        digest = step.trimap_digest
        _layers.put(step.hash, layer)
    return layer


def stroke_of(parameters: Mapping[str, Any]) -> SoftStroke:
    """The soft stroke that a revision's parameters record.

    Raises
    ------
    CorruptError
        If they record none.
    """
    try:
        points = tuple((float(x), float(y)) for x, y in parameters["points"])
        return SoftStroke(float(parameters["radius"]), float(parameters["hardness"]), points)
    except (KeyError, TypeError, ValueError) as error:
        raise CorruptError(
            "The record of a painted alpha is not what it should be; restore a backup."
        ) from error


def brushed(
    alpha: Alpha, trimap: Trimap, stroke: SoftStroke, source: float | Alpha
) -> tuple[Alpha, Rectangle | None]:
    """An alpha painted upon where the trimap is unknown.

    Parameters
    ----------
    alpha, trimap
        As they are, H x W.
    stroke
        Where, and how softly.
    source
        What is painted: one value, or another alpha, H x W.

    Returns
    -------
    tuple
        The new alpha, and the box that the brush can have touched; None where nothing of it is unknown.
    """
    box = soft_reach(stroke, trimap.shape[1], trimap.shape[0])
    if box is None:
        return alpha, None
    part = slices(box)
    weights = _weights(stroke, box, trimap)
    if not weights.any():
        return alpha, None
    value = source[part] if isinstance(source, np.ndarray) else np.float32(source)
    painted = alpha.copy()
    painted[part] = np.clip(alpha[part] * (1 - weights) + weights * value, 0, 1)
    return painted, box


def source_of(project: Project, step: Revision) -> float | Alpha:
    """What a painted revision painted: its value, or the alpha that its method gave then."""
    if step.kind == "alpha":
        return float(step.parameters["value"])
    return decode_alpha(project.blobs.read(step.inputs["source"]), "a method's alpha")


def _after(project: Project, step: Revision, layer: Layer, redrawn: bool) -> Layer:
    if step.kind == "import":
        return NOTHING
    if redrawn and layer.box is not None:
        settled = trimap_at(project, step.hash)[slices(layer.box)] != UNKNOWN
        if settled.any():
            keep, added = np.where(settled, 1, layer.keep), np.where(settled, 0, layer.added)
            layer = Layer(layer.box, keep.astype(np.float32), added.astype(np.float32))
    if step.kind not in PAINTED:
        return layer
    trimap, stroke = trimap_at(project, step.hash), stroke_of(step.parameters)
    box = soft_reach(stroke, trimap.shape[1], trimap.shape[0])
    if box is None:
        return layer
    source = source_of(project, step)
    value = source[slices(box)] if isinstance(source, np.ndarray) else np.float32(source)
    weights = _weights(stroke, box, trimap)
    grown = _grown(layer, box)
    part = _within(box, grown.box or box)
    grown.keep[part] *= 1 - weights
    grown.added[part] = grown.added[part] * (1 - weights) + weights * value
    return grown


def _grown(layer: Layer, box: Rectangle) -> Layer:
    """A copy of a layer that can be written to, and reaches over another box too."""
    whole = union(layer.box, box) or box
    keep = np.ones((whole.height, whole.width), np.float32)
    added = np.zeros((whole.height, whole.width), np.float32)
    if layer.box is not None:
        part = _within(layer.box, whole)
        keep[part], added[part] = layer.keep, layer.added
    return replace(layer, box=whole, keep=keep, added=added)


def _weights(stroke: SoftStroke, box: Rectangle, trimap: Trimap) -> NDArray[np.float32]:
    weights: NDArray[np.float32] = soft_weights(stroke, box) * (trimap[slices(box)] == UNKNOWN)
    return weights


def _digest_before(project: Project, step: Revision) -> str | None:
    return None if step.parent is None else project.revisions.get(step.parent).trimap_digest


def _common(a: Rectangle | None, b: Rectangle) -> Rectangle | None:
    if a is None:
        return None
    left, top = max(a.x, b.x), max(a.y, b.y)
    right, bottom = min(a.x + a.width, b.x + b.width), min(a.y + a.height, b.y + b.height)
    return Rectangle(left, top, right - left, bottom - top) if left < right and top < bottom else None


def _within(box: Rectangle, outer: Rectangle) -> tuple[slice, slice]:
    return slices(Rectangle(box.x - outer.x, box.y - outer.y, box.width, box.height))
