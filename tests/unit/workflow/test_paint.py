"""Alphas painted by hand and regions of another method: stored, laid over new mattes, replayed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from curator.errors import ConflictError, StateError, StrokeError, UnknownNameError
from curator.matting import estimate_alpha
from curator.matting.painting import SoftStroke, soft_weights
from curator.records import Annotation, Rectangle, Stroke
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow import layers
from curator.workflow.annotate import add_stroke, alpha_of, submit, trimap_of, undo, view
from curator.workflow.cache import Bounded
from curator.workflow.layers import layer_at
from curator.workflow.live import follow
from curator.workflow.matte import choose
from curator.workflow.paint import Painting, matte_of, paint, parameters_of
from curator.workflow.verify import verify
from tests.unit.workflow.conftest import HEIGHT, WIDTH, picture

WHOLE = Rectangle(0, 0, WIDTH, HEIGHT)
BRUSH = SoftStroke(9.0, 0.4, ((36.0, 28.0), (50.0, 32.0)))
STEP = 1 / 65535


def painting(source: float | str = 0.25, stroke: SoftStroke = BRUSH) -> Painting:
    return Painting(stroke, source, "closed-form")


def head(project: Project, annotation: Annotation) -> str:
    return project.annotations.get(annotation.id).head


def matted(project: Project, annotation: Annotation, method: str) -> Alpha:
    """A method's alpha of the trimap as it is, from scratch."""
    image = picture()[0]
    return estimate_alpha(image, trimap_of(project, annotation.id), method)


def test_a_value_is_painted_into_the_band_alone(project: Project, annotation: Annotation) -> None:
    trimap = trimap_of(project, annotation.id)
    made = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    before = alpha_of(project, annotation.id)
    revision = paint(project, annotation.id, made.hash, painting(), "ann", "t")
    after = alpha_of(project, annotation.id)
    weights = soft_weights(BRUSH, WHOLE) * (trimap == 128)
    np.testing.assert_allclose(after, before * (1 - weights) + 0.25 * weights, atol=STEP)
    assert (after != before).sum() > 20
    np.testing.assert_array_equal(after[trimap != 128], before[trimap != 128])
    np.testing.assert_array_equal(trimap_of(project, annotation.id), trimap)
    shown = view(project, annotation.id)
    assert shown.has_alpha
    assert (revision.kind, matte_of(revision)) == ("alpha", "closed-form")
    assert submit(project, annotation.id, revision.hash, "ann").state == "submitted"
    assert verify(project).faults == ()


def test_a_region_takes_its_alpha_from_another_method_without_a_seam(
    project: Project, annotation: Annotation
) -> None:
    trimap = trimap_of(project, annotation.id)
    made = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    before, other = alpha_of(project, annotation.id), matted(project, annotation, "knn")
    revision = paint(project, annotation.id, made.hash, painting("knn"), "ann", "t")
    after = alpha_of(project, annotation.id)
    weights = soft_weights(BRUSH, WHOLE) * (trimap == 128)
    np.testing.assert_allclose(after, before * (1 - weights) + other * weights, atol=2e-5)
    inside = weights == 1
    assert inside.any()
    np.testing.assert_allclose(after[inside], other[inside], atol=2e-5)
    assert (np.abs(after - before) > 1e-3).any()
    assert (revision.kind, revision.method, matte_of(revision)) == ("region", "knn", "closed-form")
    assert verify(project).faults == ()


def test_where_there_is_no_matte_yet_the_wanted_one_is_painted_on(
    project: Project, annotation: Annotation
) -> None:
    with pytest.raises(StrokeError, match="choose a matte first"):
        paint(project, annotation.id, annotation.head, Painting(BRUSH, 0.5, ""), "ann", "t")
    paint(project, annotation.id, annotation.head, painting(0.5), "ann", "t")
    weights = soft_weights(BRUSH, WHOLE) * (trimap_of(project, annotation.id) == 128)
    under = matted(project, annotation, "closed-form")
    expected = under * (1 - weights) + 0.5 * weights
    np.testing.assert_allclose(alpha_of(project, annotation.id), expected, atol=2e-5)
    assert verify(project).faults == ()


def test_the_matte_painted_on_and_the_one_painted_have_the_parameters_that_were_set(
    project: Project, annotation: Annotation
) -> None:
    settings = ("closed-form.epsilon=0.01", "knn.soft_kernel=yes")
    image, trimap = picture()[0], trimap_of(project, annotation.id)
    under = estimate_alpha(image, trimap, "closed-form", epsilon=0.01)
    other = estimate_alpha(image, trimap, "knn", soft_kernel=True)
    wanted = Painting(BRUSH, "knn", "closed-form", settings)
    first = paint(project, annotation.id, annotation.head, wanted, "ann", "a")
    weights = soft_weights(BRUSH, WHOLE) * (trimap == 128)
    expected = under * (1 - weights) + other * weights
    np.testing.assert_allclose(alpha_of(project, annotation.id), expected, atol=5e-5)
    assert first.parameters["method"]["soft_kernel"] is True
    second = paint(project, annotation.id, first.hash, painting(0.75), "ann", "b")
    for made in (first, second):
        assert parameters_of(made) == {"epsilon": 0.01, "radius": 1}
    assert verify(project).faults == ()


def test_what_was_painted_is_laid_over_later_mattes_as_long_as_it_is_unknown(
    project: Project, annotation: Annotation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    first = paint(project, annotation.id, made.hash, painting(0.25), "ann", "a")
    wide = SoftStroke(5.0, 1.0, ((20.0, 40.0),))
    second = paint(project, annotation.id, first.hash, painting("knn", wide), "ann", "b")
    known = matted(project, annotation, "knn")
    band = trimap_of(project, annotation.id) == 128
    # Part of the first painting is settled, then made unknown again: that part is lost for good.
    dot = ((36.0, 28.0),)
    drawn = add_stroke(project, annotation.id, second.hash, Stroke("foreground", 3, dot), "ann", "c")
    assert not view(project, annotation.id).has_alpha
    again = add_stroke(project, annotation.id, drawn.hash, Stroke("unknown", 3, dot), "ann", "d")
    settled = trimap_of(project, annotation.id, drawn.hash) != 128
    chosen = choose(project, annotation.id, again.hash, "closed-form", "ann")
    after, pure = alpha_of(project, annotation.id), matted(project, annotation, "closed-form")
    one = soft_weights(BRUSH, WHOLE) * (band & ~settled)
    two = soft_weights(wide, WHOLE) * (band & ~settled)
    expected = (pure * (1 - one) + 0.25 * one) * (1 - two) + known * two
    np.testing.assert_allclose(after, expected, atol=5e-5)
    assert chosen.inputs["painted"] == again.hash
    monkeypatch.setattr(layers, "_layers", Bounded(10**9, lambda layer: 1))
    layer = layer_at(project, chosen.hash)
    np.testing.assert_allclose(layer.over(pure, WHOLE), after, atol=5e-5)
    assert verify(project).faults == ()


def test_undo_takes_a_painting_away_and_a_branch_has_its_own(
    project: Project, annotation: Annotation
) -> None:
    made = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    before = alpha_of(project, annotation.id)
    painted = paint(project, annotation.id, made.hash, painting(), "ann", "a")
    undo(project, annotation.id, painted.hash, "ann")
    np.testing.assert_array_equal(alpha_of(project, annotation.id), before)
    again = choose(project, annotation.id, made.hash, "closed-form", "ann")
    assert "painted" not in again.inputs
    np.testing.assert_array_equal(alpha_of(project, annotation.id), before)


def test_the_live_matte_has_it_laid_over_too(project: Project, annotation: Annotation) -> None:
    plain = follow(project, annotation.id, annotation.head, "closed-form", "", False)
    painted = paint(project, annotation.id, annotation.head, painting(), "ann", "a")
    stroke = Stroke("background", 2, ((5.0, 5.0),))
    drawn = add_stroke(project, annotation.id, painted.hash, stroke, "ann", "b")
    patch = follow(project, annotation.id, drawn.hash, "closed-form", "", False)
    weights = soft_weights(BRUSH, WHOLE) * (trimap_of(project, annotation.id) == 128)
    pure = matted(project, annotation, "closed-form")
    expected = 255 * (pure * (1 - weights) + 0.25 * weights)
    np.testing.assert_allclose(patch.levels, expected, atol=0.51)
    assert not np.array_equal(patch.levels, plain.levels)
    back = follow(project, annotation.id, annotation.head, "closed-form", patch.state, False)
    assert back.box is not None
    levels = patch.levels.copy()
    rows = slice(back.box.y, back.box.y + back.box.height)
    levels[rows, back.box.x : back.box.x + back.box.width] = back.levels
    np.testing.assert_array_equal(levels, plain.levels)


def test_the_same_token_is_the_same_painting(project: Project, annotation: Annotation) -> None:
    first = paint(project, annotation.id, annotation.head, painting(), "ann", "t")
    assert paint(project, annotation.id, annotation.head, painting(), "ann", "t") == first
    assert len(project.revisions.of_annotation(annotation.id)) == 2


@pytest.mark.parametrize(
    ("wanted", "error", "words"),
    [
        (painting(1.5), StrokeError, "0 to 1, not 1.5"),
        (painting(float("nan")), StrokeError, "0 to 1"),
        (painting(0.5, SoftStroke(2.0, 1.0, ((2.0, 2.0),))), StrokeError, "make it unknown first"),
        (painting(0.5, SoftStroke(0.1, 1.0, ((2.0, 2.0),))), StrokeError, "radius"),
        (painting("no such"), UnknownNameError, "no such"),
    ],
)
def test_what_cannot_be_painted_changes_nothing(
    project: Project, annotation: Annotation, wanted: Painting, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        paint(project, annotation.id, annotation.head, wanted, "ann", "t")
    assert head(project, annotation) == annotation.head


def test_the_older_window_gets_a_conflict(project: Project, annotation: Annotation) -> None:
    paint(project, annotation.id, annotation.head, painting(), "ann", "first")
    with pytest.raises(ConflictError, match="kept in this window"):
        paint(project, annotation.id, annotation.head, painting(), "bea", "second")


def test_what_is_submitted_is_not_painted(project: Project, annotation: Annotation) -> None:
    made = choose(project, annotation.id, annotation.head, "closed-form", "ann")
    submit(project, annotation.id, made.hash, "ann")
    with pytest.raises(StateError, match="submitted"):
        paint(project, annotation.id, made.hash, painting(), "ann", "t")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("parameters = json_set(parameters, '$.value', 0.9)", "paints to another alpha"),
        ("parameters = '{}'", "not what it should be"),
    ],
)
def test_a_changed_record_is_found(
    project: Project, annotation: Annotation, statement: str, words: str
) -> None:
    paint(project, annotation.id, annotation.head, painting(), "ann", "t")
    with sqlite3.connect(Path(project.folder) / "project.db") as connection:
        connection.execute("DROP TRIGGER IF EXISTS revision_no_update")
        connection.execute(f"UPDATE revision SET {statement} WHERE kind = 'alpha'")
    assert any(words in fault for fault in verify(project).faults)
