"""On real scenes with true alphas, curator's mattes are no worse than PyMatting's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pymatting
import pytest
from PIL import Image

from curator.matting import estimate_alpha

DATA = Path(__file__).parents[4] / "shared" / "data" / "alphamatting"


def read(folder: str, scene: str, mode: str) -> np.ndarray:
    return np.asarray(Image.open(DATA / folder / f"{scene}.png").convert(mode))


@pytest.mark.parametrize("scene", ["GT01", "GT10"])
@pytest.mark.parametrize(
    ("method", "direct"),
    [
        ("closed-form", pymatting.estimate_alpha_cf),
        ("knn", pymatting.estimate_alpha_knn),
        ("shared", pymatting.estimate_alpha_sm),
    ],
)
def test_sad_is_no_more_than_pymattings(scene, method, direct):
    if not (DATA / "images" / f"{scene}.png").exists():
        pytest.skip("../shared/data/alphamatting is not here")
    image, grey = read("images", scene, "RGB"), read("trimap1", scene, "L")
    truth = read("alphas", scene, "L") / 255
    trimap = np.select([grey < 10, grey > 245], [0, 255], 128).astype(np.uint8)
    band = trimap == 128

    def sad(alpha: np.ndarray) -> float:
        return float(np.abs(alpha - truth)[band].sum() / 1000)

    ours = sad(estimate_alpha(image, trimap, method))
    theirs = sad(direct(image / 255, np.where(band, 0.5, trimap / 255)))
    assert ours <= 1.03 * theirs
