"""The refining network as it is shipped."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from curator.refinement.fcn import decide
from curator.weights import shipped
from tests.scenes import scene

#: IoUs of painted heads on shoulders: what the weights scored when they were shipped.
SHIPPED = (0.934, 0.935, 0.938)


def foreground_iou(said: np.ndarray, truth: np.ndarray) -> float:
    both, either = (said >= 0.5) & (truth >= 0.5), (said >= 0.5) | (truth >= 0.5)
    return float(both.sum() / either.sum())


def test_the_weights_are_those_that_were_shipped():
    for seed, then in enumerate(SHIPPED):
        painted = scene(240, 180, seed=seed, softness=6)
        said = decide(painted.image, painted.alpha)
        assert foreground_iou(said, painted.alpha) == pytest.approx(then, abs=0.01)


def test_the_card_says_what_the_network_came_of():
    card = shipped.card("vgg-fcn")
    assert card.data["photos"] == 1270
    assert card.scores["iou"] > card.scores["draft_iou"]
    # VGG16's 14.7 million weights and the decoder's, two bytes each.
    content = sum(each.size for each in shipped.tensors("vgg-fcn").values())
    assert 14_714_688 < content < 20_000_000


@pytest.mark.parametrize("step", [1, 3])
def test_the_astronaut_is_seen_with_what_a_matte_of_her_lacks(step):
    """A matte of a head and shoulders drawn as two ellipses, without the arm at the left."""
    photo = np.ascontiguousarray(data.astronaut()[::step, ::step])
    y, x = np.mgrid[:512, :512][:, ::step, ::step]
    head = ((x - 220) / 70) ** 2 + ((y - 120) / 105) ** 2 < 1
    body = ((x - 250) / 150) ** 2 + ((y - 430) / 210) ** 2 < 1
    said = decide(photo, (head | body).astype(np.float32))
    assert said[130 // step, 220 // step] > 0.8
    assert said[400 // step, 250 // step] > 0.7
    assert said[20 // step, 20 // step] < 0.2
    assert said[450 // step, 70 // step] > 0.5
