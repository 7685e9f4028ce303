"""Which pixels somebody has spoken of: counted on small sheets, pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest

from curator.matting.painting import SoftStroke
from curator.records import Annotation, Label, Rectangle, Stroke
from curator.store.project import Project
from curator.trimap.corrections import Correction
from curator.trimap.flood import Flood
from curator.trimap.polygon import Polygon
from curator.trimap.pressed import PressedStroke
from curator.trimap.widen import BandChange
from curator.types import Region
from curator.workflow.annotate import add_stroke, trimap_of, undo
from curator.workflow.by_hand import by_hand
from curator.workflow.corrections import correct
from curator.workflow.paint import Painting, paint
from curator.workflow.people import merge
from curator.workflow.propose import propose_rectangle, start_blank


def head(project: Project, annotation: Annotation) -> str:
    return project.annotations.get(annotation.id).head


def dab(project: Project, annotation: Annotation, label: Label, x: int, y: int) -> None:
    """The one pixel in column x and row y."""
    stroke = Stroke(label, 0.5, ((x + 0.5, y + 0.5),))
    base = head(project, annotation)
    add_stroke(project, annotation.id, base, stroke, "ann", f"{label} {x} {y} {base}")


def fix(project: Project, annotation: Annotation, correction: Correction) -> None:
    base = head(project, annotation)
    correct(project, annotation.id, base, correction, "ann", base)


def spoken(project: Project, annotation: Annotation) -> Region:
    return by_hand(project, head(project, annotation))


def pixels(region: Region) -> set[tuple[int, int]]:
    """The columns and rows of what is True."""
    return {(int(x), int(y)) for y, x in np.argwhere(region)}


def test_a_stroke_speaks_of_all_under_it(project: Project, annotation: Annotation) -> None:
    trimap = trimap_of(project, annotation.id)
    assert (trimap[52, 36], trimap[0, 0]) == (255, 0)
    assert pixels(spoken(project, annotation)) == set()
    dab(project, annotation, "foreground", 36, 52)
    dab(project, annotation, "unknown", 0, 0)
    assert pixels(spoken(project, annotation)) == {(36, 52), (0, 0)}
    undo(project, annotation.id, head(project, annotation), "ann")
    assert pixels(spoken(project, annotation)) == {(36, 52)}


def test_polygons_and_pens_speak_too(project: Project, annotation: Annotation) -> None:
    fix(project, annotation, Polygon("background", ((1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0))))
    assert pixels(spoken(project, annotation)) == {(1, 1), (2, 1), (1, 2), (2, 2)}
    fix(project, annotation, PressedStroke("foreground", (0.5,), ((6.5, 6.5),)))
    assert pixels(spoken(project, annotation)) == {(1, 1), (2, 1), (1, 2), (2, 2), (6, 6)}


def test_the_last_word_counts(project: Project, annotation: Annotation) -> None:
    dab(project, annotation, "foreground", 0, 0)
    dab(project, annotation, "unknown", 0, 0)
    assert pixels(spoken(project, annotation)) == {(0, 0)}
    # The whole band narrowed takes the word back, and speaks of nothing itself.
    fix(project, annotation, BandChange("narrow", 1))
    assert trimap_of(project, annotation.id)[0, 0] == 0
    assert pixels(spoken(project, annotation)) == set()


def test_a_band_changed_under_a_brush_speaks_of_what_changed(
    project: Project, annotation: Annotation
) -> None:
    before = trimap_of(project, annotation.id)
    fix(project, annotation, BandChange("narrow", 2, 6.0, ((36.0, 28.0),)))
    after = trimap_of(project, annotation.id)
    assert (before != after).any()
    assert (spoken(project, annotation) == (before != after)).all()


def test_a_fill_by_colour_speaks_of_what_it_filled(project: Project, annotation: Annotation) -> None:
    before = trimap_of(project, annotation.id)
    y, x = (int(each) for each in np.argwhere(before == 128)[0])
    fix(project, annotation, Flood("foreground", x, y, 12))
    after = trimap_of(project, annotation.id)
    assert (spoken(project, annotation) == (before != after)).all()
    assert spoken(project, annotation)[y, x]


def test_a_painted_alpha_speaks_as_long_as_it_holds(project: Project, annotation: Annotation) -> None:
    trimap = trimap_of(project, annotation.id)
    y, x = (int(each) for each in np.argwhere(trimap == 128)[0])
    brush = SoftStroke(0.5, 1.0, ((x + 0.5, y + 0.5),))
    base = head(project, annotation)
    paint(project, annotation.id, base, Painting(brush, 0.5, "shared"), "ann", "t")
    assert pixels(spoken(project, annotation)) == {(x, y)}


def test_a_new_proposal_begins_anew(project: Project, annotation: Annotation) -> None:
    dab(project, annotation, "foreground", 0, 0)
    base = head(project, annotation)
    propose_rectangle(project, annotation.id, base, Rectangle(8, 24, 56, 56), "ann")
    dab(project, annotation, "foreground", 1, 0)
    assert pixels(spoken(project, annotation)) == {(1, 0)}


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        # Both as one have the label that was said, or another one, which nobody has said.
        ("foreground", None, True),
        ("background", None, False),
        ("background", "background", True),
        ("background", "foreground", True),
        ("unknown", "background", True),
    ],
)
def test_of_two_as_one_stays_what_was_said_of_either(
    project: Project, annotation: Annotation, first: Label, second: Label | None, stays: bool
) -> None:
    """The other one is blank, unknown everywhere, but for a dab."""
    other = start_blank(project, annotation.photo_id, "ann")
    dab(project, annotation, first, 3, 4)
    if second is not None:
        dab(project, other, second, 3, 4)
    base, other_base = head(project, annotation), head(project, other)
    merge(project, annotation.id, base, other.id, other_base, "ann")
    assert pixels(spoken(project, annotation)) == ({(3, 4)} if stays else set())
