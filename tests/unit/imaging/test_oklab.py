"""Oklab by its published values."""

from __future__ import annotations

import numpy as np
import pytest

from curator.imaging.oklab import to_oklab

# CSS Color 4 gives these for the same colours (section 10, sample code and examples).
KNOWN = {
    (0, 0, 0): (0.0, 0.0, 0.0),
    (255, 255, 255): (1.0, 0.0, 0.0),
    (255, 0, 0): (0.62796, 0.22486, 0.12585),
    (0, 255, 0): (0.86644, -0.23389, 0.17950),
    (0, 0, 255): (0.45201, -0.03246, -0.31153),
}


@pytest.mark.parametrize(("colour", "lab"), KNOWN.items())
def test_known_colours(colour: tuple[int, int, int], lab: tuple[float, float, float]) -> None:
    assert to_oklab(np.array(colour, np.uint8)) == pytest.approx(lab, abs=2e-4)


def test_greys_have_no_hue_and_any_shape_will_do() -> None:
    greys = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1).reshape(16, 16, 3)
    lab = to_oklab(greys)
    assert lab.shape == (16, 16, 3)
    assert np.abs(lab[:, :, 1:]).max() < 1e-3
    assert (np.diff(lab[:, :, 0].ravel()) > 0).all()
