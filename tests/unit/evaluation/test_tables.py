from __future__ import annotations

import pytest

from curator.evaluation.scores import Score
from curator.evaluation.tables import Row, compare, per_photo, summarise
from curator.registry import METRICS

IOU = Score("foreground-iou/image", METRICS.get("foreground-iou"), "image")
SAD = Score("sad/image", METRICS.get("sad"), "image")


def rows(**values: list[tuple[float, float]]) -> list[Row]:
    return [
        Row(f"p{number}", method.replace("_", "-"), 30, 40, {IOU.name: iou, SAD.name: sad})
        for method, pairs in values.items()
        for number, (iou, sad) in enumerate(pairs)
    ]


MADE = rows(first=[(0.9, 2.0), (0.8, 4.0), (0.7, 9.0)], second=[(0.95, 1.0), (0.8, 5.0), (0.2, 6.0)])


def test_a_line_a_photo_and_method():
    table = per_photo(MADE)
    assert list(table.columns) == ["photo", "method", "width", "height", IOU.name, SAD.name]
    assert len(table) == 6
    assert table.iloc[5].to_dict() == {
        "photo": "p2", "method": "second", "width": 30, "height": 40, IOU.name: 0.2, SAD.name: 6.0
    }  # fmt: skip


def test_means_medians_and_the_best_by_hand():
    table = summarise(MADE, [IOU, SAD], ["first", "second"]).set_index(["score", "method"])
    iou = table.loc[(IOU.name, "first")]
    assert (iou["mean"], iou["median"]) == (pytest.approx(0.8), 0.8)
    assert (iou["minimum"], iou["maximum"], iou["photos"]) == (0.7, 0.9, 3)
    assert table.loc[(IOU.name, "second"), "mean"] == pytest.approx(0.65)
    # Higher is better for the one and lower for the other.
    assert table["best"].to_dict() == {
        (IOU.name, "first"): True,
        (IOU.name, "second"): False,
        (SAD.name, "first"): False,
        (SAD.name, "second"): True,
    }


def test_methods_that_share_the_best_mean_are_both_marked():
    made = rows(a=[(0.5, 1.0)], b=[(0.5, 2.0)])
    table = summarise(made, [IOU, SAD], ["a", "b"])
    assert table["best"].tolist() == [True, True, True, False]


def test_one_method_alone_is_not_the_best():
    assert not summarise(rows(a=[(0.5, 1.0)]), [IOU], ["a"])["best"].any()


@pytest.mark.parametrize(
    ("score", "counts", "difference"), [(IOU, (1, 1, 1), -0.15), (SAD, (2, 0, 1), -1.0)]
)
def test_better_and_worse_photo_by_photo(score: Score, counts: tuple[int, int, int], difference: float):
    (found,) = compare(MADE, ["first", "second"], score)
    assert (found.method, found.baseline) == ("second", "first")
    assert (found.better, found.equal, found.worse) == counts
    assert found.difference == pytest.approx(difference)


def test_photos_are_compared_by_name_not_by_place():
    (found,) = compare([*reversed(MADE[:3]), *MADE[3:]], ["first", "second"], IOU)
    assert (found.better, found.equal, found.worse) == (1, 1, 1)


def test_nothing_to_compare_one_method_with():
    assert compare(rows(a=[(0.5, 1.0)]), ["a"], IOU) == ()
