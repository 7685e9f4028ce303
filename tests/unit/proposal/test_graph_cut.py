"""Graph cut: seeds from the face, and the cut that a maximal flow of the same energy makes."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from curator import weights
from curator.errors import NoPersonError, UnavailableError
from curator.proposal import graph_cut as module
from curator.proposal.graph_cut import GraphCutParameters, graph_cut, seeds
from curator.proposal.graph_cut_face import Face, face_of, find_face
from curator.records import Prompt
from curator.registry import SOURCES
from curator.types import Image

ASTRONAUT = data.astronaut()
#: Nose, three points an eye, ears, mouth, the left ones first: a face of 30 pixels between the ears.
FACE = np.array(
    [(60, 50), (64, 44), (66, 44), (68, 44), (56, 44), (54, 44), (52, 44), (75, 46), (45, 46),
     (65, 58), (55, 58)],
    np.float64,
)  # fmt: skip


@pytest.fixture
def fetched() -> None:
    reason = SOURCES.get("graph-cut").unavailable()
    if reason is not None:
        pytest.skip(reason)


@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The networks stand aside: the face is where `FACE` says."""
    monkeypatch.setattr(module, "_unavailable", lambda: None)
    monkeypatch.setattr(weights, "path", lambda name: name)
    monkeypatch.setattr(module, "find_face", lambda photo, *files: face_of(FACE))


def portrait(seed: int = 3) -> tuple[Image, np.ndarray]:
    """A figure of the face's colours over its shoulders, on a wall of others, both with noise."""
    rows, columns = np.mgrid[:160, :120]
    head = np.hypot(columns - 60, rows - 50) < 24
    body = (rows > 74) & (np.abs(columns - 60) < 10 + (rows - 74))
    person = head | body
    generator = np.random.default_rng(seed)
    photo = np.where(person[..., None], (205, 150, 130), (70, 110, 160))
    return np.clip(photo + generator.normal(0, 12, photo.shape), 0, 255).astype(np.uint8), person


@pytest.mark.usefixtures("placed")
def test_a_figure_of_the_colours_of_its_face_is_cut_out():
    photo, person = portrait()
    (subject,) = graph_cut(photo, Prompt(), GraphCutParameters())
    mask = subject.mask >= 0.5
    assert (mask & person).sum() / (mask | person).sum() > 0.95


@pytest.mark.usefixtures("placed")
def test_clothes_of_the_walls_colour_go_with_the_wall():
    """What the baseline cannot do, and the reason that it is one."""
    photo, person = portrait()
    photo[80:] = np.where(person[80:, :, None], photo[:80], photo[80:])
    photo[90:][person[90:]] = (70, 110, 160)
    (subject,) = graph_cut(photo, Prompt(), GraphCutParameters())
    assert subject.mask[50, 60] == 1
    assert subject.mask[140, 60] == 0


def test_seeds_lie_around_the_points_and_in_the_margin_above_the_shoulders():
    foreground, background = seeds(face_of(FACE), (160, 120), GraphCutParameters(around=0.2))
    rows, columns = np.mgrid[:160, :120] + 0.5
    distances = np.hypot(columns[..., None] - FACE[:, 0], rows[..., None] - FACE[:, 1]).min(axis=2)
    np.testing.assert_array_equal(foreground, distances <= 6)
    assert not (foreground & background).any()
    there, across = np.nonzero(background)
    assert ((across < 8) | (across >= 112) | (there < 10)).all()
    assert there.max() < 58 + 30
    few = seeds(face_of(FACE), (160, 120), GraphCutParameters(seeds=50))[1]
    assert few.sum() == 50


def test_a_face_from_the_side_is_as_wide_as_its_points_lie_apart():
    assert face_of(FACE).width == 30
    aside = FACE.copy()
    aside[7] = aside[8]
    assert face_of(aside).width == 68 - 45


@pytest.mark.usefixtures("placed")
def test_a_face_that_fills_the_photo_leaves_nothing_to_learn_from(monkeypatch):
    monkeypatch.setattr(module, "find_face", lambda photo, *files: Face(FACE, 400.0))
    with pytest.raises(NoPersonError, match="leaves nothing"):
        graph_cut(portrait()[0], Prompt(), GraphCutParameters())


@pytest.mark.usefixtures("fetched")
def test_her_facial_points_are_where_they_are():
    """Looked up in the photo by eye: her eyes, her nose, her mouth."""
    face = find_face(ASTRONAUT, weights.path("pose-detection"), weights.path("pose-landmark"))
    nose, her_left, her_right = face.points[0], face.points[2], face.points[5]
    np.testing.assert_allclose(nose, (221, 129), atol=12)
    assert her_right[0] < nose[0] < her_left[0]
    assert her_left[1] < nose[1] < face.points[9][1]
    assert 30 < face.width < 110


@pytest.mark.usefixtures("fetched")
def test_her_face_is_cut_out_and_the_flags_corner_is_not():
    (subject,) = graph_cut(ASTRONAUT, Prompt(), GraphCutParameters())
    assert subject.mask[130, 220] == 1
    assert subject.mask[20, 20] == 0


def test_absent_weights_are_said_and_how_to_fetch_them(tmp_path, monkeypatch):
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path))
    with pytest.raises(UnavailableError, match="curator weights fetch pose-detection"):
        graph_cut(ASTRONAUT, Prompt(), GraphCutParameters())
