"""The robot annotator: right labels, a hand that keeps to the middle, goals that are reached."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from annotator import quartiles
from annotator_goals import INNER, IOU, SAD, Goals
from annotator_hand import drawn, middle
from annotator_photos import KnownPhoto, empty
from annotator_robot import Sight, best
from annotator_ways import BEST, WAYS, first, walk
from annotator_work import Spent, work

from curator.matting import estimate_alpha
from curator.records import Label, Rectangle
from curator.trimap.strokes import draw
from curator.types import BACKGROUND, FOREGROUND, UNKNOWN, Alpha, Region, Trimap

HEIGHT, WIDTH = 120, 90


def _disc(x: float, y: float, radius: float) -> Region:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    inside: Region = np.hypot(columns - x, rows - y) <= radius
    return inside


def _photo(hard: bool = True) -> KnownPhoto:
    """A bright disc before a dark ground, both with some grain."""
    truth = _disc(45, 60, 30).astype(np.float32)
    grain = np.random.default_rng(0).normal(0, 4, (HEIGHT, WIDTH, 3))
    image = np.where(truth[..., None] > 0, (210, 180, 150), (40, 60, 80)) + grain
    return KnownPhoto("disc", np.clip(image, 0, 255).astype(np.uint8), truth, hard)


def _proposal(photo: KnownPhoto) -> Trimap:
    """A band about the disc; beside it, a part of the ground is taken for the disc, for certain."""
    trimap = np.full(photo.truth.shape, UNKNOWN, np.uint8)
    trimap[_disc(45, 60, 24)] = FOREGROUND
    trimap[~_disc(45, 60, 36)] = BACKGROUND
    trimap[_disc(76, 24, 9)] = FOREGROUND
    return trimap


@pytest.mark.parametrize(
    ("true", "said", "known", "label"),
    [
        (1.0, 0.0, UNKNOWN, "foreground"),
        (0.0, 1.0, UNKNOWN, "background"),
        (0.5, 0.0, BACKGROUND, "unknown"),
        (0.5, 1.0, FOREGROUND, "unknown"),
    ],
)
def test_a_stroke_has_the_label_that_the_place_wants(
    true: float, said: float, known: int, label: Label
) -> None:
    place = _disc(45, 60, 12)
    truth = np.where(place, true, said).astype(np.float32)
    trimap = np.full((HEIGHT, WIDTH), known, np.uint8)
    error = np.where(place, abs(true - said), 0).astype(np.float32)
    plan = best(Sight(truth, trimap, error), np.random.default_rng(0))
    assert plan is not None
    assert plan.stroke.label == label
    painted = draw(trimap, plan.stroke)[0] != trimap
    assert (painted & place).sum() > 0.5 * place.sum()
    if label != "unknown":
        assert not (painted & ~place).sum() > 0.1 * place.sum()


def test_where_the_matte_is_right_nothing_is_drawn() -> None:
    photo = _photo()
    right = np.zeros_like(photo.truth)
    assert best(Sight(photo.truth, _proposal(photo), right), np.random.default_rng(0)) is None


def test_only_places_in_view_are_drawn_at() -> None:
    truth = np.zeros((HEIGHT, WIDTH), np.float32)
    error = (_disc(20, 20, 12) | _disc(70, 90, 6)).astype(np.float32)
    sight = Sight(truth, np.full(truth.shape, UNKNOWN, np.uint8), error)
    plan = best(sight, np.random.default_rng(0), Rectangle(50, 70, 40, 40))
    assert plan is not None
    assert np.allclose(np.mean(plan.stroke.points, axis=0), (70, 90), atol=2)


def test_the_hand_keeps_to_the_middle_of_a_bent_region() -> None:
    ring = _disc(45, 60, 34) & ~_disc(45, 60, 26)
    ring[60:] = False
    way = middle(ring)
    assert np.abs(np.hypot(*(way.points - (45, 60)).T) - 30).max() < 2
    assert np.ptp(way.points[:, 0]) > 55
    assert np.median(way.half) == pytest.approx(4, abs=1)
    line = drawn(way.points, 0.2, np.random.default_rng(1))
    assert np.abs(np.hypot(*(line - (45, 60)).T) - 30).max() < 4
    assert (line == drawn(way.points, 0.2, np.random.default_rng(1))).all()
    assert (line != drawn(way.points, 0.2, np.random.default_rng(2))).any()


def test_a_lone_pixel_is_a_dab() -> None:
    assert len(drawn(middle(np.ones((1, 1), np.bool_)).points, 1.0, np.random.default_rng(0))) == 1


def _goals(photo: KnownPhoto) -> Goals:
    return Goals(photo, first(photo.image, _proposal(photo)))


@pytest.mark.parametrize(
    ("way", "method"), [("hotspots", "closed-form"), ("proposal", "closed-form"), ("proposal", BEST)]
)
def test_a_wrong_piece_of_the_proposal_is_mended_in_a_few_strokes(way: str, method: str) -> None:
    photo = _photo()
    trimap = _proposal(photo)
    goals = _goals(photo)
    effort = walk(photo.image, WAYS[way], trimap, method, goals, seed=0)
    assert effort.start[IOU] < 0.96
    assert effort.to.keys() == {IOU, SAD, INNER}
    assert 1 <= effort.to[IOU].passes <= effort.to[IOU].strokes <= 4
    redrawn = trimap
    for stroke in effort.strokes:
        redrawn = draw(redrawn, stroke)[0]
    if method != BEST:
        again = goals.values(estimate_alpha(photo.image, redrawn, method))
        assert again == pytest.approx(effort.end, abs=1e-3)


def test_an_empty_trimap_gets_subject_and_background_before_the_first_matte() -> None:
    photo = _photo()
    trimaps: list[Trimap] = []

    def matting(trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
        trimaps.append(trimap)
        return estimate_alpha(photo.image, trimap, "closed-form"), ()

    effort = work(empty(photo.image), matting, _goals(photo), at_once=1, seed=0)
    assert {0, 255} <= set(np.unique(trimaps[0]))
    assert IOU in effort.to
    assert effort.spent.passes == len(trimaps)
    assert effort.spent.strokes == effort.spent.passes + 1
    assert [stroke.label for stroke in effort.strokes[:2]].count("foreground") == 1


def test_a_robot_without_a_hope_gives_up() -> None:
    photo = _photo()

    def matting(trimap: Trimap) -> tuple[Alpha, Sequence[Rectangle]]:
        return np.zeros(photo.truth.shape, np.float32), ()

    effort = work(_proposal(photo), matting, _goals(photo), at_once=3, seed=0)
    assert not effort.to
    assert effort.spent.strokes <= 30


def test_goals_by_hand() -> None:
    """A row of 100 pixels, half subject; 3 pixels beside the edge are wrong, then half of that."""
    truth = np.repeat([[0.0, 1.0]], 50, axis=1).astype(np.float32)
    wrong, less = truth.copy(), truth.copy()
    wrong[0, 47:50] = 0.75
    less[0, 49] = 0.75
    photo = KnownPhoto("row", np.zeros((1, 100, 3), np.uint8), truth, hard=True)
    goals = Goals(photo, wrong)
    assert goals.values(wrong)[SAD] == pytest.approx(0.003)
    assert goals.values(wrong)[IOU] == pytest.approx((50 / 53 + 47 / 50) / 2)
    assert goals.met(goals.values(less)) == {SAD}
    assert goals.met(goals.values(truth)) == {SAD, IOU, INNER}
    soft = Goals(KnownPhoto("row", photo.image, truth, hard=False), wrong)
    assert soft.values(wrong)[SAD] == pytest.approx(0.00225)
    assert soft.met(soft.values(truth)) == {SAD, IOU}


def test_a_photo_that_never_reached_the_goal_counts_as_more_than_any() -> None:
    assert quartiles([Spent(1, 1), Spent(2, 1), None, Spent(4, 2)], "strokes") == "1.5  3  not"
    assert quartiles([Spent(2, 1), None, None], "passes") == "1  not  not"
