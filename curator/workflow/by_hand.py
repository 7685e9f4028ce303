"""Where a person has spoken: the pixels whose label, or alpha, somebody gave by hand."""

from __future__ import annotations

import numpy as np

from curator.matting.boxes import slices
from curator.records import Revision, Stroke
from curator.store.project import Project
from curator.trimap.corrections import KINDS, from_parameters
from curator.trimap.polygon import Polygon, fill_polygon
from curator.trimap.pressed import PressedStroke, draw_pressed
from curator.trimap.strokes import VALUES, painted, reach
from curator.trimap.widen import BandChange
from curator.types import Region, Trimap
from curator.workflow.layers import layer_at
from curator.workflow.replay import trimap_at

#: What an annotation begins with, or begins anew with: what was said by hand before is past.
_BEGINS = ("propose", "rectangle", "carried", "import")
#: On the sheet that strokes are drawn on again: nobody has said anything here. No label has that value.
_NOBODY = 1


def by_hand(project: Project, revision: str) -> Region:
    """Which pixels of a revision somebody labelled, or painted an alpha on, since it was proposed.

    A stroke or a polygon speaks of every pixel under it, also of those that had its label before; a
    fill by colour of what it filled, a change of the band under a brush of what it changed there. A
    change of the whole band points at no pixel. Where a later step gave another label, the earlier
    word is past.

    Returns
    -------
    Region
        bool, H x W, True where somebody has spoken.

    Raises
    ------
    NotFoundError, CorruptError
        If the revision, or a blob that it needs, is missing or damaged.
    """
    trimap = trimap_at(project, revision)
    said: Region = _said(project, revision) == trimap
    layer = layer_at(project, revision)
    if layer.box is not None:
        said[slices(layer.box)] |= layer.keep < 1
    return said


def _said(project: Project, revision: str) -> Trimap:
    """The labels that were given by hand up to a revision; `_NOBODY` elsewhere."""
    sheet = np.full_like(trimap_at(project, revision), _NOBODY)
    for step in project.revisions.chain(revision):
        if step.kind in _BEGINS:
            sheet[...] = _NOBODY
        elif step.stroke is not None:
            _stroke(sheet, step.stroke)
        elif step.kind == "merge":
            sheet = _merged(project, step, sheet)
        elif step.kind in KINDS:
            sheet = _corrected(project, step, sheet)
    return sheet


def _stroke(sheet: Trimap, stroke: Stroke) -> None:
    """Draw a stroke where the sheet lies: an annotation may have thousands of them."""
    box = reach(stroke, sheet.shape[1], sheet.shape[0])
    if box is not None:
        sheet[slices(box)][painted(stroke, box)] = VALUES[stroke.label]


def _corrected(project: Project, step: Revision, sheet: Trimap) -> Trimap:
    correction = from_parameters(step.kind, step.parameters)
    if isinstance(correction, PressedStroke):
        return draw_pressed(sheet, correction)[0]
    if isinstance(correction, Polygon):
        return fill_polygon(sheet, correction)[0]
    if isinstance(correction, BandChange) and correction.stroke is None:
        return sheet
    after = trimap_at(project, step.hash)
    changed = after != trimap_at(project, str(step.parent))
    noted: Trimap = np.where(changed, after, sheet)
    return noted


def _merged(project: Project, step: Revision, sheet: Trimap) -> Trimap:
    """What was said of either person, where the two as one have the label that was said."""
    after = trimap_at(project, step.hash)
    other = _said(project, step.inputs["heads"][1])
    noted: Trimap = np.where((sheet == after) | (other == after), after, np.uint8(_NOBODY))
    return noted
