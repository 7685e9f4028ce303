"""The light dense source: what it makes of photos, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from curator.errors import NoPersonError, PhotoError, UnavailableError
from curator.networks.light_matting import LightMatting, folded
from curator.networks.loaded import LightPortrait, light_portrait
from curator.parameters import NoParameters
from curator.proposal import light_dense as source
from curator.records import Prompt, Rectangle
from tests.scenes import scene

SHIPPED = (0.941, 0.941, 0.941)


def ask(photo: np.ndarray) -> np.ndarray:
    (subject,) = source.light_dense(photo, Prompt(), NoParameters())
    return subject.mask


def foreground_iou(mask: np.ndarray, truth: np.ndarray) -> float:
    both, either = (mask >= 0.5) & (truth >= 0.5), (mask >= 0.5) | (truth >= 0.5)
    return float(both.sum() / either.sum())


def test_the_astronaut_is_found_at_any_size():
    photo = data.astronaut()
    whole = ask(photo)
    assert whole[130, 220] > 0.5
    assert whole[400, 200] > 0.5
    for step in (3, 7):
        small = ask(np.ascontiguousarray(photo[::step, ::step]))
        assert small.shape == photo[::step, ::step].shape[:2]
        assert foreground_iou(small, whole[::step, ::step]) > 0.85


def test_it_is_asked_about_a_photo_in_the_proportions_of_its_training():
    """A 3 : 4 photo fills the square; a square one has the middle 3 / 4 of its height."""
    tall, square, wide = (
        np.zeros((*size, 3), np.uint8) for size in ((800, 600), (500, 500), (300, 1200))
    )
    assert source._inside(tall, 128) == Rectangle(0, 0, 128, 128)
    assert source._inside(square, 128) == Rectangle(0, 16, 128, 96)
    assert source._inside(wide, 128) == Rectangle(0, 52, 128, 24)


def test_the_weights_are_those_that_were_shipped():
    """Painted heads on shoulders; the IoUs are what the weights scored when they were shipped."""
    for seed, then in enumerate(SHIPPED):
        painted = scene(240, 180, seed=seed, softness=6)
        assert foreground_iou(ask(painted.image), painted.alpha) == pytest.approx(then, abs=0.01)


def test_nobody_on_a_wall_of_one_colour():
    with pytest.raises(NoPersonError, match="found nobody"):
        ask(np.full((80, 60, 3), 127, np.uint8))


@pytest.mark.parametrize("shape", [(1, 1), (15, 400), (400, 15)])
def test_a_photo_too_small_for_a_person_is_refused(shape):
    with pytest.raises(PhotoError, match=f"{shape[1]} x {shape[0]} pixels is too small"):
        ask(np.zeros((*shape, 3), np.uint8))


def test_a_network_is_not_fed_what_is_no_number():
    photo = np.full((20, 20, 3), 0.5, np.float32)
    photo[3, 4, 1] = np.nan
    network = LightPortrait(folded(LightMatting(8, (4,), ((2,),), 4, 1)), 20)
    with pytest.raises(PhotoError, match="no numbers"):
        network.both(photo)
    with pytest.raises(PhotoError, match="1 x 1 pixels"):
        network.coarse(np.zeros((1, 1, 3), np.float32))


def test_alpha_is_between_0_and_1_at_any_size():
    network = light_portrait()
    for shape in ((2, 2), (37, 90), (128, 128)):
        coarse, alpha = network.both(np.random.default_rng(0).random((*shape, 3), np.float32))
        assert coarse.shape == alpha.shape == shape
        assert 0 <= alpha.min() <= alpha.max() <= 1
        assert np.array_equal(network.coarse(np.full((*shape, 3), 0.5, np.float32)).shape, shape)


def test_weights_that_are_not_there_are_said(monkeypatch):
    def gone(name):
        raise UnavailableError("The light-dense weights cannot be read: install curator anew.")

    source._unavailable.cache_clear()
    monkeypatch.setattr(source.shipped, "tensors", gone)
    assert source._unavailable() == "The light-dense weights cannot be read: install curator anew."
    with pytest.raises(UnavailableError, match="install curator anew"):
        ask(data.astronaut())
    source._unavailable.cache_clear()
