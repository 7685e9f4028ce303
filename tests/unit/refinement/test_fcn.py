"""What the refining network is asked, and how its answer comes back to the photo."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, PhotoError
from curator.refinement import fcn
from curator.refinement.boundary_masks import boundary_mask, leftover_mask
from tests.scenes import scene


class Stub:
    """A network that says what it was shown: a channel of its maps; it keeps what it was asked."""

    def __init__(self, pixels: int, channel: int) -> None:
        self.pixels, self.channel = pixels, channel
        self.asked: list[np.ndarray] = []

    def foreground(self, maps: np.ndarray) -> np.ndarray:
        self.asked.append(maps)
        return maps[..., self.channel]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    found = Stub(30 * 40, 0)
    monkeypatch.setattr(fcn, "refining_fcn", lambda: found)
    return found


def test_it_is_asked_in_the_photos_proportions_about_the_picture_and_its_mirror_image(stub):
    portrait = scene(160, 120)
    fcn.decide(portrait.image, portrait.alpha)
    straight, mirrored = stub.asked
    assert straight.shape == (40, 30, 5)
    np.testing.assert_array_equal(mirrored[:, ::-1], straight)
    # 4 x 4 pixels become one: the mean of them.
    blocks = portrait.image.reshape(40, 4, 30, 4, 3).mean(axis=(1, 3)) / 255
    np.testing.assert_allclose(straight[..., :3], blocks, atol=0.003)
    alpha = portrait.alpha.reshape(40, 4, 30, 4).mean(axis=(1, 3)).astype(np.float32)
    np.testing.assert_allclose(straight[..., 3], boundary_mask(alpha), atol=1e-4)
    np.testing.assert_allclose(straight[..., 4], leftover_mask(alpha), atol=1e-4)


def test_a_person_is_seen_with_a_quarter_of_their_box_about_them(stub):
    """A person of 140 x 200 pixels; beyond their surroundings the matte's own word stays."""
    photo = np.zeros((300, 400, 3), np.uint8)
    photo[46:254, 46:194, 0] = 255
    alpha = np.zeros((300, 400), np.float32)
    alpha[50:250, 50:190] = 1
    alpha[10:12, 230:232] = 0.25
    alpha[10:12, 190:192] = 0.25
    said = fcn.decide(photo, alpha)
    # 140 / 4 columns to the left and right, 200 / 4 rows above and below: 15 to 224 and 0 to 299.
    assert (said[10:12, 230:232] == 0.25).all()
    assert (said[10:12, 190:192] == 0).all()
    assert (said[60:240, 60:180] == 1).all()
    assert (said[:, 225:230] == alpha[:, 225:230]).all()


def test_what_is_no_portrait_or_not_known_again_is_refused(stub):
    photo, alpha = np.zeros((100, 100, 3), np.uint8), np.zeros((100, 100), np.float32)
    alpha[:40, :40] = 1
    with pytest.raises(AlphaError, match=r"covers 16% of the photo.* at least 20%"):
        fcn.decide(photo, alpha)
    assert not stub.asked
    # The stub sees what is red: the left half of the person.
    alpha[:, :40] = 1
    photo[:, :20, 0] = 255
    with pytest.raises(AlphaError, match=r"agree to (48|49|50|51|52)%"):
        fcn.decide(photo, alpha)
    photo[:, :36, 0] = 255
    assert fcn.decide(photo, alpha).shape == (100, 100)


def test_nobody_or_somebody_too_small_is_refused_before_the_network_is_loaded(monkeypatch):
    def loaded():
        raise AssertionError("the network was loaded")

    monkeypatch.setattr(fcn, "refining_fcn", loaded)
    photo, alpha = np.zeros((60, 80, 3), np.uint8), np.zeros((60, 80), np.float32)
    with pytest.raises(AlphaError, match=r"no pixel of 0\.5"):
        fcn.decide(photo, alpha)
    with pytest.raises(AlphaError, match="80 x 60"):
        fcn.decide(photo, alpha[:, :40])
    with pytest.raises(AlphaError, match="6 x 6 pixels is too small"):
        fcn.decide(np.zeros((6, 6, 3), np.uint8), np.ones((6, 6), np.float32))
    alpha[5, 5] = np.nan
    with pytest.raises(AlphaError):
        fcn.decide(photo, alpha)
    with pytest.raises(PhotoError):
        fcn.decide(photo[..., 0], np.ones((60, 80), np.float32))
    one = np.ones((1, 1), np.float32)
    with pytest.raises(AlphaError, match="too small"):
        fcn.decide(np.zeros((1, 1, 3), np.uint8), one)
