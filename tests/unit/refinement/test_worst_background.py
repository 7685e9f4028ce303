"""The background on which a matte looks worst, against what it does look like there."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import AlphaError, PhotoError
from curator.imaging.compositing import composite
from curator.imaging.oklab import to_oklab
from curator.matting import estimate_alpha
from curator.refinement.foreground import estimate_foreground
from curator.refinement.worst_background import worst_background
from curator.types import Alpha, Image
from tests.pictures import portrait

HEIGHT, WIDTH = 96, 72
STEPS = (0, 85, 170, 255)
GRID = [(r, g, b) for r in STEPS for g in STEPS for b in STEPS]


def seen_error(
    foreground: Image, alpha: Alpha, true_foreground: Image, truth: Alpha, colour: tuple[int, int, int]
) -> float:
    """How far the cut-out on a colour is from the true one, on average, as it is seen."""
    ours = to_oklab(composite(foreground, alpha, colour))
    theirs = to_oklab(composite(true_foreground, truth, colour))
    return float(np.linalg.norm(ours - theirs, axis=2).mean())


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("compared", [False, True])
def test_true_errors_are_seen_on_it_more_than_on_nearly_all_others(seed: int, compared: bool) -> None:
    made = portrait(HEIGHT, WIDTH, seed=seed)
    alpha = estimate_alpha(made.image, made.trimap, "shared")
    others = [estimate_alpha(made.image, made.trimap, "closed-form")] if compared else []
    foreground = estimate_foreground(made.image, alpha)
    found = worst_background(foreground, alpha, others)
    assert found is not None
    assert found.compared == compared
    errors = sorted(seen_error(foreground, alpha, made.foreground, made.alpha, each) for each in GRID)
    worst, kindest = (
        seen_error(foreground, alpha, made.foreground, made.alpha, each)
        for each in (found.colour, found.kindest)
    )
    assert worst >= errors[int(0.9 * len(errors))]
    assert kindest <= errors[int(0.1 * len(errors))]
    assert worst > 2 * kindest


def soft(colour: tuple[int, int, int]) -> tuple[Image, Alpha]:
    """A subject of one colour with a soft edge."""
    alpha = np.broadcast_to(np.linspace(0, 1, 40, dtype=np.float32), (20, 40)).copy()
    return np.full((20, 40, 3), colour, np.uint8), alpha


def test_dark_hair_looks_worst_on_a_light_colour_and_fair_hair_on_a_dark_one() -> None:
    dark = worst_background(*soft((30, 20, 15)))
    fair = worst_background(*soft((240, 225, 170)))
    assert dark is not None
    assert fair is not None
    lightness = [float(to_oklab(np.array(each.colour, np.uint8))[0]) for each in (dark, fair)]
    assert lightness[0] > 0.9
    assert lightness[1] < 0.5
    assert dark.contrast > 4 * dark.kindest_contrast
    assert np.abs(np.subtract(dark.subject, (30, 20, 15))).max() <= 4
    # On the steps of the grid, the kindest colour is the subject's own.
    assert np.abs(np.subtract(dark.kindest, (30, 20, 15))).max() <= 20


def test_the_contrast_is_the_distance_of_the_colours() -> None:
    found = worst_background(*soft((0, 0, 0)))
    assert found is not None
    # What is counted as black lies in the cell of 0 to 7.
    assert found.contrast == pytest.approx(
        np.linalg.norm(np.subtract(*to_oklab(np.array([found.colour, (4, 4, 4)], np.uint8)))),
        rel=1e-9,
    )


def test_it_is_sought_where_the_methods_disagree_and_shown_there() -> None:
    foreground = np.full((100, 120, 3), 128, np.uint8)
    foreground[60:75, 80:95] = (250, 240, 60)
    alpha = np.zeros((100, 120), np.float32)
    alpha[:, :60] = 1
    other = alpha.copy()
    assert worst_background(foreground, alpha, [other]) is None
    other[60:75, 80:95] = 0.8
    found = worst_background(foreground, alpha, [other])
    assert found is not None
    assert found.compared
    assert found.pixels == 15 * 15
    assert abs(found.x - 87) <= 8
    assert abs(found.y - 67) <= 8
    assert np.abs(np.subtract(found.subject, (250, 240, 60))).max() <= 4
    assert to_oklab(np.array(found.colour, np.uint8))[0] < 0.5


def test_what_is_no_matte_is_refused() -> None:
    foreground, alpha = soft((9, 9, 9))
    with pytest.raises(AlphaError):
        worst_background(foreground, alpha, [alpha[:, 1:]])
    with pytest.raises(AlphaError):
        worst_background(foreground, alpha * 2)
    with pytest.raises(PhotoError):
        worst_background(foreground[:, :, 0], alpha)
    with pytest.raises(AlphaError):
        worst_background(foreground, alpha, window=0)
