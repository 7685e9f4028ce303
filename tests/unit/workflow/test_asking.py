"""The part of a photo that is asked about a person; the boxes are counted by hand."""

from __future__ import annotations

import numpy as np

from curator.records import Rectangle
from curator.workflow.asking import around


def test_a_quarter_of_the_persons_sides_is_shown_around_them_within_the_photo() -> None:
    subject = np.zeros((100, 200), np.float32)
    subject[40:60, 100:140] = 0.5
    subject[0, 0] = 0.49
    # 40 x 20 pixels at (100, 40): 10 more at the left and right, 5 above and below.
    assert around(subject) == Rectangle(90, 35, 60, 30)
    subject[40:60, 180:200] = 1
    # 100 x 20 pixels, up to the photo's right edge.
    assert around(subject) == Rectangle(75, 35, 125, 30)


def test_all_of_a_photo_is_shown_where_nobody_is_in_the_mask() -> None:
    assert around(np.zeros((100, 200), np.float32)) == Rectangle(0, 0, 200, 100)
