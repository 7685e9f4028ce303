"""The detector's anchors, boxes and squares against numbers worked out by hand."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from curator.proposal.pose_detection import LAYOUT, Detection
from curator.proposal.pose_region import SIDE, region_of
from curator.proposal.squares import Square, cut_out, in_photo, put_back
from curator.proposal.ssd import anchors, average_overlapping, decode


def test_anchors_are_laid_out_as_the_graph_says() -> None:
    """Strides 8, 16 and three times 32 of 224 pixels, two anchors a layer and place."""
    places = anchors(LAYOUT)
    assert places.shape == (28 * 28 * 2 + 14 * 14 * 2 + 7 * 7 * 6, 2) == (2254, 2)
    np.testing.assert_allclose(places[:3] * 224, [(4, 4), (4, 4), (12, 4)])
    np.testing.assert_allclose(places[28 * 2] * 224, (4, 12))
    np.testing.assert_allclose(places[1568:1571] * 224, [(8, 8), (8, 8), (24, 8)])
    np.testing.assert_allclose(places[1960:1967] * 224, [(16, 16)] * 6 + [(48, 16)])
    np.testing.assert_allclose(places[-1] * 224, (208, 208))


def test_an_anchor_is_read_from_its_own_middle() -> None:
    raw, logits = np.zeros((2254, 12), np.float32), np.full(2254, -1000, np.float32)
    raw[1568] = [2, -4, 40, 20, 0, 100, 0, -50, 8, 8, -8, -8]
    logits[1568] = math.log(3)
    scores, numbers = decode(raw, logits, 0.5, LAYOUT)
    np.testing.assert_allclose(scores, [0.75], rtol=1e-6)
    # The anchor's middle is (8, 8): the box is 40 x 20 around (10, 4).
    expected = [-10, -6, 30, 14, 8, 108, 8, -42, 16, 16, 0, 0]
    np.testing.assert_allclose(numbers * 224, [expected], atol=1e-4)


def test_overlapping_detections_are_one_averaged_by_score() -> None:
    numbers = np.zeros((4, 12), np.float32)
    numbers[:, :4] = [(0, 0, 2, 2), (0, 0, 2, 1), (5, 5, 6, 6), (1, 1, 3, 3)]
    numbers[:, 4] = [1, 4, 9, 7]
    scores = np.array([0.6, 0.9, 0.8, 0.5], np.float32)
    found = average_overlapping(scores, numbers)
    # The second overlaps the first by 2 / 4; the last overlaps neither by more than 1 / 7.
    assert [round(score, 3) for score, _ in found] == [0.9, 0.8, 0.5]
    np.testing.assert_allclose(found[0][1][:5], [0, 0, 2, (0.9 * 1 + 0.6 * 2) / 1.5, (3.6 + 0.6) / 1.5])
    np.testing.assert_allclose(found[1][1], numbers[2])


def test_boxes_without_area_end() -> None:
    found = average_overlapping(np.full(3, 0.7, np.float32), np.zeros((3, 12), np.float32))
    assert len(found) == 3


@pytest.mark.parametrize(
    ("rim", "angle"),
    [
        ((100, 80), 0),
        ((220, 200), math.pi / 2),
        ((-20, 200), -math.pi / 2),
        ((100 + 60, 200 - 60 * math.sqrt(3)), math.pi / 6),
    ],
    ids=["upright", "to the right", "to the left", "leaning"],
)
def test_the_square_is_a_quarter_wider_than_the_circle_and_turned_with_the_body(rim, angle) -> None:
    region = region_of(Detection(1.0, (100, 200), rim))
    assert (region.x, region.y) == (100, 200)
    assert region.side == pytest.approx(2 * 120 * 1.25)
    assert region.angle == pytest.approx(angle)


def test_a_square_on_the_grid_is_cut_out_to_the_pixel() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (400, 500, 3)).astype(np.uint8)
    region = Square(100 + SIDE / 2, 50 + SIDE / 2, SIDE, 0.0)
    square = cut_out(photo, region, SIDE)
    np.testing.assert_allclose(square * 255, photo[50 : 50 + SIDE, 100 : 100 + SIDE], atol=1e-3)
    mask = square[:, :, 0]
    back = put_back(mask, region, (400, 500))
    np.testing.assert_allclose(back[50 : 50 + SIDE, 100 : 100 + SIDE], mask, atol=1e-6)
    back[50 : 50 + SIDE, 100 : 100 + SIDE] = 0
    assert not back.any()


def test_a_body_that_lies_to_the_right_is_put_upright() -> None:
    photo = np.zeros((SIDE, SIDE, 3), np.uint8)
    photo[:, 200:] = 255
    square = cut_out(photo, Square(SIDE / 2, SIDE / 2, SIDE, math.pi / 2), SIDE)[:, :, 0]
    np.testing.assert_allclose(square, np.rot90(photo[:, :, 0] / 255.0), atol=1e-3)
    assert square[0].min() == 1
    assert square[-1].max() == 0


def test_beyond_the_photo_its_border_goes_on_and_nobody_comes_back() -> None:
    photo = np.full((60, 40, 3), (255, 0, 51), np.uint8)
    region = Square(20, 30, 300, 0.3)
    np.testing.assert_allclose(
        cut_out(photo, region, SIDE), np.full((SIDE, SIDE, 3), (1, 0, 0.2)), atol=1e-3
    )
    region = Square(10, 30, 20, 0.0)
    back = put_back(np.ones((SIDE, SIDE), np.float32), region, (60, 40))
    assert back[30, 5] == 1
    assert back[:, 25:].max() == 0
    assert back[:15].max() == 0


def test_a_large_photo_is_averaged_and_not_skipped_over() -> None:
    """Stripes finer than the network's pixels come out as their mean, not as either colour."""
    photo = np.zeros((1024, 1024, 3), np.uint8)
    photo[:, ::2] = 200
    square = cut_out(photo, Square(512, 512, 1024, 0.0), SIDE)
    np.testing.assert_allclose(square, 100 / 255, atol=0.01)


def test_points_go_back_with_the_mask() -> None:
    region = Square(310, 220, 180, 0.7)
    mask = np.zeros((SIDE, SIDE), np.float32)
    cv2.circle(mask, (60, 200), 12, 1, -1)
    rows, columns = np.nonzero(put_back(mask, region, (500, 600)) >= 0.5)
    (moved,) = in_photo(np.array([[60.5, 200.5]]), region, SIDE)
    np.testing.assert_allclose(moved, (columns.mean() + 0.5, rows.mean() + 0.5), atol=0.3)
