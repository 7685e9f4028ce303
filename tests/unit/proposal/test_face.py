"""Facial points where they are, and the mean mask where the points say."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.ndimage import map_coordinates
from skimage import data

from curator.errors import NoPersonError, UnavailableError
from curator.proposal.face import FaceParameters, face
from curator.proposal.face_landmarks import LAYOUT, find_faces, square_of
from curator.proposal.shape_mask import shape_mask, template
from curator.proposal.ssd import Found, anchors
from curator.records import Prompt
from curator.registry import SOURCES

ASTRONAUT = data.astronaut()


@pytest.fixture
def fetched() -> None:
    reason = SOURCES.get("face").unavailable()
    if reason is not None:
        pytest.skip(reason)


def test_anchors_are_laid_out_as_the_graph_says() -> None:
    """Strides 8 and three times 16 of 128 pixels, two anchors a layer and place."""
    places = anchors(LAYOUT)
    assert places.shape == (16 * 16 * 2 + 8 * 8 * 6, 2) == (896, 2)
    np.testing.assert_allclose(places[:3] * 128, [(4, 4), (4, 4), (12, 4)])
    np.testing.assert_allclose(places[512:519] * 128, [(8, 8)] * 6 + [(24, 8)])


@pytest.mark.parametrize(
    ("eyes", "angle"),
    [
        (((40, 60), (80, 60)), 0),
        (((40, 60), (80, 100)), math.pi / 4),
        (((60, 40), (60, 90)), math.pi / 2),
    ],
    ids=["level", "leaning", "lying"],
)
def test_the_square_is_half_as_wide_again_as_the_face_and_turned_with_the_eyes(eyes, angle) -> None:
    found = Found(1.0, np.array([(30.0, 20.0), (90.0, 120.0)]), np.array(eyes, np.float64))
    square = square_of(found)
    assert (square.x, square.y, square.side) == (60, 70, 150)
    assert square.angle == pytest.approx(angle)


def test_the_template_is_a_head_on_shoulders_and_says_where_it_is_from() -> None:
    known = template()
    assert "EG1800 training list" in known.origin
    assert known.points.shape == (468, 2)
    columns, rows = np.floor(known.points).astype(int).T
    assert np.median(known.mask[rows, columns]) > 0.99
    assert known.mask[rows, columns].min() > 0.7
    assert known.mask[0].max() < 0.5
    widths = (known.mask >= 0.5).sum(axis=1)
    assert widths[200] > 1.5 * widths[int(known.points[:, 1].mean())]


def test_the_mask_lies_where_a_known_homography_brings_it() -> None:
    """Each pixel of the answer against the template, looked up by hand through the inverse."""
    known = template()
    there = np.array([[1.4, 0.2, 30.0], [-0.1, 1.5, 12.0], [2e-4, -1e-4, 1.0]])
    moved = np.column_stack([known.points, np.ones(468)]) @ there.T
    mask = shape_mask(moved[:, :2] / moved[:, 2:], (300, 260))
    assert mask is not None
    x, y = np.meshgrid(np.arange(40, 240) + 0.5, np.arange(40, 240) + 0.5)
    back = np.stack([x, y, np.ones_like(x)], axis=-1) @ np.linalg.inv(there).T
    wanted = map_coordinates(
        known.mask, [back[..., 1] / back[..., 2] - 0.5, back[..., 0] / back[..., 2] - 0.5],
        order=1, mode="nearest",
    )  # fmt: skip
    np.testing.assert_allclose(mask[40:240, 40:240], wanted, atol=0.02)


def test_nothing_comes_back_from_behind_the_horizon() -> None:
    known = template()
    there = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, -4e-3, 1.0]])
    moved = np.column_stack([known.points, np.ones(468)]) @ there.T
    # A row y lies at y / (1 - 0.004 y): nothing is above -250, and 600 further down nothing above 350.
    mask = shape_mask(moved[:, :2] / moved[:, 2:] + (0, 600), (900, 200))
    assert mask is not None
    assert mask[:349].max() == 0
    assert mask[600:].max() > 0.9


def test_points_on_one_spot_are_no_face() -> None:
    assert shape_mask(np.full((468, 2), 7.0), (20, 20)) is None


@pytest.mark.usefixtures("fetched")
def test_her_facial_points_are_where_they_are() -> None:
    """Looked up in the photo by eye: the corners of her eyes, the tip of her nose, her chin."""
    (found,) = find_faces(ASTRONAUT, 0.5)
    expected = [(196, 101), (257, 105), (224, 131), (222, 175)]
    np.testing.assert_allclose(found.points[[33, 263, 1, 152]], expected, atol=6)
    assert found.score > 0.9


@pytest.mark.usefixtures("fetched")
def test_every_face_has_its_own_mask_the_largest_first() -> None:
    head = ASTRONAUT[20:260, 100:340]
    photo = np.full((240, 400, 3), 128, np.uint8)
    photo[60:180, 20:140] = head[::2, ::2]
    photo[:, 160:] = head
    large, small = face(photo, Prompt(), FaceParameters())
    nose = (131 - 20, 224 - 100)
    on_large, on_small = (nose[0], 160 + nose[1]), (60 + nose[0] // 2, 20 + nose[1] // 2)
    assert large.mask[on_large] > 0.9 > 0.1 > small.mask[on_large]
    assert small.mask[on_small] > 0.9 > 0.1 > large.mask[on_small]
    assert len(face(photo, Prompt(), FaceParameters(people=1))) == 1


@pytest.mark.usefixtures("fetched")
def test_no_face_is_said() -> None:
    with pytest.raises(NoPersonError, match="No face is found"):
        face(data.coffee(), Prompt(), FaceParameters())


def test_absent_weights_are_said_and_how_to_fetch_them(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path))
    with pytest.raises(UnavailableError, match="curator weights fetch face-detection"):
        face(ASTRONAUT, Prompt(), FaceParameters())
