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
from curator.records import Prompt


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
    network = LightPortrait(folded(LightMatting(8, 4, (2,), 4, 1)), 20)
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
